/// What went wrong with Kafka, sorted by what the caller does about it.
///
/// | kind | what has happened | what the caller does |
/// |---|---|---|
/// | `retry` | brokers are away, slow or moving | goes on after a pause; nothing was lost |
/// | `dataLoss` | the records at the wanted offset are gone | looks elsewhere, or stops the lane |
/// | `corrupt` | the broker's bytes are damaged, or go back in offsets | stops the lane |
/// | `missing` | no such topic or partition | has it created, or its name corrected |
/// | `exists` | the thing to create is there | checks that it is what was wanted |
/// | `refused` | a record or request breaks a limit of the broker | changes it; others go on |
/// | `denied` | credentials or rights do not suffice | has the operator grant them |
/// | `configuration` | a setting is unknown or does not fit | has the operator correct it |
/// | `fatal` | the client cannot go on | makes a new client, or ends the process |
/// | `closed` | the client or the lane has been closed by its owner | ends its work on it |
///
/// While brokers are away a consumer reports `retry` to its observer and goes on by itself:
/// neither the lane nor the client needs to be made anew. The same holds for `missing`, which a
/// broker that has just started may answer for a moment: ask for `partitionCount` before a lane is
/// assigned. `KafkaConsumer.read` throws an error that ends a lane (`dataLoss`, `corrupt`,
/// `denied`, `fatal`) again at every call until the lane is removed, so that no later record can
/// slip past it.
public struct KafkaError: Error, Sendable, Equatable {
    /// What the caller does about it.
    public enum Kind: String, Sendable, CaseIterable {
        /// Go on after a pause.
        case retry
        /// The records at the wanted offset are gone.
        case dataLoss
        /// The broker's bytes are damaged, or offsets go back.
        case corrupt
        /// No such topic or partition.
        case missing
        /// The thing to create is there.
        case exists
        /// A record or request breaks a limit of the broker.
        case refused
        /// Credentials or rights do not suffice.
        case denied
        /// A setting is unknown or does not fit.
        case configuration
        /// The client cannot go on.
        case fatal
        /// The client or the lane has been closed.
        case closed
    }

    /// What the caller does about it.
    public let kind: Kind
    /// Kafka's or librdkafka's code.
    public let code: KafkaErrorCode
    /// What, why, what to do; holds no secret.
    public let message: String
    /// The lane that it concerns.
    public let lane: TopicPartition?
    /// For `dataLoss`: the offset that was to be read.
    public let expectedOffset: Int64?
    /// For `dataLoss`: what there is instead; nil when the broker did not say.
    public let watermarks: Watermarks?

    /// Makes an error.
    public init(
        _ kind: Kind, code: KafkaErrorCode = .none, _ message: String,
        lane: TopicPartition? = nil, expectedOffset: Int64? = nil, watermarks: Watermarks? = nil
    ) {
        self.kind = kind
        self.code = code
        self.message = message
        self.lane = lane
        self.expectedOffset = expectedOffset
        self.watermarks = watermarks
    }

    /// For `dataLoss`: the offsets that are gone; nil when the lane's end lies before the wanted
    /// offset (the topic was made anew) or the broker did not say.
    public var missingOffsets: Range<Int64>? {
        guard let expectedOffset, let watermarks, expectedOffset < watermarks.low else {
            return nil
        }
        return expectedOffset..<watermarks.low
    }

    /// Whether a lane that met this error can go on reading by itself.
    var endsLane: Bool {
        switch kind {
        case .retry, .missing, .exists, .refused: false
        case .dataLoss, .corrupt, .denied, .configuration, .fatal, .closed: true
        }
    }
}

extension KafkaError: CustomStringConvertible {
    /// The message, with the lane in front.
    public var description: String {
        guard let lane else { return message }
        return "\(lane): \(message)"
    }
}
