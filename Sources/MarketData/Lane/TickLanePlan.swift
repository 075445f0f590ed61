/// What a tick lane does with its records: the part of the configuration that decides rows.
///
/// Durations are in nanoseconds and not negative.
public struct TickLanePlan: Sendable {
    /// The bar intervals, each once; their order is the order of bars that one record closes.
    public let intervals: [Interval]
    /// How far the watermark stays behind the highest event time.
    public let watermarkDelay: Int64
    /// How far beyond Kafka's time an event time may move the watermark.
    public let maxSkew: Int64
    /// The rules of the contract.
    public let rules: RuleSet
    /// What makes a tick a duplicate; nil when duplicates are not looked for.
    public let duplicates: Duplicates?
    /// Bounds on memory.
    public let limits: Limits

    /// Makes a plan of its parts.
    ///
    /// `rules` must be made for `TickColumns.ruleSchema`. Fails with `invalidPlan` where an
    /// interval is there twice or a duration is negative.
    public init(
        intervals: [Interval], watermarkDelay: Int64 = 10_000_000_000,
        maxSkew: Int64 = 60_000_000_000, rules: RuleSet, duplicates: Duplicates?,
        limits: Limits = Limits()
    ) throws(MarketDataError) {
        guard watermarkDelay >= 0, maxSkew >= 0, duplicates?.horizon ?? 0 >= 0 else {
            throw MarketDataError(.invalidPlan, "a watermark delay, skew or horizon is negative.")
        }
        for (index, interval) in intervals.enumerated()
        where intervals[..<index].contains(interval) {
            throw MarketDataError(
                .invalidPlan, "the bar interval \(interval.name) is there twice. Name it once.")
        }
        self.intervals = intervals
        self.watermarkDelay = watermarkDelay
        self.maxSkew = maxSkew
        self.rules = rules
        self.duplicates = duplicates
        self.limits = limits
    }

    /// The rules' names in the order of `RuleHits`; the test for duplicates has its reason where it
    /// has no name.
    public var ruleNames: [String] {
        rules.rules.map(\.name) + (duplicates.map { [$0.rule ?? $0.reason] } ?? [])
    }
}

extension TickLanePlan {
    /// How long a bar is: a name such as `5m` and the time it stands for.
    public struct Interval: Sendable, Equatable {
        /// The name, as `silver/bars` has it.
        public let name: String
        /// The length, in microseconds.
        public let microseconds: Int64

        /// Makes an interval; fails with `invalidPlan` unless it lasts 1 us to 1 h.
        ///
        /// Longer bars follow the session, not the epoch, and are made from these.
        public init(name: String, nanoseconds: Int64) throws(MarketDataError) {
            guard nanoseconds > 0, nanoseconds <= 3_600_000_000_000, nanoseconds % 1000 == 0 else {
                throw MarketDataError(
                    .invalidPlan,
                    "the bar interval \(name) does not fit. Use 1h or less, such as 1m or 5m.")
            }
            self.name = name
            microseconds = nanoseconds / 1000
        }
    }

    /// Bounds on what one lane keeps in memory; a lane that needs more stops with an error.
    public struct Limits: Sendable, Equatable {
        /// How many keys are remembered for the test of duplicates, about 40 bytes each.
        public let keys: Int
        /// How many bars are open at once, about 150 bytes each.
        public let openBars: Int
        /// How many windows are open at once.
        public let openWindows: Int

        /// Makes limits; the defaults are far beyond a healthy lane.
        public init(keys: Int = 4_000_000, openBars: Int = 1_000_000, openWindows: Int = 50_000) {
            precondition(
                keys > 0 && keys <= Limits.keysMax && openBars > 0 && openWindows > 0,
                "a lane has room for a tick, and for no more than 2^24 - 2 keys")
            self.keys = keys
            self.openBars = openBars
            self.openWindows = openWindows
        }

        /// The largest limit on keys.
        public static let keysMax = 1 << 24 - 2
    }

    /// What makes a tick a duplicate, and what happens to it.
    public struct Duplicates: Sendable, Equatable {
        /// The columns of the unique key; a missing value equals a missing value.
        public let key: [KeyColumn]
        /// How far behind the watermark a key is still remembered.
        public let horizon: Int64
        /// The name of the rule, null in quarantine when there is none.
        public let rule: String?
        /// The stable code that goes into quarantine's column `reason`.
        public let reason: String
        /// The version of the rule.
        public let version: Int32?
        /// What happens; a tick that is only warned about counts like any other.
        public let action: RuleSpecification.Action

        /// Makes the test of its parts.
        public init(
            key: [KeyColumn] = [.symbol, .venue, .tradeID], horizon: Int64 = 60_000_000_000,
            rule: String? = nil, reason: String = "duplicate", version: Int32? = nil,
            action: RuleSpecification.Action = .quarantine
        ) {
            self.key = key
            self.horizon = horizon
            self.rule = rule
            self.reason = reason
            self.version = version
            self.action = action
        }
    }

    /// A column that can be part of a unique key, under its name in `bronze/ticks`.
    public enum KeyColumn: String, Sendable, CaseIterable {
        /// The symbol.
        case symbol
        /// The venue.
        case venue
        /// The trade's id.
        case tradeID = "trade_id"
        /// The sequence number.
        case sequence
        /// The event time.
        case eventTime = "event_time"
        /// The conditions.
        case conditions
        /// The currency.
        case currency
        /// The price.
        case price
        /// The size.
        case size
    }
}
