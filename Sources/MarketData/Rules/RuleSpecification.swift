/// A rule of a contract, in plain words: what it tests and what happens where the test fails.
///
/// Rules are judged in the contract's order; the first one with the action `quarantine` or `fail`
/// that applies gives a record its reason. A null value passes every test.
public struct RuleSpecification: Sendable, Equatable {
    /// The name, as quarantine's column `rule` has it.
    public var name: String
    /// The stable code that goes into quarantine's column `reason`.
    public var reason: String
    /// The version that goes into quarantine's column `rule_version`.
    public var version: Int32
    /// What happens to a record that does not pass.
    public var action: Action
    /// What a record must pass.
    public var test: Test

    /// Makes a specification of its parts.
    public init(name: String, reason: String, version: Int32 = 1, action: Action, test: Test) {
        self.name = name
        self.reason = reason
        self.version = version
        self.action = action
        self.test = test
    }

    /// What happens to a record that a rule applies to.
    public enum Action: Sendable, Equatable {
        /// The row stays good and gets a bit (0 to 62) of `rule_flags`.
        case warn(bit: Int)
        /// The record goes to quarantine.
        case quarantine
        /// The lane stops before the record.
        case fail
    }

    /// What a record must pass.
    ///
    /// Columns are named as in the contract; numbers are in the column's own units: unscaled for
    /// decimals, nanoseconds for a tick's `event_time`, microseconds for other times.
    public enum Test: Sendable, Equatable {
        /// The number is more than zero.
        case positive(column: String)
        /// The number lies within both bounds, where given.
        case range(column: String, minimum: Int128?, maximum: Int128?)
        /// The text has so many characters (Unicode scalars).
        case length(column: String, minimum: Int, maximum: Int)
        /// The whole text matches a `BytePattern`.
        case pattern(column: String, pattern: String)
        /// The event time is no later than Kafka's time plus a skew in nanoseconds.
        case futureTime(maxSkew: Int64)
        /// The event time is no later than an instant, in nanoseconds since the epoch.
        case maxEventTime(Int64)
    }
}
