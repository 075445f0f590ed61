import ArgumentParsing
import Synchronization
import Testing

private enum Shade: String, ArgumentChoice {
    case light, dark
}

/// What the work of the test's commands saw.
private final class Seen: Sendable {
    private let seen = Mutex("")

    var text: String {
        get { seen.withLock { $0 } }
        set { seen.withLock { $0 = newValue } }
    }
}

@Suite struct CommandReadingTests {
    private let seen = Seen()

    private var program: Command {
        let paint = Command("paint", "paints walls", examples: ["tool paint wall --coats 2"]) {
            [seen] a in
            let wall = a.argument("WALL", "the wall", completion: .files)
            let others = a.arguments("MORE", "more walls", as: Int.self)
            let coats = a.option("coats", "N", "how many coats", default: 1, short: "c")
            let shade = a.option("shade", "SHADE", "how it looks", default: Shade.light)
            let speed = a.option("speed", "X", "strokes per second", as: Double.self)
            let rooms = a.list("rooms", "N", "only in these rooms", as: Int32.self)
            let isDry = a.flag("dry-run", "only says what it would do")
            a.expect(coats > 0, "--coats must be positive")
            return {
                seen.text = """
                    \(wall) \(others) \(coats) \(shade) \(speed.map { "\($0)" } ?? "-") \
                    \(rooms) \(isDry)
                    """
            }
        }
        let mix = Command("mix", "mixes paint", examples: ["tool mix --colour red"]) { [seen] a in
            let colour = a.requiredOption("colour", "NAME", "the colour")
            return { seen.text = "mixed \(colour)" }
        }
        let show = Command("show", "shows a plan", examples: ["tool plans show p"]) { [seen] a in
            let name = a.argument("PLAN", "the plan", default: "latest")
            return { seen.text = "plan \(name)" }
        }
        let plans = Command("plans", "what is planned", subcommands: [show])
        return Command(
            "tool", "paints", version: "tool 1.2", subcommands: [paint, mix, plans])
    }

    private func read(_ line: String) -> String {
        switch program.read(line.split(separator: " ").map(String.init)) {
        case .run(let work):
            seen.text = ""
            do { try work() } catch { return "\(error)" }
            return seen.text
        case .output(let text): return text
        case .problems(let problems): return problems.joined(separator: "\n")
        }
    }

    @Test(
        "good words reach the work as typed values",
        arguments: [
            ("paint a", "a [] 1 light - [] false"),
            ("paint a 1 2_000", "a [1, 2000] 1 light - [] false"),
            ("paint a --coats 3 --dry-run", "a [] 3 light - [] true"),
            ("paint --coats=3 a", "a [] 3 light - [] false"),
            ("paint -c 3 a -c=4", "-c is given twice. see tool paint --help"),
            ("paint a --shade dark --speed -1.5", "a [] 1 dark -1.5 [] false"),
            ("paint a --rooms 0,1 --rooms 7", "a [] 1 light - [0, 1, 7] false"),
            ("paint -- --coats", "--coats [] 1 light - [] false"),
            ("paint - -5", "- [-5] 1 light - [] false"),
            ("mix --colour =x", "mixed =x"),
            ("mix --colour=--x=y", "mixed --x=y"),
            ("plans show", "plan latest"),
            ("plans show p", "plan p"),
        ])
    func values(line: String, expected: String) {
        #expect(read(line) == expected)
    }

    @Test(
        "bad words are answered with what is wrong and what to do",
        arguments: [
            ("paint a --caots 2", "no option --caots. did you mean --coats? see tool paint --help"),
            ("paint a --zzz", "no option --zzz in tool paint. see tool paint --help"),
            ("paint", "WALL is missing: the wall. see tool paint --help"),
            ("paint a --coats", "--coats needs a value: --coats N. see tool paint --help"),
            (
                "paint a --coats --dry-run",
                "--coats needs a value: --coats N. see tool paint --help"
            ),
            ("paint a --coats x", "--coats expects a whole number, not `x`. see tool paint --help"),
            (
                "paint a --coats _1",
                "--coats expects a whole number, not `_1`. see tool paint --help"
            ),
            ("paint a --coats 0", "--coats must be positive. see tool paint --help"),
            ("paint a --speed inf", "--speed expects a number, not `inf`. see tool paint --help"),
            (
                "paint a --shade grey",
                "--shade expects one of light, dark, not `grey`. see tool paint --help"
            ),
            (
                "paint a --rooms 1,,2",
                "--rooms expects a whole number, not ``. see tool paint --help"
            ),
            ("paint a --dry-run=yes", "--dry-run takes no value. see tool paint --help"),
            ("paint a --dry-run --dry-run", "--dry-run is given twice. see tool paint --help"),
            ("paint a b", "MORE expects a whole number, not `b`. see tool paint --help"),
            ("mix", "--colour NAME is missing: the colour. see tool mix --help"),
            (
                "mix --colour",
                "--colour needs a value: --colour NAME. see tool mix --help"
            ),
            ("plans show a b", "unexpected argument `b`. see tool plans show --help"),
            ("pant a", "no command pant. did you mean paint?"),
            ("frobnicate", "no command frobnicate. see tool --help"),
            ("plans hsow", "no command hsow. did you mean show?"),
            ("plans", "tool plans needs a command. see tool plans --help"),
            ("", "tool needs a command. see tool --help"),
            (
                "--dry-run paint",
                "no option --dry-run in tool\n"
                    + "options follow the command. see tool --help"
            ),
        ])
    func problems(line: String, expected: String) {
        #expect(read(line) == expected)
    }

    @Test("all problems are reported at once")
    func allProblems() {
        #expect(
            read("paint --coats=x --shade=y --caots") == """
                no option --caots. did you mean --coats?
                WALL is missing: the wall
                --coats expects a whole number, not `x`
                --shade expects one of light, dark, not `y`. see tool paint --help
                """)
    }

    @Test("the work does not run while words are read")
    func worksLater() {
        _ = program.read(["paint", "a"])
        #expect(seen.text == "")
    }

    @Test("help lists arguments, options with defaults, and examples, aligned")
    func help() {
        let expected = """
            tool paint: paints walls

            Usage: tool paint WALL [MORE...] [options]

            Arguments:
              WALL  the wall
              MORE  more walls

            Options:
              -c, --coats N      how many coats (default: 1)
                  --shade SHADE  how it looks (light, dark; default: light)
                  --speed X      strokes per second
                  --rooms N      only in these rooms (may be repeated)
                  --dry-run      only says what it would do
              -h, --help         shows this help

            Example:
              tool paint wall --coats 2

            """
        #expect(read("paint --help") == expected)
        #expect(read("help paint") == expected)
        // Help is help, however wrong the rest is.
        #expect(read("paint --zzz -h") == expected)
    }

    @Test("the program's help lists its commands")
    func programHelp() {
        let expected = """
            tool: paints

            Usage: tool COMMAND [options]

            Commands:
              paint  paints walls
              mix    mixes paint
              plans  what is planned

            Options:
              -h, --help     shows this help
              -V, --version  shows the version

            """
        #expect(read("--help") == expected)
        #expect(read("help") == expected)
    }

    @Test("help is wrapped to the width, between words")
    func wraps() throws {
        let command = Command("wide", "w", examples: []) { a in
            _ = a.option("x", "N", String(repeating: "word ", count: 30), default: 5)
            return {}
        }
        guard case .output(let text) = command.read(["--help"], columns: 50) else {
            Issue.record("no help")
            return
        }
        let lines = text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 50 })
        #expect(lines.count { $0.contains("word") } > 3)
    }

    @Test("--version prints the version of the program, and only there")
    func version() {
        #expect(read("--version") == "tool 1.2\n")
        #expect(read("-V") == "tool 1.2\n")
        #expect(read("paint --version a").hasPrefix("no option --version"))
    }

    @Test("an error of the work comes through as it is")
    func errors() {
        struct Failure: Error {}
        let command = Command("f", "fails", examples: []) { _ in { throw Failure() } }
        guard case .run(let work) = command.read([]) else {
            Issue.record("not run")
            return
        }
        #expect(throws: Failure.self) { try work() }
    }

    @Test("a near name is found through one swap, insertion, removal or replacement")
    func suggestions() {
        let names = ["--ticks", "--seed", "--rate"]
        #expect(nearest(to: "--tikcs", among: names) == "--ticks")
        #expect(nearest(to: "--tick", among: names) == "--ticks")
        #expect(nearest(to: "--seeed", among: names) == "--seed")
        #expect(nearest(to: "--rare", among: names) == "--rate")
        #expect(nearest(to: "--partitions", among: names) == nil)
        #expect(nearest(to: "x", among: []) == nil)
    }

    @Test("a name that is declared twice is a programmer's error")
    func twice() async {
        await #expect(processExitsWith: .failure) {
            let command = Command("x", "x", examples: []) { a in
                _ = a.flag("a", "a")
                _ = a.flag("a", "a")
                return {}
            }
            _ = command.read([])
        }
    }
}
