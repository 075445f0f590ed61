import Testing

/// Every rule must be able to fail.
@Suite struct RuleTests {
    private func words(_ text: String, path: String = "Sources/Pipeline/a.swift") -> [String] {
        WordRules.findings(in: SourceFile(path: path, text: text)).map(\.message)
    }

    @Test(
        "each banned word is found",
        arguments: [
            "try! f()", "x as! Int", "fatalError()", "print(1)", "import Foundation",
            "public import Foundation", "import XCTest", "@testable import A", "let x = unsafe y",
            "final class A: @unchecked Sendable", "import Glibc", "ContinuousClock().now",
            "SystemClock.wallNanoseconds()", "Date()", "UUID()", "SystemRandomNumberGenerator()",
            "Entropy.seed()", "a.shuffled()", "a.randomElement()", "Int.random(in: 0..<1)",
            "func f() async {}", "await f()", "public actor A {}", "DispatchQueue.main",
            "Task.sleep(1)", "usleep(1)", "\"\\(try! f())\"", "// TODO: later", "/* FIXME */",
        ])
    func findsWords(text: String) {
        #expect(words(text).count == 1, "\(words(text))")
    }

    @Test(
        "what only looks like a banned word is let through",
        arguments: [
            "try? f()", "x as? Int", "pretty_print(1)", "out.print(1)", "// fatalError",
            "\"await\"", "unsafeFlags", "a.unsafe", "Int.random(in: 0..<1, using: &rng)",
            "Int.random(\n    in: 0..<1, using: &rng)", "awaiting()", "Date(x)", "actors",
            "// a todo list", "a.shuffled(using: &rng)",
        ])
    func letsThrough(text: String) {
        #expect(words(text) == [])
    }

    @Test("words are allowed where they belong")
    func perimeter() {
        #expect(words("let x = unsafe y", path: "Sources/Bytes/a.swift") == [])
        #expect(words("let x = unsafe y", path: "Sources/Parquet/Compression.swift") == [])
        #expect(words("let x = unsafe y", path: "Sources/Parquet/Page.swift").count == 1)
        #expect(words("import Glibc", path: "Sources/ticklake/Main.swift") == [])
        #expect(words("let x = unsafe y", path: "Sources/ticklake/Main.swift").count == 1)
        #expect(words("await f()", path: "Tests/BytesTests/a.swift") == [])
        #expect(words("Thread.sleep(1)", path: "Tests/BytesTests/a.swift").count == 1)
    }

    private let manifest = Manifest(
        """
        .systemLibrary(name: "CRDKafka")
        library("Bytes", ["Telemetry"])
        library("Pipeline", ["Bytes", "Kafka", "CRDKafka"])
        library("Kafka", ["CRDKafka"])
        library("Stray", [])
        """)

    @Test("wrong arrows in the manifest are found")
    func arrows() {
        #expect(
            ImportRules(manifest: manifest).findings().map(\.message) == [
                "Bytes must not depend on Telemetry",
                "Pipeline must not depend on the world: Kafka",
                "Stray has no place in the order of modules",
                "CRDKafka must have exactly one user, not: Pipeline, Kafka",
            ])
    }

    @Test("imports without an arrow, and arrows without an import, are found")
    func imports() {
        let files = [
            SourceFile(
                path: "Sources/Pipeline/a.swift",
                text: """
                    import Bytes
                    @preconcurrency import DeltaLake
                    public import Synchronization
                    import struct Kafka.Consumer
                    import Testing
                    """),
            SourceFile(path: "Sources/Kafka/a.swift", text: "package import CRDKafka"),
            SourceFile(path: "Sources/Nowhere/a.swift", text: ""),
        ]
        #expect(
            ImportRules(manifest: manifest).findings(in: files).map(\.description) == [
                "Sources/Pipeline/a.swift:2: imports DeltaLake, which Pipeline does not depend on",
                "Sources/Pipeline/a.swift:5: imports Testing, which Pipeline does not depend on",
                "Sources/Nowhere/a.swift: no target Nowhere in Package.swift",
            ])
        #expect(
            ImportRules(manifest: manifest).unusedDependencies(in: files).map(\.message) == [
                "Bytes depends on Telemetry, but imports it nowhere",
                "Pipeline depends on CRDKafka, but imports it nowhere",
            ])
    }

    private func sizes(_ text: String, path: String = "Sources/A/a.swift") -> [String] {
        SizeRules.findings(in: SourceFile(path: path, text: text)).map(\.description)
    }

    private func function(lines: Int, above: String = "") -> String {
        "\(above)func f() {\n" + String(repeating: "    1\n", count: lines) + "}\n"
    }

    @Test("files that are too long are found, generated ones let through")
    func fileSizes() {
        let long = String(repeating: "\n", count: 501)
        #expect(sizes(String(long.dropLast())) == [])
        #expect(sizes(long) == ["Sources/A/a.swift: 501 lines, more than 500"])
        #expect(sizes(long, path: "Tests/A/a.swift") == [])
        #expect(sizes(long, path: "Sources/A/a+Generated.swift") == [])
        #expect(sizes(long + long, path: "Tests/A/a.swift").count == 1)
    }

    @Test("functions that are too long are found, unless a mark says why")
    func functionSizes() {
        #expect(sizes(function(lines: 60)) == [])
        #expect(
            sizes("\n" + function(lines: 61))
                == ["Sources/A/a.swift:2: a function of 61 lines, more than 60"])
        #expect(sizes(function(lines: 61, above: "// tidy:long a table\n@inlinable\n")) == [])
        #expect(sizes(function(lines: 61, above: "// tidy:long\n")).count == 1)
        let text = "func f() {\n  \"\"\"\n" + String(repeating: "  a\n", count: 61) + "\"\"\"\n}\n"
        #expect(sizes(text).count == 1)
        #expect(sizes(text, path: "Tests/A/a.swift") == [])
        #expect(sizes(function(lines: 61, above: "// tidy:long a table\n\n")).count == 1)
    }

    @Test("lines that are too long are found, counted in characters")
    func lineLengths() {
        let umlauts = "// " + String(repeating: "ü", count: 97)
        #expect(sizes(umlauts) == [])
        #expect(sizes(umlauts + "ü") == ["Sources/A/a.swift:1: 101 columns, more than 100"])
        #expect(sizes("x = \"\(umlauts)\"") == ["Sources/A/a.swift:1: 106 columns, more than 100"])
        #expect(sizes("x = \"\(umlauts)\"", path: "Tests/A/a.swift") == [])
        #expect(sizes("x = \"\"\"\n\(umlauts)ü\n\"\"\"") == [])
    }

    @Test("what does not belong at the top, or lacks there, is found")
    func topLevel() {
        var names = LayoutRules.topLevel.union([".git", ".ci", "Package.resolved"])
        #expect(LayoutRules.findings(topLevel: Array(names)) == [])
        names.remove("LICENSE")
        names.insert("docs")
        #expect(
            LayoutRules.findings(topLevel: Array(names)).map(\.description)
                == ["docs: does not belong at the top", "LICENSE: is missing"])
    }

    @Test("names that say nothing, and placeholders, are found")
    func names() {
        func found(_ path: String) -> [String] {
            LayoutRules.findings(in: SourceFile(path: path, text: "")).map(\.message)
        }
        #expect(found("Sources/A/ByteUtils.swift") == ["`Utils` says nothing in a name"])
        #expect(found("Sources/A/Helpers/X.swift") == ["`Helper` says nothing in a name"])
        #expect(found("Sources/A/Placeholder.swift") == ["is a placeholder"])
        #expect(found("Sources/ticklake/Commands/Run.swift") == [])
    }
}
