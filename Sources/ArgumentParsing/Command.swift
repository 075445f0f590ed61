/// A command of a program: what it is called, what it takes, what it does.
///
///     let generate = Command(
///         "generate", "writes synthetic ticks", examples: ["ticklake generate a.yaml --ticks 5"]
///     ) { a in
///         let config = a.argument("CONFIG", "the pipeline file")
///         let ticks = a.option("ticks", "N", "how many ticks", default: 1_000_000)
///         return { try writeTicks(config: config, count: ticks) }
///     }
///
/// The declaration runs twice: on nothing, to learn what there is (help, suggestions, completions),
/// then on the words. So it only reads; the closure that it returns does the work.
public struct Command: Sendable {
    /// Reads the words and returns the work.
    public typealias Declaration = @Sendable (Arguments) -> () throws -> Void

    /// The word that calls the command.
    public let name: String
    /// One line, lower case, that says what it does.
    public let summary: String
    /// Calls that a reader can copy.
    public let examples: [String]
    /// The commands under this one.
    public let subcommands: [Command]
    /// What `--version` prints; only the outermost command has it.
    public let version: String?

    let declaration: Declaration?

    /// A command that does something, and may have commands under it as well.
    public init(
        _ name: String, _ summary: String, examples: [String], subcommands: [Command] = [],
        _ declaration: @escaping Declaration
    ) {
        self.name = name
        self.summary = summary
        self.examples = examples
        self.subcommands = subcommands
        self.declaration = declaration
        version = nil
    }

    /// A command that only groups others.
    public init(
        _ name: String, _ summary: String, examples: [String] = [], version: String? = nil,
        subcommands: [Command]
    ) {
        self.name = name
        self.summary = summary
        self.examples = examples
        self.subcommands = subcommands
        self.version = version
        declaration = nil
    }

    /// What the command declares.
    var parameters: [Parameter] {
        guard let declaration else { return [] }
        let arguments = Arguments(learning: ())
        _ = declaration(arguments)
        return arguments.parameters
    }

    func subcommand(_ name: String) -> Command? {
        subcommands.first { $0.name == name }
    }
}

/// What a program is to do after its words were read.
public enum Invocation {
    /// The words are good: do this.
    case run(() throws -> Void)
    /// Print this on standard output and end well: help or the version.
    case output(String)
    /// The words are not good: print a line for each problem, and end with exit code 64.
    case problems([String])
}

extension Command {
    /// Reads the words that follow the program's name.
    ///
    /// - Parameter columns: the width that help is wrapped to.
    public func read(_ words: [String], columns: Int = 80) -> Invocation {
        var path = CommandPath(root: self)
        var rest = words[...]
        let asksForHelp = rest.first == "help" && subcommand("help") == nil
        if asksForHelp { rest = rest.dropFirst() }
        while let word = rest.first, let next = path.last.subcommand(word) {
            path.append(next)
            rest = rest.dropFirst()
        }
        if asksForHelp && rest.isEmpty { return .output(Help(path, columns: columns).text) }
        return path.last.read(Array(rest), path: path, columns: columns)
    }

    private func read(_ words: [String], path: CommandPath, columns: Int) -> Invocation {
        let parameters = parameters
        let options = words.prefix { $0 != "--" }
        if options.contains(where: { $0 == "--help" || $0 == "-h" }) {
            return .output(Help(path, columns: columns).text)
        }
        if let version, options.contains(where: { $0 == "--version" || $0 == "-V" }) {
            return .output(version + "\n")
        }
        if let word = words.first, !word.hasPrefix("-"), declaration == nil {
            return .problems([unknownCommand(word, path: path)])
        }
        guard let declaration else {
            if words.isEmpty { return .problems(["\(path) needs a command. see \(path) --help"]) }
            var read = Words(words, parameters: parameters, command: path)
            return .problems(
                read.takeProblems() + ["options follow the command. see \(path) --help"])
        }
        let arguments = Arguments(words: Words(words, parameters: parameters, command: path))
        let work = declaration(arguments)
        let problems = arguments.finish()
        guard var last = problems.last else { return .run(work) }
        last += last.hasSuffix("?") || last.hasSuffix(".") ? "" : "."
        return .problems(problems.dropLast() + ["\(last) see \(path) --help"])
    }

    private func unknownCommand(_ word: String, path: CommandPath) -> String {
        let near = nearest(to: word, among: subcommands.map(\.name))
        let advice = near.map { "did you mean \($0)?" } ?? "see \(path) --help"
        return "no command \(word). \(advice)"
    }
}

/// The commands from the program's down to the one that is called.
struct CommandPath: CustomStringConvertible {
    private(set) var commands: [Command]

    init(root: Command) {
        commands = [root]
    }

    var last: Command { commands[commands.count - 1] }

    mutating func append(_ command: Command) {
        commands.append(command)
    }

    /// The words that call it: `ticklake topics apply`.
    var description: String { commands.map(\.name).joined(separator: " ") }
}
