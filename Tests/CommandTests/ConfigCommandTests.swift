import Foundation
import TestSupport
import Testing

@Suite struct ConfigCommandTests {
    @Test(
        "every pipeline file of the project is good",
        arguments: [
            "topics/ticklake.yaml", "Benchmarks/ticklake.yaml",
        ])
    func projectFiles(path: String) throws {
        let file = PackageFolder.root.appendingPathComponent(path).path
        let result = try Program.run(["config", "check", file], environment: Self.variables)
        #expect(result.status == 0, "\(result)")
        #expect(result.output.hasPrefix("ok: pipeline "))
        #expect(result.errors == "")
    }

    @Test("the image's pipeline file is good where the image puts it")
    func image() throws {
        let folder = try TemporaryFolder()
        let files = FileManager.default
        let root = PackageFolder.root
        let path = folder.url.appendingPathComponent("ticklake.yaml")
        try files.copyItem(at: root.appendingPathComponent("compose/ticklake.yaml"), to: path)
        try files.copyItem(
            at: root.appendingPathComponent("topics"),
            to: folder.url.appendingPathComponent("topics"))
        let result = try Program.run(
            ["config", "check", path.path], environment: Self.variables)
        #expect(result.status == 0, "\(result)")
    }

    private static let variables = [
        "TICKLAKE_LAKE": "/lake", "KAFKA_BOOTSTRAP_SERVERS": "localhost:9092",
    ]

    @Test("mistakes are lines on standard error, and 64")
    func mistakes() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appendingPathComponent("p.yaml").path
        try Data("name: a\nlake: l\nkafka: {bootstrap_servers: x}\ntopics: [gone.yaml]\n".utf8)
            .write(to: URL(fileURLWithPath: path))
        let result = try Program.run(["config", "check", path])
        #expect(result.status == 64)
        #expect(result.output == "")
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 3, "\(result)")
        #expect(
            lines.first.map(String.init) == "\(path):3:28: error: 'kafka.bootstrap_servers' is 'x'."
                + " expected brokers such as localhost:9092")
        #expect(lines.last?.hasPrefix("error: the configuration is not good. 2 problems") == true)

        let json = try Program.run(["config", "check", path, "--json"])
        #expect(json.status == 64)
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        let problems = (object as? [String: Any])?["problems"] as? [[String: Any]]
        #expect(problems?.map { $0["line"] as? Int } == [3, 4])
    }

    @Test("mistakes in the files of REST sources are told beside the others, and all at once")
    func sources() throws {
        let folder = try TemporaryFolder()
        let topics = PackageFolder.root.appendingPathComponent("topics").path
        let files = [
            "p.yaml": """
            name: a
            lake: l
            kafka: {bootstrap_servers: 'b:1'}
            topics: [\(topics)/rest-ticks.yaml]
            poller: {sources: [one.yaml, two.yaml, absent.yaml]}
            """,
            "one.yaml": "source: one\ntopik: rest-ticks\n",
            "two.yaml": "source: two\ntopic: rest-ticks\napi: {base_url: nowhere}\n",
        ]
        for (name, text) in files {
            try text.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
        }
        let result = try Program.run(["config", "check", folder.path("p.yaml")])
        #expect(result.status == 64, "\(result)")
        for said in ["one.yaml:2:1", "did you mean 'topic'?", "two.yaml:3:", "absent.yaml"] {
            #expect(result.errors.contains(said), "\(said) in \(result)")
        }
        let json = try Program.run(["config", "check", folder.path("p.yaml"), "--json"])
        #expect(json.status == 64 && json.output.contains(#""line":2"#), "\(json)")
    }

    @Test("what is in effect is shown without secrets")
    func shows() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appendingPathComponent("p.yaml").path
        let topics = PackageFolder.root.appendingPathComponent("topics").path
        let text = """
            name: a
            lake: l
            kafka:
              bootstrap_servers: b:1
              properties: {sasl.username: $$ConnectionString, sasl.password: hunter2}
            topics: [\(topics)/price-ticks.yaml]
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let result = try Program.run(["config", "show", path])
        #expect(result.status == 0, "\(result)")
        #expect(result.output.contains("sasl.username: $$ConnectionString\n"))
        #expect(result.output.contains("sasl.password: \"***\"\n"))
        #expect(!result.output.contains("hunter2"))
        #expect(result.output.contains("# default"))

        let json = try Program.run(["config", "show", path, "--json"])
        #expect(json.status == 0 && !json.output.contains("hunter2"), "\(json)")
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        let files = try #require((object as? [String: Any])?["files"] as? [[String: Any]])
        #expect(files.count == 2)
        let values = try #require(files[0]["values"] as? [String: Any])
        #expect(values["lake"] as? String == "l")
        #expect((values["limits"] as? [String: Any])?["json_depth"] as? Int == 64)
        let properties = (values["kafka"] as? [String: Any])?["properties"] as? [String: Any]
        #expect(properties?["sasl.password"] as? String == "***")
        let defaults = try #require(files[0]["defaults"] as? [String])
        #expect(defaults.contains("event_time.max_skew") && !defaults.contains("lake"))
    }

    @Test("librdkafka's settings are tried, and all that it does not take is said at once")
    func kafkaSettings() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("p.yaml")
        let topics = PackageFolder.root.appendingPathComponent("topics").path
        try """
        name: a
        lake: l
        kafka:
          bootstrap_servers: b:1
          properties:
            no.such.prop: 1
            security.protocl: x
            queued.min.messages: zz
            security.protocol: tls
            sasl.pasword: hunter3
            socket.timeout.ms: 5000
            acks: 1
            opaque: x
        topics: [\(topics)/price-ticks.yaml]
        """.write(toFile: path, atomically: true, encoding: .utf8)
        let result = try Program.run(["config", "check", path])
        #expect(result.status == 64, "\(result)")
        let setting = "expected a setting of librdkafka such as security.protocol"
        let expected = """
            6:5: error: 'kafka.properties' has 'no.such.prop'. \(setting)
            7:5: error: 'kafka.properties' has 'security.protocl'. \(setting). \
            did you mean 'security.protocol'?
            8:26: error: 'kafka.properties.queued.min.messages' does not fit. \
            expected 1 .. 10000000
            9:24: error: 'kafka.properties.security.protocol' is 'tls'. \
            expected plaintext, ssl, sasl_plaintext, sasl_ssl
            10:5: error: 'kafka.properties' has 'sasl.pasword'. \(setting). \
            did you mean 'sasl.password'?
            12:5: error: 'kafka.properties' has 'acks'. \
            expected nothing: ticklake needs its own value
            13:5: error: 'kafka.properties' has 'opaque'. \(setting)

            """
        let said = result.errors.replacingOccurrences(of: "\(path):", with: "")
        #expect(said.hasPrefix(expected), "\(said)")
        #expect(said.dropFirst(expected.count).hasPrefix("error: the configuration is not good. 7"))
        let shown = try Program.run(["config", "show", path])
        #expect(shown.status == 64)
        #expect(!"\(result)\(shown)".contains("hunter3"))
    }
}
