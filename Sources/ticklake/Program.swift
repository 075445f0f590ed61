import ArgumentParsing
import Platform

/// The program: all commands, and how a call of one ends.
enum Program {
    static let version = "0.1.0"

    static var root: Command {
        Command(
            "ticklake",
            "turns Kafka topics of price ticks into Delta Lake tables, exactly once",
            examples: ["ticklake demo"],
            version: "ticklake \(version)",
            subcommands: [
                DemoCommand.command,
                RunCommand.command,
                ReplayCommand.command,
                PollCommand.command,
                CompletionsCommand.command,
                ConfigCommand.command,
                DescribeCommand.command,
                HistoryCommand.command,
                ChangesCommand.command,
                OptimizeCommand.command,
                VacuumCommand.command,
                CheckpointCommand.command,
                RestoreCommand.command,
                ShowCommand.command,
                TablesCommand.command,
                VerifyCommand.command,
                GenerateCommand.command,
                TopicsCommand.command,
            ])
    }

    /// Does what the words say, reports what went wrong, and returns the process's exit code.
    static func run(_ words: [String]) -> ExitCode {
        do {
            let columns = StandardStream.output.columns ?? 80
            switch root.read(words, columns: columns) {
            case .run(let work):
                try work()
            case .output(let text):
                try Console.show(text)
            case .problems(let problems):
                for problem in problems { Console.report("error: \(problem)") }
                return .usage
            }
            return .ok
        } catch {
            return end(with: error)
        }
    }

    /// Does the work of a command on another thread than the main one, and reports what went wrong.
    static func exitCode(of work: () throws -> Void) -> ExitCode {
        do {
            try work()
            return .ok
        } catch {
            return end(with: error)
        }
    }

    private static func end(with error: any Error) -> ExitCode {
        // Nobody reads any more: there is nothing to say, and no one to say it to.
        if let error = error as? PlatformError, error.kind == .brokenPipe { return .failed }
        let failure = CommandError(reporting: error)
        Console.report("error: \(failure.message)")
        return failure.exitCode
    }
}
