import Foundation
import TestSupport
import Testing

/// Holds the compose file's commands, options and variables against the program.
@Suite("The compose file") struct ComposeTests {
    private let text: String

    init() throws {
        text = try String(
            contentsOf: PackageFolder.root.appendingPathComponent("compose/docker-compose.yaml"),
            encoding: .utf8)
    }

    /// The words of every `command:`, written in a line or as a list.
    private var commands: [[String]] {
        var found: [[String]] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (index, line) in lines.enumerated() {
            guard let range = line.range(of: "command:") else { continue }
            let inline = line[range.upperBound...].filter { !"[]\"".contains($0) }
            if inline.contains(where: { $0 != " " }) {
                found.append(
                    inline.split(separator: ",").map {
                        $0.trimmingCharacters(in: .whitespaces)
                    })
                continue
            }
            let items = lines[(index + 1)...].prefix {
                $0.trimmingCharacters(in: .whitespaces).hasPrefix("- ")
            }
            found.append(
                items.map {
                    $0.trimmingCharacters(in: .whitespaces).dropFirst(2)
                        .replacingOccurrences(of: "\"", with: "")
                })
        }
        return found
    }

    @Test("calls commands that there are, with options that they have")
    func callsExist() throws {
        #expect(commands.map { $0.first } == ["topics", "generate", "run"])
        for words in commands {
            let names = words.prefix { !$0.hasPrefix("/") && !$0.hasPrefix("-") }
            let help = try Program.run(Array(names) + ["--help"])
            #expect(help.status == 0, "\(words)")
            for option in words where option.hasPrefix("--") {
                #expect(help.output.contains("\(option) "), "\(option) of \(names)")
            }
        }
    }

    @Test("sets the variables that its pipeline file asks for, and no others")
    func variables() throws {
        let pipeline = try String(
            contentsOf: PackageFolder.root.appendingPathComponent("compose/ticklake.yaml"),
            encoding: .utf8)
        let asked = Set(pipeline.matches(of: /\$\{env:([A-Z_]+)\}/).map { String($0.1) })
        let block = text.components(separatedBy: "services:")[0]
        let set = Set(block.matches(of: /(?m)^ {4}([A-Z_]+):/).map { String($0.1) })
        #expect(!asked.isEmpty)
        #expect(asked == set)
    }
}
