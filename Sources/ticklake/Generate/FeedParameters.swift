import Pipeline
import Synthetic

/// What a synthetic feed is made of.
struct FeedParameters: Sendable {
    /// The most ticks that a feed has: the generator's limit, for feeds that go on until stopped.
    static let ticksMax = 2_000_000_000

    /// The seed of everything random.
    var seed: UInt64 = 1
    /// How many tick records there are, faulty ones included.
    var ticks = ticksMax
    /// How many symbols trade.
    var symbols = 500
    /// How many of a million ticks carry a fault.
    var faultsPerMillion = 0
    /// How many of a million ticks come up to five seconds late.
    var disorderPerMillion = 10_000
    /// When the ticks arrive.
    var schedule = TickSchedule.session(.standard)
    /// Over how many sessions a session's schedule spreads the ticks.
    var sessions = 1
    /// Nanoseconds of event time between heartbeats; nil for those at the end alone.
    var heartbeatInterval: Int64?

    /// Lets event time go on at so many times the wall clock, for a feed of `rate` ticks a second.
    ///
    /// Heartbeats come four times a second of the wall clock, so that quiet lanes keep up.
    ///
    /// - Parameter start: the first event time, in nanoseconds since the epoch.
    mutating func pace(
        rate: Int, speed: Double, start: Int64 = TradingSession.standard.start
    ) {
        precondition(rate > 0 && speed > 0, "a feed that is paced goes on")
        let day = 86_400_000_000_000.0
        let second = min(max(speed * 1_000_000_000, 1), day)
        schedule = .steady(start: start, interval: max(1, Int64(second / Double(rate))))
        heartbeatInterval = max(1, Int64(second / 4))
    }

    /// The parameters of the ticks, for a topic of so many partitions.
    func ticks(of plan: PipelinePlan, partitions: Int) -> TickParameters {
        var parameters = TickParameters(seed: seed, ticks: ticks, partitions: partitions)
        parameters.symbols = symbols
        parameters.schedule = schedule
        parameters.sessions = sessions
        parameters.faultsPerMillion = faultsPerMillion
        parameters.disorderPerMillion = disorderPerMillion
        parameters.heartbeatInterval = heartbeatInterval
        parameters.watermarkDelay = plan.eventTime.watermarkDelay
        return parameters
    }

    /// The parameters of the metadata, for a topic of so many partitions.
    func instruments(of plan: PipelinePlan, partitions: Int) -> InstrumentParameters {
        var parameters = InstrumentParameters(seed: seed, partitions: partitions)
        parameters.symbols = symbols
        parameters.sessionStart = schedule.start
        parameters.hasFaults = faultsPerMillion > 0
        parameters.watermarkDelay = plan.eventTime.watermarkDelay
        return parameters
    }
}
