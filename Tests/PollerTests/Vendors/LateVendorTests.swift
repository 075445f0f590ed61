import HTTPTransfer
import Poller
import Testing

/// Vendors that do not have yet what the clock would ask for.
@Suite struct LateVendorTests {
    private static let minute: Int64 = 60

    /// A plan of Massive's.
    struct Plan: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// How many minutes after its end a bar is there.
        let delay: Int64
        /// Whether what is there is as old as that, or only begins so late.
        var isOld = false
        /// The example's `settle`.
        var settle = "16m"
    }

    static let plans = [
        Plan(testDescription: "at once", delay: 0),
        Plan(testDescription: "late", delay: 15),
        Plan(testDescription: "late, and as old", delay: 15, isOld: true, settle: "31m"),
    ]

    /// A vendor with a bar for each minute, whose volume grows for 15 minutes after its end.
    private static func massive(
        _ plan: Plan
    ) -> @Sendable (HTTPRequest, Instant) -> Step.Answer {
        { request, now in
            let ends = request.url.split(separator: "?")[0].split(separator: "/").suffix(2)
                .map { (Int64($0) ?? 0) / 1000 }
            let rows = stride(from: (ends[0] + 59) / 60 * 60, through: ends[1], by: 60)
                .compactMap { time -> String? in
                    let age = (now.seconds - time) / minute - 1
                    guard age >= plan.delay else { return nil }
                    let volume = 4 * (1 + min(15, plan.isOld ? age - plan.delay : age))
                    return #"{"v":\#(volume),"o":5,"c":5,"h":5,"l":5,"t":\#(time)000}"#
                }
            let results = rows.isEmpty ? "" : #","results":[\#(rows.joined(separator: ","))]"#
            let status = plan.delay > 0 ? "DELAYED" : "OK"
            return .success(.json(#"{"ticker":"ZVZZT","status":"\#(status)"\#(results)}"#))
        }
    }

    @Test(
        "bars that are late, and that change when they are there, are sent once and as they stay",
        arguments: plans)
    func massive(plan: Plan) throws {
        let scene = try VendorScene(
            MassiveTests.source, now: "2026-01-05T14:31:00Z",
            changing: [.init("settle: 16m", "settle: \(plan.settle)")],
            answering: Self.massive(plan))
        for _ in 0..<90 { #expect(try scene.poll(after: 60) == .caughtUp) }
        let start = Instant(VendorSource.start)
        let settle = Int64(plan.settle.dropLast()) ?? 0
        let sent = (0..<91 - settle).flatMap {
            BarTicks().flat((start + $0 * Self.minute).minute, size: "16")
        }
        let end = start + (91 - settle) * Self.minute
        #expect(
            try scene.written()
                == MassiveTests.source.state(
                    of: sent, until: end.text, heartbeats: scene.heartbeats
                ).inOrder)
    }

    @Test("a plan that has a day when it is over is asked for what it has, with a day to settle")
    func freeTier() throws {
        let refusal = #"{"status":"NOT_AUTHORIZED","message":"the data timeframe"}"#
        let scene = try VendorScene(
            MassiveTests.source, now: "2026-01-05T15:00:00Z",
            changing: [.init("settle: 16m", "settle: 1d")]
        ) { request, now in
            let day = Instant(now.day + "T00:00:00Z")
            let path = request.url.split(separator: "?")[0]
            let end = (path.split(separator: "/").last.flatMap { Int64($0) } ?? 0) / 1000
            guard end < day.seconds else {
                return .success(.json(refusal, status: 403))
            }
            return Self.massive(Self.plans[0])(request, now)
        }
        for _ in 0..<48 { #expect(try scene.poll(after: 3600) == .caughtUp) }
        let start = Instant(VendorSource.start)
        let sent = (0..<24 * 60 + 30).flatMap {
            BarTicks().flat((start + $0 * Self.minute).minute, size: "16")
        }
        try scene.expectSent(
            MassiveTests.source, sent, until: "2026-01-06T15:00:00Z", heartbeats: scene.heartbeats)
    }

    @Test("the newest hundred once an hour, a quarter of an hour late, are all there is")
    func newestHundred() throws {
        let zone = try zones.rules(of: "America/New_York")
        let format = try TimeFormat("%Y-%m-%d %H:%M:%S")
        let start = Instant(VendorSource.start)
        let scene = try VendorScene(
            AlphaVantageTests.source, now: "2026-01-05T15:00:00Z",
            changing: [
                .init("outputsize: full", "outputsize: compact"),
                .init("# entitlement: delayed", "entitlement: delayed"),
                .init("settle: 1d", "settle: 16m"),
            ]
        ) { _, now in
            let newest = Int64(now.seconds / 60 * 60 - 16 * 60)
            let times = stride(from: newest, to: newest - 100 * 60, by: -60)
            let rows = times.map { time in
                AlphaVantageTests.bar(
                    format.text(of: time * 1_000_000_000, in: zone), ["5", "5", "5", "5", "4"])
            }
            let answer = AlphaVantageTests.answer(rows, late: " - DATA DELAYED BY 15 MINUTES")
            return .success(.json(answer))
        }
        for _ in 0..<6 { #expect(try scene.poll(after: 3600) == .caughtUp) }
        let sent = (0..<374).flatMap { BarTicks().flat((start + $0 * Self.minute).minute) }
        try scene.expectSent(
            AlphaVantageTests.source, sent, until: "2026-01-05T20:44:00Z",
            heartbeats: scene.heartbeats)
    }

    @Test("a day whose bars come together when it is over is not passed over")
    func endOfDay() throws {
        // Bars of three days, each at half past one of the next in UTC: in New York half an hour
        // behind the last hour of trading.
        let bars = ["05", "06", "07"].flatMap { day in
            (14...20).map { (day, "2026-01-\(day)T\($0):30") }
        }
        let zone = try zones.rules(of: "America/New_York")
        let format = try TimeFormat("%Y-%m-%d %H:%M:%S")
        let scene = try VendorScene(
            AlphaVantageTests.source, now: "2026-01-05T15:00:00Z"
        ) { _, now in
            let there = bars.filter { day, _ in
                now >= Instant("2026-01-\(day)T01:30:00Z") + 86_400
            }
            let rows = there.reversed().map { _, minute in
                AlphaVantageTests.bar(
                    format.text(of: time("\(minute):00Z"), in: zone), ["5", "5", "5", "5", "4"])
            }
            return .success(.json(AlphaVantageTests.answer(rows)))
        }
        for _ in 0..<18 { #expect(try scene.poll(after: 6 * 3600) == .caughtUp) }
        // Polled last at 03:00 of the 10th.
        let sent = bars.flatMap { BarTicks().flat($0.1) }
        try scene.expectSent(
            AlphaVantageTests.source, sent, until: "2026-01-09T03:00:00Z",
            heartbeats: scene.heartbeats)
    }
}
