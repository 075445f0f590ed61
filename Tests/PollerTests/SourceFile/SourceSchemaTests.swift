import Foundation
import Poller
import TestSupport
import Testing

/// The schema that editors check sources with, by another project's validator.
@Suite(.enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
struct SourceSchemaTests {
    private static let script = """
        import copy, json, pathlib, sys, yaml
        from jsonschema import Draft202012Validator

        schema = json.loads(sys.argv[1])
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        count = 0
        for path in sorted(pathlib.Path(sys.argv[2]).glob("*.yaml")):
            source = yaml.safe_load(path.read_text())
            for error in validator.iter_errors(source):
                print(path.name, error.json_path, error.message)
            for places in [(), ("api",), ("cursor",), ("paging",), ("records",), ("mapping",)]:
                for key in [k for p in [source] for k in (p.get(*places, {}) if places else p)]:
                    changed = copy.deepcopy(source)
                    mapping = changed[places[0]] if places else changed
                    mapping[key + "x"] = mapping.pop(key)
                    if validator.is_valid(changed):
                        print(path.name, "takes", key + "x", "in", places)
                    count += 1
        print("keys", count)
        """

    @Test("it takes every example, and none of their keys with a letter too many")
    func examples() throws {
        let python = try PythonEnvironment.required()
        let folder = PackageFolder.root.appendingPathComponent("topics/sources").path
        let result = try python.run(script: Self.script, [SourceSchema.text, folder])
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 1, "\(result.output)")
        let count = lines.last.flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
        #expect(count > 200)
    }

    @Test("it takes a session's login, and none of its keys with a letter too many")
    func session() throws {
        let python = try PythonEnvironment.required()
        func result(_ auth: String) throws -> String {
            let folder = try TemporaryFolder()
            try """
            source: s
            topic: t
            api: {base_url: 'https://api.example.com', auth: \(auth)}
            request: {path: /v1}
            records: {fields: {symbol: s}}
            mapping: {kind: record}
            """.write(toFile: folder.path("s.yaml"), atomically: true, encoding: .utf8)
            return try python.run(script: Self.script, [SourceSchema.text, folder.path]).output
        }
        let auth = """
            {kind: session, life: 1h, login: {path: /l, method: POST, headers: {A: b}, json: {c: {d: [e]}}},
             token: [{header: CST, send_as: {header: C, prefix: p}}, {from: t, send_as: {query: q}}]}
            """
        #expect(try result(auth).hasPrefix("keys "))
        for key in [
            "life", "login", "path", "method", "headers", "json", "send_as", "prefix", "from",
        ] {
            let changed = auth.replacing("\(key):", with: "\(key)x:")
            #expect(try result(changed).contains("s.yaml $.api"), "\(key)")
        }
    }
}
