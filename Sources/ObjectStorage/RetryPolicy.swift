/// How often, how long and at what calls a `RetryingStore` tries again.
public struct RetryPolicy: Sendable {
    /// How often a call is made at most, the first time included.
    public var attemptsMax = 5
    /// The longest pause before the second attempt; it doubles with each further one.
    public var delayBase: Duration = .milliseconds(50)
    /// The longest pause before any attempt.
    public var delayMax: Duration = .seconds(5)
    /// No attempt begins later than this after the first one.
    public var timeMax: Duration = .seconds(30)
    /// How many retries all calls together have in reserve.
    ///
    /// Ten calls that succeed without one give one back. It keeps a store that is down from being
    /// asked again by everybody.
    public var reserve = 50
    /// The calls that are made again; others pass through.
    public var operations = Set(StoreOperation.allCases)

    /// Makes the usual policy.
    public init() {}

    /// The usual policy for calls that only read, for those who handle failed writes themselves.
    public static var reads: RetryPolicy {
        var policy = RetryPolicy()
        policy.operations = policy.operations.filter { !$0.writes }
        return policy
    }

    /// Whether a call that failed so may be made again with the same meaning.
    func allows(_ operation: StoreOperation, after kind: StoreError.Kind) -> Bool {
        switch kind {
        case .unavailable: true
        // To append again might append twice.
        case .ambiguous: operation != .append
        case .notFound, .denied, .outOfSpace, .corrupt, .invalid, .crashed: false
        }
    }

    /// A pause between nothing and a bound that doubles: so callers that failed together do not
    /// come back together.
    func delay(
        afterAttempts count: Int, using random: inout some RandomNumberGenerator
    ) -> Duration {
        let doubled = delayBase * (1 << min(max(count - 1, 0), 20))
        let longest = max(min(doubled, delayMax), .zero)
        return longest * Double.random(in: 0...1, using: &random)
    }
}
