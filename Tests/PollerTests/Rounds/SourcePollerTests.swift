import HTTPTransfer
import JSONColumns
import Poller
import Synchronization
import Testing

@Suite struct SourcePollerTests {
    private static let minute: Int64 = 60_000_000_000
    /// 2026-01-05T14:30:00Z.
    private static let start: Int64 = 1_767_623_400_000_000_000

    /// Minute bars of the example, for whatever is asked.
    private static func klines(_ request: HTTPRequest) -> HTTPResponse {
        let from = Int64(request.parameter("startTime") ?? "") ?? 0
        let to = Int64(request.parameter("endTime") ?? "") ?? 0
        let bars = stride(from: (from + 59_999) / 60_000 * 60_000, through: to, by: 60_000)
            .prefix(1000).map { time in
                #"[\#(time),"1.0","3.5","0.5","2.0","8.0",\#(time + 59_999),"0",1,"0","0","0"]"#
            }
        return .json("[" + bars.joined(separator: ",") + "]")
    }

    private static func fixture() throws -> SourceFixture {
        let yaml = try SourceFixture.example("binance-klines")
            .replacing("start: 1d", with: "start: 2026-01-05T14:30:00Z")
        return try SourceFixture(yaml, now: start + 10 * minute + 6_000_000_000)
    }

    @Test("bars become ticks in the order of time, over all symbols, and polls go on from there")
    func bars() throws {
        let fixture = try Self.fixture()
        let vendor = ScriptedVendor { request, _ in .success(Self.klines(request)) }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.records == 2 * 10 * 4)
        #expect(report.failures.isEmpty)
        let times = fixture.topic.records.compactMap { record in
            (try? JSONValue(parsing: record.value ?? []))?["ts"]?.string
        }
        #expect(times.count == 80)
        #expect(Set(times).contains("2026-01-05T14:39:59.999999999Z"))
        // Nothing new, the lookback asks again, and nothing is sent twice.
        fixture.clock.advance(by: Self.minute)
        var second = PollReport()
        #expect(try poller.poll(into: &second) == .caughtUp)
        #expect(second.records == 2 * 4)
        #expect(second.known == 2 * 2 * 4)
        #expect(Set(fixture.topic.records.map(\.id)).count == fixture.topic.records.count)
    }

    @Test("a poll ends with what there was when it began, however fine the vendor's times are")
    func movingTime() throws {
        let yaml = """
            source: s
            topic: rest-ticks
            api: {base_url: 'https://host'}
            request: {path: /t, query: {from: '{{ slice.start | ms }}', to: '{{ slice.end | ms }}'}}
            cursor: {kind: time, start: 10s, granularity: 1ms}
            records: {path: rows, fields: {symbol: s, time: {from: t, time: ms}}}
            mapping: {kind: record}
            """
        let fixture = try SourceFixture(yaml, now: Self.start)
        let vendor = ScriptedVendor { _, index in
            fixture.clock.advance(by: 50_000_000)
            return index < 9 ? .success(.json(#"{"rows":[]}"#)) : .success(.json("", status: 404))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.counts.requests == 1)
        #expect(report.failures.isEmpty)
    }

    @Test("a heartbeat follows that closes the bars that are complete")
    func heartbeats() throws {
        let fixture = try Self.fixture()
        let vendor = ScriptedVendor { request, _ in .success(Self.klines(request)) }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        _ = try poller.poll(into: &report)
        let last = fixture.topic.heartbeats(of: 0).last
        // The pipeline's watermark delay behind the last bar's end.
        #expect(last == #"{"ts":"2026-01-05T14:40:10Z"}"#)
    }

    @Test(
        "a process that dies after any record sends none twice, and loses none",
        arguments: [0, 1, 7, 40, 79, 80])
    func death(after count: Int) throws {
        let fixture = try Self.fixture()
        let vendor = ScriptedVendor { request, _ in .success(Self.klines(request)) }
        var first = try fixture.poller(vendor)
        fixture.topic.fail(after: count)
        var report = PollReport()
        if count < 80 {
            #expect(throws: PollProblem.self) { try first.poll(into: &report) }
        } else {
            // The heartbeats fail, after the state was written.
            #expect(throws: PollProblem.self) { try first.poll(into: &report) }
        }
        fixture.topic.mend()
        var second = try fixture.poller(vendor, seed: 2)
        _ = try second.poll(into: &report)
        let ids = fixture.topic.records.map(\.id)
        #expect(ids.count == 80)
        #expect(Set(ids).count == 80)
    }

    @Test("a round goes to the topic in portions, and its state waits for the last one")
    func portions() throws {
        let fixture = try Self.fixture()
        let vendor = ScriptedVendor { request, _ in .success(Self.klines(request)) }
        var first = try fixture.poller(vendor)
        first.portionBytes = 4_000
        fixture.topic.fail(after: 45)
        var report = PollReport()
        #expect(throws: PollProblem.self) { try first.poll(into: &report) }
        #expect((5..<45).contains(report.records), "those of portions before the last")
        fixture.topic.mend()
        var second = try fixture.poller(vendor, seed: 2)
        #expect(second.progress.partitions.values.allSatisfy { $0.time == Self.start })
        #expect(try second.poll(into: &report) == .caughtUp)
        let ids = fixture.topic.records.map(\.id)
        #expect(ids.count == 80)
        #expect(Set(ids).count == 80)
    }

    @Test("records that a dead process had handed to its sockets are waited for")
    func lateRecords() throws {
        let fixture = try Self.fixture()
        let vendor = ScriptedVendor { request, _ in .success(Self.klines(request)) }
        var whole = try fixture.poller(vendor)
        var report = PollReport()
        _ = try whole.poll(into: &report)
        let records = fixture.topic.records
        let other = try Self.fixture()
        var first = try other.poller(vendor)
        other.topic.fail(after: 30)
        #expect(throws: PollProblem.self) { try first.poll(into: &report) }
        other.topic.mend()
        let sent = Set(other.topic.records.map(\.id))
        other.topic.delay(records.filter { !sent.contains($0.id) })
        var second = try other.poller(vendor, seed: 2)
        _ = try second.poll(into: &report)
        #expect(other.topic.records.count == 80)
    }

    @Test("a symbol that the vendor does not know stops no other")
    func badSymbol() throws {
        let fixture = try Self.fixture()
        let vendor = ScriptedVendor { request, _ in
            request.parameter("symbol") == "ETHUSDT"
                ? .success(.json(#"{"code":-1121,"msg":"Invalid symbol."}"#, status: 400))
                : .success(Self.klines(request))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.failures.map(\.partition) == ["symbol=ETHUSDT"])
        #expect(report.records == 40)
        #expect(poller.progress.partitions["symbol=ETHUSDT"]?.trouble?.polls == 1)
        #expect(poller.progress.partitions["symbol=ETHUSDT"]?.time == Self.start)
    }

    @Test(
        "what the vendor says of an error is told, wherever it stands",
        arguments: [
            #"{"error":["EQuery:Unknown pair"]}"#,
            #"{"error":{"code":7,"message":"Unknown pair"}}"#,
            #"{"msg":"Unknown pair"}"#, "Unknown pair\nand more",
        ])
    func vendorsWords(body: String) throws {
        let fixture = try Self.fixture()
        let vendor = ScriptedVendor { _, _ in .success(.json(body, status: 404)) }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        _ = try poller.poll(into: &report)
        let reason = try #require(report.failures.first?.reason)
        #expect(reason.hasPrefix("status 404: ") && reason.contains("Unknown pair"), "\(reason)")
    }

    @Test("what was sent stays known when a vendor leaves it out of one answer")
    func emptyBetween() throws {
        let fixture = try Self.fixture()
        let vendor = ScriptedVendor { request, index in
            .success((2...3).contains(index) ? .json("[]") : Self.klines(request))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        _ = try poller.poll(into: &report)
        for _ in 0..<2 {
            fixture.clock.advance(by: Self.minute)
            _ = try poller.poll(into: &report)
        }
        let ids = fixture.topic.records.map(\.id)
        #expect(Set(ids).count == ids.count)
    }

    @Test("a ban stops the host, and what was polled before stays")
    func ban() throws {
        let fixture = try Self.fixture()
        let vendor = ScriptedVendor { _, _ in .success(.json("{}", status: 418)) }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(
            try poller.poll(into: &report)
                == .hostStopped(reason: "the vendor has banned this address"))
        #expect(try poller.poll(into: &report) != .caughtUp)
        #expect(vendor.requests.count <= 2, "nobody asks a host that sent us away")
    }

    @Test("what fails for a moment is asked again, and waits as long as it is told to")
    func retries() throws {
        let fixture = try Self.fixture()
        let began = fixture.clock.now()
        let vendor = ScriptedVendor { request, index in
            switch index {
            case 0: .failure(HTTPFailure(.timedOut, "no answer"))
            case 1: .success(.json("{}", status: 503))
            case 2:
                .success(
                    .json("{}", status: 429, headers: [HTTPHeader("Retry-After", "30")]))
            case 3: .success(.json("[[1,"))
            default: .success(Self.klines(request))
            }
        }
        let notes = Mutex<[FetchNote]>([])
        var poller = try fixture.poller(vendor) { note in notes.withLock { $0.append(note) } }
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.records >= 80)
        let told = notes.withLock { $0 }
        #expect(told.map(\.isOfHost) == [false, false, true, false])
        #expect(told.map(\.attempt).max() ?? 0 > 1)
        #expect(told[1].reason == "status 503")
        #expect(told[2].wait == 30_000_000_000)
        #expect(report.counts.retries == 4)
        #expect(fixture.clock.now() >= began + 30_000_000_000)
    }
}
