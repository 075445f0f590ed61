import Glibc

/// Where the process begins: synchronous, so that its thread can take the signals.
@main enum Main {
    static func main() {
        exit(Program.run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }
}
