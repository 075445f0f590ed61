import Foundation
import TestSupport
import Testing

/// Runs what the README tells a newcomer to type, in a copy of the folder.
@Suite("The README's commands") struct ReadmeTests {
    private let folder: TemporaryFolder
    private let text: String

    /// A folder with the program where the README has it, and with the topics' files.
    init() throws {
        folder = try TemporaryFolder()
        let files = FileManager.default
        let root = PackageFolder.root
        text = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        try files.copyItem(
            at: root.appendingPathComponent("topics"),
            to: folder.url.appendingPathComponent("topics"))
        let products = folder.url.appendingPathComponent(".build/release")
        try files.createDirectory(at: products, withIntermediateDirectories: true)
        try files.createSymbolicLink(
            at: products.appendingPathComponent("ticklake"), withDestinationURL: Program.url())
    }

    /// The blocks between fences of a language; the empty one for shell lines.
    private func blocks(_ language: String) -> [[String]] {
        var blocks: [[String]] = []
        var open: (language: String, lines: [String])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("```") else {
                open?.lines.append(String(line))
                continue
            }
            if let block = open, block.language == language { blocks.append(block.lines) }
            open = open == nil ? (String(line.dropFirst(3)), []) : nil
        }
        return blocks
    }

    /// The lines of every block that calls `ticklake`, in the README's order.
    private var commands: [[String]] {
        blocks("").filter { $0.contains { $0.hasPrefix("ticklake ") } }
    }

    private func shell(_ lines: [String], seconds: Double = 120) throws -> ProcessResult {
        try run(
            "bash", ["-euc", lines.joined(separator: "\n")], folder: folder.url, seconds: seconds)
    }

    @Test("a pipeline file is made and checked as it says, and all its commands are there")
    func check() throws {
        let block = try #require(commands.first { $0.contains { $0.hasPrefix("cp ") } })
        let last = try #require(block.firstIndex { $0.contains("config check") })
        let result = try shell(Array(block[...last]))
        #expect(result.status == 0, "\(result)")
        #expect(result.output.hasPrefix("ok: pipeline "), "\(result)")
        let calls = commands.joined().filter { $0.hasPrefix("ticklake ") }
        #expect(calls.count >= 8)
        for call in calls {
            let words = call.split(separator: " ")
            let names = words.dropFirst().prefix { !$0.contains("/") && $0 != "lake" }
            let help = try Program.run(names.map(String.init) + ["--help"])
            #expect(help.status == 0, "\(call)")
            for option in words where option.hasPrefix("--") {
                #expect(help.output.contains("\(option) "), "\(call)")
            }
        }
    }

    @Test("the output that it shows has the form of the program's")
    func output() throws {
        let shown = try #require(blocks("").first { $0[0].hasPrefix("table ") })
        #expect(shown[1].contains(/price-ticks\/0=\d+ price-ticks\/1=\d+/))
        let python = blocks("python").joined().joined()
        #expect(python.contains(".to_pyarrow_table()"))
    }
}

extension ReadmeTests {
    @Test(
        "its commands fill a lake from a real broker, read and prove it",
        .enabled(if: RealBroker.isAvailable, RealBroker.isMissing))
    func integration() throws {
        let broker = try RealBroker.required()
        let substitutions = [
            ("localhost:9092", broker.bootstrapServers),
            ("topic: price-ticks", "topic: \(RealBroker.topicName("ticks"))"),
            ("topic: instrument-metadata", "topic: \(RealBroker.topicName("instruments"))"),
        ]
        for name in ["ticklake", "price-ticks", "instrument-metadata"] {
            let file = folder.url.appendingPathComponent("topics/\(name).yaml")
            var contract = try String(contentsOf: file, encoding: .utf8)
            for (old, new) in substitutions {
                contract = contract.replacingOccurrences(of: old, with: new)
            }
            try contract.write(to: file, atomically: true, encoding: .utf8)
        }
        let filling = try #require(commands.first { $0.contains { $0.hasPrefix("cp ") } })
            .map { $0.replacingOccurrences(of: "--ticks 1000000", with: "--ticks 20000") }
        let reading = try #require(commands.first { $0.contains { $0.contains("verify") } })
        for block in [filling, reading] {
            let result = try shell(block)
            #expect(result.status == 0, "\(result)")
        }
        guard let python = PythonEnvironment.current else { return }
        // The readers' own threads now and then abort an interpreter that ends in the usual way.
        let script = blocks("python").joined() + ["import os", "os._exit(0)"]
        let read = try run(
            python.python, ["-c", script.joined(separator: "\n")], folder: folder.url)
        #expect(read.status == 0, "\(read)")
    }
}
