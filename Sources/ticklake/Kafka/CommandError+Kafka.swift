import Kafka

extension CommandError {
    /// What went wrong with Kafka, with the exit code that tells scripts what to do about it.
    init(_ error: KafkaError) {
        let exitCode: ExitCode =
            switch error.kind {
            case .retry: .unavailable
            case .missing, .denied, .configuration: .usage
            case .dataLoss, .corrupt: .dataQuality
            case .exists, .refused, .fatal, .closed: .failed
            }
        self.init(exitCode, error.description)
    }
}
