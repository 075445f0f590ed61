import Kafka
import Synchronization

/// The last error that a client told of: why nothing went on.
final class LastError: Sendable {
    private let error = Mutex<KafkaError?>(nil)

    /// The error; nil when there was none.
    var value: KafkaError? { error.withLock { $0 } }

    /// Takes an error over; for `KafkaObserver.onError`.
    func set(_ error: KafkaError) {
        self.error.withLock { $0 = error }
    }
}
