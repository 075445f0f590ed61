import Kafka
import Pipeline

extension CommandError {
    /// What went wrong with Kafka, with the exit code that tells scripts what to do about it.
    init(_ error: KafkaError) {
        self.init(ExitCode(error.kind), ending: error.description)
    }

    /// What went wrong with a port of the engine where no lane was there yet to be tried again.
    init(_ error: PortError) {
        self.init(ExitCode(error.reaction), ending: error.message)
    }

    /// A failure that ends a command.
    ///
    /// The client says of failures that may heal that it tries again, which is true while it lives;
    /// a command that ends does not, so it says what the user can do instead.
    private init(_ exitCode: ExitCode, ending text: String) {
        let promise = ". it is tried again."
        guard text.hasSuffix(promise) else {
            self.init(exitCode, text)
            return
        }
        self.init(
            exitCode, String(text.dropLast(promise.count)),
            advice: "see that the brokers run and that bootstrap_servers names them, "
                + "then start again")
    }
}
