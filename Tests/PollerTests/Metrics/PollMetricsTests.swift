import HTTPTransfer
import Poller
import Testing

@Suite struct PollMetricsTests {
    private static let minute: Int64 = 60_000_000_000

    /// Lines of a text with a prefix.
    private static func lines(_ metrics: PollMetrics, at now: Int64, _ prefix: String) -> [String] {
        metrics.text(now: now).split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("ticklake_poll_\(prefix)") }
    }

    @Test("what a source asked, got and sent is counted, and how far it is behind")
    func source() throws {
        let fixture = try BarSource.fixture(
            BarSource.yaml().replacing("tries: 0", with: "tries: 1, first: 1s"), minutes: 4)
        let budgets = BudgetBook()
        let metrics = PollMetrics(budgets)
        let source = metrics.source("bars")
        #expect(
            Self.lines(metrics, at: 0, "requests") == [
                #"ticklake_poll_requests_total{source="bars"} 0"#
            ])
        let vendor = ScriptedVendor { request, index in
            index == 0 ? .success(HTTPResponse(status: 503)) : .success(BarSource.answer(request))
        }
        var poller = try fixture.poller(vendor, budgets: budgets, metrics: source)
        var report = PollReport()
        let began = fixture.clock.now()
        let end = try poller.poll(into: &report)
        let now = fixture.clock.now()
        source.noteEnd(end, report, began: began, now: now)
        func value(_ name: String) -> String? {
            let line = Self.lines(metrics, at: now + 90_000_000_000, name + #"{source="bars"}"#)
            return line.first.map { String($0.split(separator: " ")[1]) }
        }
        #expect(value("requests_total") == "\(report.counts.requests)")
        #expect(value("requests_total") == "5")
        #expect(value("retries_total") == "1")
        #expect(value("rows_total") == "\(report.counts.rows)")
        #expect(value("records_total") == "\(report.records)" && report.records == 2 * 4 * 4)
        #expect(value("known_records_total") == "\(report.known)")
        #expect(value("rounds_total") == "2")
        #expect(value("heartbeats_total") == "\(report.heartbeats)")
        #expect(value("failed_partitions_total") == "0")
        #expect(value("request_duration_seconds_count") == "5")
        #expect(value("duration_seconds_count") == "1")
        #expect(
            value("last_success_timestamp_seconds")
                == "\(Double(now) / 1e9)".replacing(".0", with: ""))
        // Four minutes are polled; the wait for the second try and a minute and a half went by.
        let waited = now - BarSource.start - 4 * Self.minute
        let behind = Double(90_000_000_000 + waited) / 1e9
        #expect(value("behind_seconds").flatMap { Double($0) } == behind)
        #expect(
            Self.lines(metrics, at: now, "refused_records_total{reason=\"not_positive\"").first
                == #"ticklake_poll_refused_records_total{reason="not_positive",source="bars"} 0"#)
    }

    @Test("a host that sends us away is shown with its budget, and makes the poller unwell")
    func host() throws {
        let yaml = BarSource.yaml().replacing(
            "api: {base_url: 'https://api.acme.example'}",
            with: """
                api:
                  base_url: https://api.acme.example
                  rate_limits: [{weight: 3, per: 1m}]
                  learn: [{remaining: left}]
                """)
        let fixture = try BarSource.fixture(yaml)
        let budgets = BudgetBook()
        let metrics = PollMetrics(budgets)
        let source = metrics.source("bars")
        let vendor = ScriptedVendor { request, index in
            var answer = BarSource.answer(request)
            answer.headers.append(HTTPHeader("Left", "\(50 - index)"))
            return .success(index < 4 ? answer : HTTPResponse(status: 418))
        }
        var poller = try fixture.poller(vendor, budgets: budgets, metrics: source)
        #expect(metrics.troubles(now: 0).isEmpty)
        var report = PollReport()
        let end = try poller.poll(into: &report)
        let now = fixture.clock.now()
        source.noteEnd(end, report, began: now, now: now)
        #expect(
            metrics.troubles(now: now) == [
                "host api.acme.example:443: status 418", "source bars: status 418",
            ])
        let host = Self.lines(metrics, at: now, "host_").map {
            $0.replacing(#"host="api.acme.example:443""#, with: "H")
        }
        let budget = #"H,requests="all",window_seconds="60""#
        for line in [
            "ticklake_poll_host_budget_weight{\(budget)} 3",
            "ticklake_poll_host_budget_used_weight{\(budget)} 3",
            "ticklake_poll_host_spent_weight_total{H} 6",
            "ticklake_poll_host_held_back_total{H} 1",
            "ticklake_poll_host_held_back_seconds_total{H} 60",
            "ticklake_poll_host_in_flight_requests{H} 0", "ticklake_poll_host_stopped{H} 1",
            "ticklake_poll_host_remaining_weight{H} 45",
        ] {
            #expect(host.contains(line), "\(line) in \(host)")
        }
        #expect(Self.lines(metrics, at: now, "source_stopped").first?.hasSuffix(" 1") == true)
        source.noteTrouble(nil)
        #expect(metrics.troubles(now: now).count == 1, "the host does not come back")
    }

    @Test("a source of which nothing was had is in trouble until something is")
    func nothingHad() throws {
        let fixture = try BarSource.fixture()
        let metrics = PollMetrics(BudgetBook())
        let source = metrics.source("bars")
        var troubles: [[String]] = []
        let vendor = ScriptedVendor { request, index in
            // Both symbols fail at first, then one of them, then none.
            let fails = index < 2 || BarSource.symbols(of: request) == ["ZVZZT"] && index < 8
            return .success(
                fails
                    ? .json(#"{"errorMessage":"gone"}"#, status: 404) : BarSource.answer(request))
        }
        var poller = try fixture.poller(vendor, metrics: source)
        for _ in 0..<2 {
            var report = PollReport()
            let end = try poller.poll(into: &report)
            source.noteEnd(end, report, began: 0, now: 0)
            troubles.append(metrics.troubles(now: 0))
        }
        #expect(troubles == [["source bars: status 404: 'gone'"], []])
    }

    @Test("a backfill takes half of the host's budget, or what the file says")
    func backfill() throws {
        func windows(_ backfill: String) throws -> [BudgetUsage.Window] {
            let yaml = BarSource.yaml().replacing(
                "api: {base_url: 'https://api.acme.example'}",
                with: """
                    api:
                      base_url: https://api.acme.example
                      rate_limits: [{weight: 9, per: 1m}]
                      \(backfill)
                    """)
            let fixture = try BarSource.fixture(yaml)
            let budgets = BudgetBook()
            let range = TimeSlice(
                start: BarSource.start, end: BarSource.start + 2 * Self.minute)
            var poller = try fixture.filler(range, BarSource.vendor, budgets: budgets)
            var report = PollReport()
            _ = try poller.poll(into: &report)
            return budgets.usage(now: fixture.clock.now())[0].usage.windows
        }
        let half = try windows("")
        #expect(half.map(\.limit.weight) == [9, 4] && half.map(\.used) == [2, 2])
        let own = try windows("backfill: {rate_limits: [{weight: 2, per: 1s}], concurrency: 1}")
        #expect(own[1].limit == RateLimit(weight: 2, window: 1_000_000_000))
    }
}
