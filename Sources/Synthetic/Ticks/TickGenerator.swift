import Bytes

/// A deterministic stream of ticks: the same parameters give the same records, byte for byte, on
/// every machine and however the stream is cut into batches.
///
/// Kafka's timestamp of a record is the tick's arrival: its event time and a small latency, so that
/// a session of the past is as its feed was. Timestamps never decrease. The stream ends with a
/// heartbeat in every partition that closes every window of up to one hour.
public struct TickGenerator: Sendable {
    /// The parameters of the stream.
    public let parameters: TickParameters
    /// What the stream consisted of so far.
    public private(set) var summary = StreamSummary()

    private let partitions: [Int32]
    private let universe: Universe
    private var random: SplitMix64
    private var market: Market
    private var clock: ArrivalClock
    private var writer: TickWriter
    private var recent = RecentTicks()
    private var beats: HeartbeatSchedule
    /// The number of ticks emitted.
    private var emitted = 0
    private var limit: Int
    private var lastArrival = Int64.min

    /// Makes a generator that stands before the first record.
    public init(_ parameters: TickParameters) throws(SyntheticError) {
        try parameters.validate()
        self.parameters = parameters
        universe = Universe(symbols: parameters.symbols)
        partitions = universe.partitions(of: parameters.partitions)
        random = SplitMix64(seed: parameters.seed)
        market = Market(symbols: parameters.symbols, using: &random)
        clock = ArrivalClock(parameters)
        writer = TickWriter(universe: universe)
        beats = HeartbeatSchedule(
            partitions: parameters.partitions, interval: parameters.heartbeatInterval)
        limit = parameters.ticks
    }

    /// The number of ticks emitted, out of `parameters.ticks`.
    public var progress: Int { emitted }

    /// Appends up to `count` records to a batch; fewer than `count` only at the stream's end.
    ///
    /// - Returns: how many were appended; 0 when the stream has ended.
    @discardableResult
    public mutating func next(_ count: Int, into batch: inout SyntheticBatch) -> Int {
        let (records, bytes) = (batch.count, batch.byteCount)
        while batch.count - records < count, appendRecord(to: &batch) {}
        summary.records += batch.count - records
        summary.bytes += batch.byteCount - bytes
        return batch.count - records
    }

    /// Ends the stream early: what is left are the heartbeats that close all windows.
    public mutating func finish() { limit = emitted }

    /// The arrival of the next tick, in nanoseconds: what a live stream is paced by.
    ///
    /// It is nil when only heartbeats are left. The stream is not advanced.
    public func nextArrival() -> Int64? {
        guard emitted < limit else { return nil }
        var (clock, random) = (clock, random)
        return clock.arrival(of: emitted, using: &random)
    }

    @inline(__always)
    private mutating func appendRecord(to batch: inout SyntheticBatch) -> Bool {
        if beats.isPending { return appendHeartbeat(to: &batch) }
        guard emitted < limit else {
            let last = summary.lastEventTime ?? parameters.schedule.start
            guard beats.close(lastEvent: last, delay: parameters.watermarkDelay) else {
                return false
            }
            return appendHeartbeat(to: &batch)
        }
        var ahead = random
        let arrival = clock.arrival(of: emitted, using: &ahead)
        // The arrival is drawn again after the heartbeats, from the same state.
        if beats.isDue(at: arrival) { return appendHeartbeat(to: &batch) }
        random = ahead
        emitted += 1
        appendTick(arrival: max(arrival, lastArrival), to: &batch)
        return true
    }

    private mutating func appendHeartbeat(to batch: inout SyntheticBatch) -> Bool {
        let (partition, time) = beats.next()
        summary.heartbeats += 1
        lastArrival = max(lastArrival, time)
        batch.appendHeartbeat(partition: partition, time: time)
        return true
    }

    @inline(__always)
    private mutating func appendTick(arrival: Int64, to batch: inout SyntheticBatch) {
        let chance = random.next()
        // Three draws of one word: 20 bits decide on a fault, 20 on disorder, 24 the latency.
        let isFaulty = Int(chance >> 44) * 1_000_000 < parameters.faultsPerMillion << 20
        if isFaulty, appendFault(arrival: arrival, chance: chance, to: &batch) { return }
        let tick = market.trade(
            arrival: arrival, latency: latency(chance), using: &random)
        appendPlain(tick, arrival: arrival, to: &batch)
        recent.remember(tick, arrival: arrival)
        summary.plain += 1
    }

    /// 0.1 to 17 ms, or, for a tick out of order, up to 5 s.
    @inline(__always)
    private func latency(_ chance: UInt64) -> Int64 {
        let fraction = Int64(chance & 0xff_ffff)
        let isOutOfOrder =
            Int(chance >> 24 & 0xf_ffff) * 1_000_000 < parameters.disorderPerMillion << 20
        return isOutOfOrder ? fraction * 298 : 100_000 + fraction
    }

    @inline(__always)
    private mutating func appendPlain(
        _ tick: Tick, arrival: Int64, to batch: inout SyntheticBatch
    ) {
        let start = batch.arena.count
        writer.appendKey(tick, to: &batch.arena)
        let keyCount = batch.arena.count - start
        writer.appendValue(tick, to: &batch.arena)
        summary.noteEvent(tick.eventTime)
        lastArrival = arrival
        batch.endRecord(
            start: start, keyCount: keyCount, partition: partitions[Int(tick.symbol)],
            timestamp: arrival / 1_000_000)
    }

    /// Appends a faulty record; false where the fault cannot be made and a plain tick is due.
    @inline(never)
    private mutating func appendFault(
        arrival: Int64, chance: UInt64, to batch: inout SyntheticBatch
    ) -> Bool {
        let fault = Fault.lots[random.next(below: Fault.lots.count)]
        if fault == .duplicate {
            // At the time of the record before, so that a sparse stream's ticks have them too.
            guard let tick = recent.pick(at: lastArrival, using: &random) else { return false }
            appendPlain(tick, arrival: lastArrival, to: &batch)
        } else {
            var tick = market.trade(arrival: arrival, latency: latency(chance), using: &random)
            if fault == .late {
                tick.eventTime -= 15_000_000_000 + Int64(random.next(below: 165_000_000_000))
            }
            appendFaulty(tick, fault, arrival: arrival, to: &batch)
            if fault.outcome == .good { summary.noteEvent(tick.eventTime) }
        }
        summary.faults[fault.rawValue] += 1
        return true
    }

    private mutating func appendFaulty(
        _ tick: Tick, _ fault: Fault, arrival: Int64, to batch: inout SyntheticBatch
    ) {
        let faulty = FaultyTick(tick: tick, symbol: universe.symbols[Int(tick.symbol)])
        let edit = faulty.edit(for: fault, using: &random)
        let start = batch.arena.count
        writer.appendKey(tick, to: &batch.arena)
        let valueStart = batch.arena.count
        switch fault {
        case .emptyValue, .tombstone: break
        case .brokenHeartbeat: batch.arena.append(utf8: "{\"ts\":\"soon\"}")
        default: faulty.append(edit, by: writer, to: &batch.arena)
        }
        if fault == .truncated {
            let length = batch.arena.count - valueStart
            batch.arena.truncate(to: valueStart + 1 + random.next(below: length - 1))
        }
        lastArrival = arrival
        batch.endRecord(
            start: start, keyCount: valueStart - start,
            partition: partitions[Int(tick.symbol)], timestamp: arrival / 1_000_000,
            header: fault == .brokenHeartbeat ? .heartbeat : edit.header,
            tombstone: fault == .tombstone)
    }
}
