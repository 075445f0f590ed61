import JSONColumns
import Poller
import Testing

extension VendorSource {
    /// What is asked for in a poll from 14:30 to 14:33.
    var request: String { asked(Instant(Self.start), Instant(Self.end)) }
}

extension VendorScene {
    /// The good answer's records are in the topic, in order and each once, and the lake and the
    /// process hold what comes of them.
    ///
    /// - Parameter heartbeats: how many stand in each partition of the topic.
    func expectGood(_ source: VendorSource, heartbeats: Int64 = 0) throws {
        try expectSent(source, valid(source), heartbeats: heartbeats)
        #expect(report.counts.problems.count == 0)
    }

    /// These records are in the topic, and no others.
    func expectSent(
        _ source: VendorSource, _ values: [String], until end: String = VendorSource.end,
        heartbeats: Int64 = 0
    ) throws {
        #expect(records == (values.isEmpty ? [:] : ["ZVZZT": values]))
        #expect(report.failures.isEmpty)
        try expectState(try source.state(of: values, until: end, heartbeats: heartbeats))
    }

    /// The vendor had nothing, and that is good.
    func expectEmpty(_ source: VendorSource) throws {
        try expectSent(source, [])
        #expect(report.counts.retries == 0)
    }

    /// The first poll has failed: nothing was sent, and the same is asked for the next time.
    ///
    /// - Parameters:
    ///   - reason: what is told.
    ///   - retries: how often it was asked for again before it was given up.
    func expectFailure(_ source: VendorSource, _ reason: String, retries: Int = 0) throws {
        #expect(records.isEmpty)
        #expect(report.failures.map(\.reason) == [reason])
        #expect(report.counts.retries == retries)
        let trouble = PartitionState.Trouble(since: time(source.now), polls: 1, reason: reason)
        try expectState(try source.state(of: [], until: VendorSource.start, trouble: trouble))
    }

    /// The process and the lake hold the same, and it is this.
    func expectState(_ state: PollState) throws {
        #expect(try written() == state.inOrder)
        #expect(progress == state.inOrder)
    }

    /// Instruments are valid from the time of their fetch on.
    private func valid(_ source: VendorSource) -> [String] {
        guard source.lookback == nil else { return source.records }
        let fetched = RFC3339.text(fixture.clock.now(), digits: 9)
        return source.records.map { $0.replacing(/2026[-:.TZ0-9]+/, with: fetched) }
    }
}
