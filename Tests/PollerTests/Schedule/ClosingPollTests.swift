import JSONColumns
import Poller
import Testing

/// When polls are while and after a market is open.
@Suite struct ClosingPollTests {
    private static let second: Int64 = 1_000_000_000

    private static func source(_ schedule: String, cursor: String) throws -> SourcePlan {
        try SourceFixture.read(
            """
            source: s
            topic: rest-ticks
            api: {base_url: https://api.example}
            request: {path: /x}
            calendar: c.csv
            cursor: \(cursor)
            schedule: \(schedule)
            records:
              fields: {symbol: s, time: {from: t, time: ms}, open: o, high: o, low: o, close: o, volume: v}
            mapping: {kind: bar, interval: 1m}
            """,
            files: [
                "c.csv": """
                date,zone,open,close,breaks
                2026-06-15,UTC,09:00,15:30,11:30-12:30
                2026-06-16,,,,
                2026-06-17,,09:00,12:00,
                2026-06-18,,09:00,15:30,
                """
            ]
        ).plan
    }

    /// The times of polls from one time to another, each of which takes a second.
    private static func polls(
        _ source: SourcePlan, from: String, to: String, share: Int64 = 0, began: String? = nil
    ) throws -> [String] {
        var now = time(from)
        var began = began.map(time)
        var polls: [String] = []
        while polls.count < 10_000 {
            let next = try source.nextPoll(after: began, now: now, share: share)
            guard next < time(to) else { break }
            polls.append(RFC3339.text(next))
            began = next
            now = next + second
        }
        return polls
    }

    private static let bars = "{kind: time, start: 1d, settle: 40s}"

    @Test(
        "after the close one more poll takes what is settled then, and the next is at the opening")
    func closing() throws {
        let source = try Self.source("{every: 1m, only_when: regular}", cursor: Self.bars)
        let polls = try Self.polls(
            source, from: "2026-06-15T15:28:30Z", to: "2026-06-17T09:02:00Z")
        #expect(
            polls == [
                "2026-06-15T15:28:30Z", "2026-06-15T15:29:30Z",
                // The last bars are settled at 15:30:40.
                "2026-06-15T15:30:40Z",
                "2026-06-17T09:00:00Z", "2026-06-17T09:01:00Z",
            ])
    }

    @Test("a break ends as a close does")
    func breaks() throws {
        let source = try Self.source("{every: 20m, only_when: [regular]}", cursor: Self.bars)
        #expect(
            try Self.polls(source, from: "2026-06-15T11:00:00Z", to: "2026-06-15T13:00:00Z") == [
                "2026-06-15T11:00:00Z", "2026-06-15T11:20:00Z", "2026-06-15T11:40:00Z",
                "2026-06-15T12:30:00Z", "2026-06-15T12:50:00Z",
            ])
    }

    @Test("a process that starts while it is closed takes what the last session left, once")
    func start() throws {
        let source = try Self.source("{every: 1m, only_when: regular}", cursor: Self.bars)
        #expect(
            try Self.polls(source, from: "2026-06-16T20:00:00Z", to: "2026-06-17T09:01:00Z") == [
                "2026-06-16T20:00:00Z", "2026-06-17T09:00:00Z",
            ])
    }

    @Test("sources that ask for what there is now wait for the opening")
    func snapshots() throws {
        let source = try Self.source("{every: 1m, only_when: regular}", cursor: "{kind: none}")
        #expect(
            try Self.polls(source, from: "2026-06-15T15:29:30Z", to: "2026-06-17T09:01:00Z") == [
                "2026-06-15T15:29:30Z", "2026-06-17T09:00:00Z",
            ])
    }

    @Test("points of a rule that fall into closed time become one poll at the opening")
    func cron() throws {
        let source = try Self.source(
            "{cron: '*/30 * * * *', only_when: regular}", cursor: Self.bars)
        #expect(
            try Self.polls(source, from: "2026-06-15T14:59:00Z", to: "2026-06-17T10:01:00Z") == [
                "2026-06-15T15:00:00Z",
                // 15:30 is due at the close, before its bars are settled.
                "2026-06-15T15:30:40Z",
                "2026-06-17T09:00:00Z", "2026-06-17T09:30:00Z", "2026-06-17T10:00:00Z",
            ])
    }

    @Test("a rule whose points are all in open time is not changed")
    func rule() throws {
        let source = try Self.source(
            "{cron: '0 10 * * *', only_when: regular}", cursor: Self.bars)
        #expect(
            try Self.polls(source, from: "2026-06-16T00:00:00Z", to: "2026-06-18T11:00:00Z").last
                == "2026-06-18T10:00:00Z")
    }

    @Test("jitter puts polls off and neither doubles nor drops the one after the close")
    func jitter() throws {
        let source = try Self.source(
            "{every: 1m, jitter: 1024s, only_when: regular}", cursor: Self.bars)
        // A share of 45 of 1024 is 45 s.
        let polls = try Self.polls(
            source, from: "2026-06-15T15:28:00Z", to: "2026-06-17T09:03:00Z", share: 45)
        #expect(
            polls == [
                "2026-06-15T15:28:45Z",
                // Due at 15:29:45, and begun behind the close, before the bars are settled.
                "2026-06-15T15:30:30Z",
                "2026-06-15T15:32:15Z", "2026-06-17T09:00:45Z", "2026-06-17T09:02:30Z",
            ])
    }

    @Test("a settling time that reaches into the next session needs no poll of its own")
    func longSettling() throws {
        let source = try Self.source(
            "{every: 10m, only_when: regular}", cursor: "{kind: time, start: 1d, settle: 2h}")
        let polls = try Self.polls(
            source, from: "2026-06-15T11:25:00Z", to: "2026-06-15T12:41:00Z")
        #expect(
            polls == ["2026-06-15T11:25:00Z", "2026-06-15T12:30:00Z", "2026-06-15T12:40:00Z"])
    }

    @Test("a calendar that ends has its last session taken, and then says so")
    func end() throws {
        let source = try Self.source("{every: 1h, only_when: regular}", cursor: Self.bars)
        let last = try source.nextPoll(
            after: time("2026-06-18T15:00:00Z"), now: time("2026-06-18T15:01:00Z"), share: 0)
        #expect(RFC3339.text(last) == "2026-06-18T16:00:00Z")
        #expect(throws: PollProblem.self) {
            try source.nextPoll(after: last, now: last + Self.second, share: 0)
        }
    }

    @Test(
        "whatever the interval, no session is left without a poll behind its settled end",
        arguments: [1, 7, 29, 61, 240, 1000] as [Int64])
    func everySession(minutes: Int64) throws {
        let source = try Self.source("{every: \(minutes)m, only_when: regular}", cursor: Self.bars)
        let polls = try Self.polls(
            source, from: "2026-06-15T09:00:00Z", to: "2026-06-18T12:00:00Z"
        ).map(time)
        let ends = ["2026-06-15T11:30:00Z", "2026-06-15T15:30:00Z", "2026-06-17T12:00:00Z"]
        let openings = ["2026-06-15T12:30:00Z", "2026-06-17T09:00:00Z", "2026-06-18T09:00:00Z"]
        for (end, opening) in zip(ends, openings) where minutes <= 61 {
            let settled = time(end) + 40 * Self.second
            let behind = polls.filter { settled <= $0 && $0 < time(opening) }
            #expect(behind.count == 1, "\(end)")
        }
        #expect(zip(polls, polls.dropFirst()).allSatisfy { $0 < $1 })
    }
}
