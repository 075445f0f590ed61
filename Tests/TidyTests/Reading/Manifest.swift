/// The targets of `Package.swift` and what they depend on.
struct Manifest {
    struct Target: Equatable {
        let name: String
        let dependencies: [String]
        let isTest: Bool
    }

    /// Targets of other kinds that only tests use.
    private static let forTests = ["TestSupport", "FuzzTargets", "StorageExamples", "StorageBench"]

    private(set) var targets: [Target] = []
    private(set) var systemLibraries: [String] = []

    /// Reads the declarations as the manifest writes them: `library("A", ["B"])`,
    /// `tests("ATests", ["A"])`, `fuzzer("F", ["A"])`, `.target(name: "T", dependencies: ["A"])`,
    /// `.systemLibrary(name: "C")`.
    init(_ text: String) {
        let scanner = SourceScanner(text)
        let code = String(decoding: scanner.code, as: UTF8.self)
        // The scanner blanks the names: they are read from the text at the same places.
        let bytes = Array(text.utf8)
        let declaration =
            /(\slibrary|\stests|\sfuzzer|\.target|\.executableTarget|\.systemLibrary)\(/
        for match in code.matches(of: declaration) {
            let start = code.utf8.distance(from: code.startIndex, to: match.range.upperBound)
            guard let call = Self.parenthesised(bytes, code: Array(code.utf8), from: start) else {
                continue
            }
            guard let name = call.firstMatch(of: /^\s*(?:name:\s*)?"(\w+)"/)?.1 else { continue }
            if match.1.hasSuffix("systemLibrary") {
                systemLibraries.append(String(name))
            } else {
                targets.append(
                    Target(
                        name: String(name), dependencies: Self.list(in: call),
                        isTest: ["tests", "fuzzer"].contains { match.1.hasSuffix($0) }
                            || Self.forTests.contains(String(name))))
            }
        }
    }

    func dependencies(of name: String) -> [String]? {
        targets.first { $0.name == name }?.dependencies
    }

    /// The text up to the parenthesis that closes the one before `start`.
    private static func parenthesised(_ bytes: [UInt8], code: [UInt8], from start: Int) -> String? {
        var depth = 1
        for place in start..<code.count {
            if code[place] == UInt8(ascii: "(") { depth += 1 }
            if code[place] == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return String(decoding: bytes[start..<place], as: UTF8.self) }
        }
        return nil
    }

    /// The names in the first brackets.
    private static func list(in call: String) -> [String] {
        guard let list = call.firstMatch(of: /\[([^\]]*)\]/)?.1 else { return [] }
        return list.matches(of: /"(\w+)"/).map { String($0.1) }
    }
}
