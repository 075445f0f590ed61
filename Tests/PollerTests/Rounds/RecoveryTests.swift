import Bytes
import Poller
import Testing

@Suite struct RecoveryTests {
    @Test("however often a process dies after its state was reset, nothing is sent twice or lost")
    func deathsAfterReset() throws {
        for seed in UInt64(0)..<20 {
            let fixture = try BarSource.fixture()
            var random = SplitMix64(seed: seed)
            var report = PollReport()
            var whole = try fixture.poller(BarSource.vendor)
            _ = try whole.poll(into: &report)
            try fixture.resetState()
            fixture.clock.advance(by: 6 * BarSource.minute)
            for death in 0..<6 {
                var poller = try fixture.poller(BarSource.vendor, seed: UInt64(death))
                fixture.topic.fail(after: Int(random.next(upperBound: UInt64(20))))
                _ = try? poller.poll(into: &report)
                fixture.topic.mend()
            }
            var last = try fixture.poller(BarSource.vendor, seed: 99)
            _ = try last.poll(into: &report)
            let ids = fixture.topic.records.map(\.id)
            #expect(ids.count == 2 * 16 * 4)
            #expect(Set(ids).count == ids.count)
        }
    }

    @Test("the whole topic is looked through once, and not again when a process ended well")
    func lookingOnce() throws {
        let fixture = try BarSource.fixture()
        var report = PollReport()
        var first = try fixture.poller(BarSource.vendor)
        _ = try first.poll(into: &report)
        try first.close()
        let looked = fixture.topic.lookedThrough
        _ = try fixture.poller(BarSource.vendor)
        // The heartbeats of the last round stand behind what the state covers.
        #expect(fixture.topic.lookedThrough - looked <= 2)
    }

    @Test("after a kill a heartbeat that says nothing makes sure that all before it can be read")
    func marker() throws {
        let fixture = try BarSource.fixture()
        var report = PollReport()
        var first = try fixture.poller(BarSource.vendor)
        #expect(fixture.topic.heartbeats(of: 0).isEmpty, "nobody was killed before")
        _ = try first.poll(into: &report)
        let before = fixture.topic.heartbeats(of: 1).count
        _ = try fixture.poller(BarSource.vendor)
        let added = fixture.topic.heartbeats(of: 1).dropFirst(before)
        #expect(Array(added) == [#"{"ts":"1970-01-01T00:00:00Z"}"#])
    }

    @Test("a symbol that cannot be had does not let all that follow read the whole topic")
    func troubledSymbol() throws {
        let fixture = try BarSource.fixture()
        var report = PollReport()
        var first = try fixture.poller(BarSource.vendor)
        _ = try first.poll(into: &report)
        try fixture.resetState()
        // One symbol cannot be had for a while, and all of it is in the topic.
        let troubled = ScriptedVendor { request, _ in
            BarSource.symbols(of: request) == ["ZVZZT"]
                ? .success(.json("{}", status: 404)) : .success(BarSource.answer(request))
        }
        var second = try fixture.poller(troubled)
        _ = try second.poll(into: &report)
        let looked = fixture.topic.lookedThrough
        var third = try fixture.poller(BarSource.vendor)
        #expect(fixture.topic.lookedThrough - looked < 10)
        fixture.clock.advance(by: BarSource.minute)
        _ = try third.poll(into: &report)
        let ids = fixture.topic.records.map(\.id)
        #expect(ids.count == 2 * 11 * 4)
        #expect(Set(ids).count == ids.count)
    }

    @Test("a lookback that has grown brings nothing twice")
    func grownLookback() throws {
        let store = try BarSource.fixture()
        var report = PollReport()
        var first = try store.poller(BarSource.vendor)
        _ = try first.poll(into: &report)
        try first.close()
        let wider = try SourceFixture(
            BarSource.yaml(lookback: "8m"), now: store.clock.now() + BarSource.minute, like: store)
        var second = try wider.poller(BarSource.vendor)
        _ = try second.poll(into: &report)
        let ids = wider.topic.records.map(\.id)
        #expect(ids.count == 2 * 11 * 4)
        #expect(Set(ids).count == ids.count)
    }

    @Test("instruments that have been valid for years are found again after a kill")
    func oldInstruments() throws {
        let yaml = """
            source: list
            topic: instrument-metadata
            api: {base_url: 'https://api.acme.example'}
            request: {path: /list}
            records:
              path: data
              fields: {symbol: s, valid_from: {from: v, time: date, zone: UTC}}
              time: valid_from
            mapping: {kind: instrument}
            """
        let fixture = try SourceFixture(yaml, now: BarSource.start)
        let vendor = ScriptedVendor { _, _ in
            .success(.json(#"{"data":[{"s":"A","v":"1999-01-04"},{"s":"B","v":"2001-01-04"}]}"#))
        }
        var report = PollReport()
        var first = try fixture.poller(vendor)
        // All is acknowledged, and the process is killed before it can write so.
        fixture.topic.failBehindRound()
        _ = try? first.poll(into: &report)
        fixture.topic.mend()
        #expect(fixture.topic.records.count == 2)
        var second = try fixture.poller(vendor)
        _ = try second.poll(into: &report)
        #expect(fixture.topic.records.count == 2)
    }

    @Test("a process that is killed before its first round ends is followed by one that knows it")
    func firstRound() throws {
        let yaml = """
            source: list
            topic: rest-ticks
            api: {base_url: 'https://api.acme.example'}
            request: {path: /list}
            records: {path: data, fields: {symbol: s, time: {from: t, time: date, zone: UTC}}}
            mapping: {kind: record}
            """
        let fixture = try SourceFixture(yaml, now: BarSource.start)
        let vendor = ScriptedVendor { _, _ in
            .success(.json(#"{"data":[{"s":"A","t":"1999-01-04"}]}"#))
        }
        var report = PollReport()
        var first = try fixture.poller(vendor)
        fixture.topic.failBehindRound()
        _ = try? first.poll(into: &report)
        fixture.topic.mend()
        var second = try fixture.poller(vendor)
        _ = try second.poll(into: &report)
        #expect(fixture.topic.records.count == 1)
    }

    @Test("an instrument that changed back after a reset is sent, for its last record says else")
    func changedBack() throws {
        let yaml = """
            source: list
            topic: instrument-metadata
            api: {base_url: 'https://api.acme.example'}
            request: {path: /list}
            records: {path: data, fields: {symbol: s, name: n}}
            mapping: {kind: instrument}
            """
        let fixture = try SourceFixture(yaml, now: BarSource.start)
        let names = ["A", "B", "B", "A", "A"]
        let vendor = ScriptedVendor { _, index in
            .success(.json(#"{"data":[{"s":"ACME","n":"\#(names[index])"}]}"#))
        }
        var report = PollReport()
        var first = try fixture.poller(vendor)
        for _ in 0..<2 { _ = try first.poll(into: &report) }
        try fixture.resetState()
        var second = try fixture.poller(vendor)
        for _ in 0..<3 { _ = try second.poll(into: &report) }
        #expect(report.records == 3, "A, B, and A again")
    }

    @Test("more records than a lookback may remember hold the partition, and are not forgotten")
    func manyRecent() throws {
        let fixture = try BarSource.fixture(
            BarSource.yaml(["ZVZZT"], lookback: "60m").replacing("step: 2m", with: "step: 1h")
                + "limits: {recent: 100}\n", minutes: 60)
        var report = PollReport()
        var poller = try fixture.poller(BarSource.vendor)
        _ = try poller.poll(into: &report)
        #expect(report.failures.first?.reason.contains("limits.recent") == true)
        #expect(fixture.topic.records.isEmpty)
        #expect(poller.progress.partitions["symbol=ZVZZT"]?.time == BarSource.start)
    }

    @Test("members of a group that were split keep what was sent of each, wherever the others are")
    func splitGroup() throws {
        let symbols = ["ZAZZT", "ZBZZT", "ZCZZT"]
        let fixture = try BarSource.fixture(
            BarSource.yaml(symbols, group: 3, lookback: "2m"), minutes: 4)
        let vendor = ScriptedVendor { request, _ in
            let isBad = BarSource.symbols(of: request).contains("ZAZZT")
            // The first of the group cannot be had from the fifth minute on.
            return isBad && Int64(request.parameter("to") ?? "") ?? 0 > 1_767_623_640
                ? .success(.json("{}", status: 400)) : .success(BarSource.answer(request))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        for _ in 0..<8 {
            _ = try poller.poll(into: &report)
            fixture.clock.advance(by: BarSource.minute)
        }
        let ids = fixture.topic.records.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(ids.count == (2 * 11 + 4) * 4)
        #expect(poller.progress.partitions["symbol=ZBZZT"]?.recent.count == 2 * 4)
    }
}
