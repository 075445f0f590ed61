import Foundation
import TestSupport
import Testing

/// What holds for every command, whatever it does.
@Suite struct FrameTests {
    @Test("every command and group has help with usage and example, every command results as JSON")
    func help() throws {
        var paths: [[String]] = [[]]
        var seen = 0
        while let path = paths.popLast() {
            let result = try Program.run(path + ["--help"])
            let name = (["ticklake"] + path).joined(separator: " ")
            #expect(result.status == 0, "\(name)")
            #expect(result.errors == "", "\(name)")
            #expect(result.output.hasPrefix("\(name): "), "\(name)")
            #expect(result.output.contains("\nUsage: \(name)"), "\(name)")
            let commands = Self.commands(in: result.output)
            #expect(result.output.contains("\nExample"), "\(name)")
            // What has no results for machines: a script, and rows, which have --format.
            let hasOtherResults = ["changes", "completions", "poll schema", "show"]
            if commands.isEmpty, !hasOtherResults.contains(path.joined(separator: " ")) {
                #expect(result.output.contains(" --json "), "\(name)")
            }
            paths += commands.map { path + [$0] }
            seen += 1
        }
        #expect(seen > 1)
    }

    @Test("--version prints one line")
    func version() throws {
        let result = try Program.run(["--version"])
        #expect(result.status == 0)
        #expect(result.output.wholeMatch(of: /ticklake \d+\.\d+\.\d+.*\n/) != nil, "\(result)")
    }

    @Test(
        "a wrong call ends with 64, nothing on standard output, and a line that says what to do",
        arguments: [
            ([], "error: ticklake needs a command. see ticklake --help\n"),
            (["completion"], "error: no command completion. did you mean completions?\n"),
            (
                ["completions", "bash", "--shel"],
                "error: no option --shel. did you mean --help? see ticklake completions --help\n"
            ),
            (
                ["completions", "fish"],
                "error: SHELL expects one of bash, zsh, not `fish`. "
                    + "see ticklake completions --help\n"
            ),
        ])
    func wrongCalls(arguments: [String], expected: String) throws {
        let result = try Program.run(arguments)
        #expect(result.status == 64)
        #expect(result.output == "")
        #expect(result.errors == expected)
    }

    @Test("the completions are a script that bash takes", arguments: ["bash", "zsh"])
    func completions(shell: String) throws {
        let result = try Program.run(["completions", shell])
        #expect(result.status == 0)
        let check = try run("bash", ["-n", "-c", result.output])
        #expect(check.status == 0, "\(check)")
        #expect(result.output.hasSuffix("complete -o filenames -F _ticklake ticklake\n"))
    }

    @Test("a full disk behind standard output is an error of one line")
    func fullDisk() throws {
        let program = try Program.url().path
        let result = try run("bash", ["-c", "'\(program)' --help >/dev/full"])
        #expect(result.status == 1)
        #expect(
            result.errors
                == "error: cannot write to standard output: No space left on device\n")
    }

    @Test("a reader that goes away is no error to report")
    func brokenPipe() throws {
        let program = try Program.url().path
        // A pipe whose only reader is closed before anything is written.
        let script = """
            mkfifo pipe; exec 3<>pipe 4>pipe 3<&-; trap '' PIPE
            '\(program)' --help >&4; echo $?
            """
        let folder = try TemporaryFolder()
        let result = try run("bash", ["-c", script], folder: folder.url)
        #expect(result.errors == "")
        #expect(result.output == "1\n")
    }

    /// The commands that a help page lists.
    private static func commands(in help: String) -> [String] {
        guard let start = help.range(of: "\nCommands:\n") else { return [] }
        let section = help[start.upperBound...].components(separatedBy: "\n\n")[0]
        return section.split(separator: "\n").filter { $0.prefix(3).last != " " }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
    }
}
