/// A condition that a good record meets, and what happens to one that does not.
public struct RulePlan: Sendable, Equatable {
    /// The name, unique within the contract; quarantine rows hold it.
    public var name: String
    /// The stable reason code: the kind's (`ReasonCode`) by default, or the contract's own.
    public var reason: String
    /// What happens to a record that does not meet it.
    public var action: RuleAction
    /// The condition.
    public var kind: RuleKind
    /// The version that quarantine rows name: the contract's.
    public var version: Int

    /// Makes a rule.
    public init(
        name: String, reason: String, action: RuleAction, kind: RuleKind, version: Int = 1
    ) {
        self.name = name
        self.reason = reason
        self.action = action
        self.kind = kind
        self.version = version
    }
}

/// What happens to a record that does not meet a rule.
public enum RuleAction: Sendable, Equatable {
    /// It is a good row with this bit (0 to 62) set in `rule_flags`.
    case warn(bit: Int)
    /// It goes to QUARANTINE.
    case quarantine
    /// The lane stops before it, with everything before it committed.
    case fail
}

/// The condition of a rule.
///
/// A null value meets every rule about its column.
public enum RuleKind: Sendable, Equatable {
    /// The column (decimal or long) is above zero.
    case positive(column: String)
    /// The column is not below the minimum and not above the maximum, each where given. Bounds are
    /// in the column's own units: unscaled for decimals, nanoseconds for a tick's `event_time`,
    /// microseconds for other times.
    case range(column: String, minimum: Int128?, maximum: Int128?)
    /// The whole text of the column has the form of a `BytePattern`, which has been compiled once.
    case pattern(column: String, pattern: String)
    /// The text of the column has so many characters (Unicode scalars), at least and at most.
    case length(column: String, minimum: Int, maximum: Int)
    /// The event time is at most Kafka's time + the plan's max_skew.
    case futureTime
    /// The event time is at most the plan's max_event_time, where that is set.
    case maxEventTime
    /// The topic's unique key was not taken before, within the plan's horizon.
    case duplicate
}
