/// What decides a stream of instrument metadata.
public struct InstrumentParameters: Sendable, Equatable {
    /// The seed of everything random.
    public var seed: UInt64
    /// How many partitions the topic has.
    public var partitions: Int
    /// How many symbols there are: 1 to 100,000, the same as those of the ticks.
    public var symbols = 500
    /// The start of the session that the metadata is for, in nanoseconds since the epoch.
    ///
    /// The first records are valid three days before its date and arrive an hour before it.
    public var sessionStart = TradingSession.standard.start
    /// Whether records that do not pass the contract are mixed in, one for each of 50 symbols.
    public var hasFaults = false
    /// The watermark's delay, in nanoseconds, that the last heartbeats have to overcome.
    public var watermarkDelay: Int64 = 10_000_000_000

    /// Makes parameters with the documented defaults.
    public init(seed: UInt64, partitions: Int) {
        self.seed = seed
        self.partitions = partitions
    }

    func validate() throws(SyntheticError) {
        guard (1...100_000).contains(partitions) else {
            throw .invalid("partitions are 1 to 100000, not \(partitions)")
        }
        guard (1...100_000).contains(symbols) else {
            throw .invalid("symbols are 1 to 100000, not \(symbols)")
        }
        guard (86_400_000_000_000 * 60..<TickParameters.times.upperBound).contains(sessionStart)
        else { throw .invalid("a session starts between March 1970 and 2199") }
        guard (0...86_400_000_000_000).contains(watermarkDelay) else {
            throw .invalid("the watermark's delay is 0 to a day, not \(watermarkDelay) ns")
        }
    }
}
