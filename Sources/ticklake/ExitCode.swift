import Kafka
import ObjectStorage
package import Pipeline

/// How the process ends, as scripts and supervisors understand it.
///
/// This file is the one place that says which failure ends with which code; the README lists them.
package enum ExitCode: Int32, Sendable {
    /// All was done.
    case ok = 0
    /// Something failed that another try may not mend.
    case failed = 1
    /// The call or the configuration is wrong.
    case usage = 64
    /// Something that the program needs does not answer.
    case unavailable = 69
    /// Another try, later, may well succeed.
    case tryAgain = 75
    /// The data break a rule or a promise.
    case dataQuality = 78

    /// The code of a run whose lanes halted for these reasons: that of the worst; nil for none.
    package init?(worstOf kinds: [LaneHalt.Kind]) {
        let codes = kinds.map { ExitCode($0) }
        let order: [ExitCode] = [.dataQuality, .failed, .usage, .unavailable]
        guard let worst = order.first(where: codes.contains) else { return nil }
        self = worst
    }

    /// The code of a lane, or of GOLD, that has stopped for good.
    package init(_ kind: LaneHalt.Kind) {
        switch kind {
        case .dataQuality, .dataLoss: self = .dataQuality
        case .inconsistent: self = .failed
        case .configuration: self = .usage
        case .unavailable: self = .unavailable
        }
    }

    /// The code of a port of the engine that failed before there was a lane to try again with.
    init(_ reaction: PortError.Reaction) {
        switch reaction {
        case .retry, .rebuild: self = .unavailable
        case .halt(let kind): self.init(kind)
        }
    }

    /// The code of a failure of Kafka.
    init(_ kind: KafkaError.Kind) {
        switch kind {
        case .retry: self = .unavailable
        case .missing, .denied, .configuration: self = .usage
        case .dataLoss, .corrupt: self = .dataQuality
        case .exists, .refused, .fatal, .closed: self = .failed
        }
    }

    /// The code of a failure of the lake's store.
    init(_ kind: StoreError.Kind) {
        switch kind {
        case .notFound, .unavailable, .ambiguous, .crashed, .outOfSpace, .denied:
            self = .unavailable
        case .corrupt, .invalid: self = .failed
        }
    }
}
