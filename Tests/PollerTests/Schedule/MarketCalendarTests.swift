import Bytes
import JSONColumns
import Poller
import TestSupport
import Testing

@Suite struct MarketCalendarTests {
    private static let head = "date,zone,pre,open,close,post,breaks,note\n"

    private static func calendar(_ rows: String) throws(PollProblem) -> MarketCalendar {
        try MarketCalendar(csv: Array((head + rows).utf8), name: "c.csv", zones: zones)
    }

    private static func periods(
        _ rows: String, _ sessions: Set<MarketCalendar.Session> = [.regular]
    ) throws -> [String] {
        try calendar(rows).periods(of: sessions).map {
            "\(RFC3339.text($0.start)) \(RFC3339.text($0.end))"
        }
    }

    @Test("lunch breaks divide a session")
    func breaks() throws {
        #expect(
            try Self.periods("2026-06-15,Asia/Tokyo,,09:00,15:30,,11:30-12:30,\n") == [
                "2026-06-15T00:00:00Z 2026-06-15T02:30:00Z",
                "2026-06-15T03:30:00Z 2026-06-15T06:30:00Z",
            ])
        #expect(
            try Self.periods("2026-06-15,Asia/Hong_Kong,,09:30,16:00,,12:00-13:00,\n") == [
                "2026-06-15T01:30:00Z 2026-06-15T04:00:00Z",
                "2026-06-15T05:00:00Z 2026-06-15T08:00:00Z",
            ])
    }

    @Test("a session that opens in the evening is of the day on which it closes")
    func overnight() throws {
        let rows = """
            2026-06-15,America/Chicago,,17:00,17:00,,,
            2026-06-16,,,17:00,16:00,,22:00-01:00 02:00-02:15,a session in parts
            """
        #expect(
            try Self.periods(rows) == [
                "2026-06-14T22:00:00Z 2026-06-15T22:00:00Z",
                "2026-06-15T22:00:00Z 2026-06-16T03:00:00Z",
                "2026-06-16T06:00:00Z 2026-06-16T07:00:00Z",
                "2026-06-16T07:15:00Z 2026-06-16T21:00:00Z",
            ])
    }

    @Test("a row without times closes its day, wherever it stands, and notes may have commas")
    func closures() throws {
        let rows = """
            # planned
            2026-06-15,UTC,,09:00,10:00,,,
            2026-06-16,,,09:00,10:00,,,
            2026-06-17,,,09:00,10:00,,,

            2026-06-16,,,,,,,a storm, and no power
            """
        #expect(
            try Self.periods(rows) == [
                "2026-06-15T09:00:00Z 2026-06-15T10:00:00Z",
                "2026-06-17T09:00:00Z 2026-06-17T10:00:00Z",
            ])
    }

    @Test(
        "what is wrong is said with its line",
        arguments: [
            ("2026-6-15,UTC,,09:00,10:00,,,", "c.csv:2: the date is none"),
            ("2026-02-30,UTC,,09:00,10:00,,,", "c.csv:2: the date is none"),
            ("2026-06-15,,,09:00,10:00,,,", "c.csv:2: the first row has no zone"),
            ("2026-06-15,Mars/Base,,09:00,10:00,,,", "no time zone is called 'Mars/Base'"),
            ("2026-06-15,UTC,,09:00,,,,", "'open' and 'close' belong together"),
            ("2026-06-15,UTC,,9am,10:00,,,", "'open' is '9am'"),
            ("2026-06-15,UTC,,24:01,10:00,,,", "'open' is '24:01'"),
            ("2026-06-15,UTC,04:00,,,,,", "'pre' without 'open'"),
            ("2026-06-15,UTC,09:30,09:00,10:00,,,", "not in order"),
            ("2026-06-15,UTC,,09:00,10:00,,09:30,", "'breaks' has '09:30'"),
            ("2026-06-15,UTC,,09:00,10:00,,09:30-10:30,", "not in order"),
            ("2026-06-15,UTC,,09:00", "8 values were expected"),
            ("2026-06-15,UTC,,09:00,10:00,,,\n2026-06-15,,,09:00,10:00,,,", "c.csv:3: the date is"),
            ("2026-06-15,UTC,,09:00,10:00,,,\n2026-06-30,,,09:00,10:00,,,", "15 days earlier"),
            (
                "2026-06-15,UTC,,09:00,10:00,12:00,,\n2026-06-16,,,11:00,11:00,,,",
                "begins before"
            ), ("", "there are no rows"),
        ])
    func problems(rows: String, message: String) {
        do throws(PollProblem) {
            _ = try Self.calendar(rows)
            Issue.record("that is no calendar")
        } catch {
            #expect(error.description.contains(message), "\(error)")
        }
    }

    @Test("columns that are not there, and others, are named")
    func header() {
        func problem(_ text: String) -> String {
            do throws(PollProblem) {
                _ = try MarketCalendar(csv: Array(text.utf8), name: "c.csv", zones: zones)
                return ""
            } catch { return error.description }
        }
        #expect(problem("date,zone,open\n").contains("the column 'close' is missing"))
        #expect(problem("date,zone,opn,close\n").contains("did you mean 'open'?"))
        #expect(problem("date,zone,open,close,open\n").contains("twice"))
        #expect(problem("date\u{0},zone\n").contains("no column"))
    }

    @Test("the days that a file tells about end with it, or with the year if it ends near to that")
    func known() throws {
        let hours = MarketHours.sessions(
            [.regular], of: try Self.calendar("2026-11-20,UTC,,09:00,10:00,,,\n"))
        let noon = time("2026-11-20T12:00:00Z")
        #expect(try hours.period(openBehind: noon, before: time("2026-11-21T00:00:00Z")) == nil)
        #expect(throws: PollProblem.self) {
            try hours.period(openBehind: noon, before: time("2026-11-21T00:00:01Z"))
        }
    }

    /// A calendar of random sessions of a zone, and the same as marks of open minutes.
    private static func random(_ seed: UInt64) -> (rows: String, open: [Bool]) {
        var random = SplitMix64(seed: seed)
        var rows = ""
        var open = [Bool](repeating: false, count: 30 * 1440)
        for day in 1...30 {
            let number = day < 10 ? "0\(day)" : "\(day)"
            let zone = day == 1 ? "UTC" : ""
            guard random.next() % 4 > 0 else {
                rows += "2026-06-\(number),\(zone),,,,,,closed\n"
                continue
            }
            // open < pause < resume < close, in minutes of the day
            var cuts: Set<Int> = []
            while cuts.count < 4 { cuts.insert(Int(random.next() % 1440)) }
            let minutes = cuts.sorted()
            func clock(_ minute: Int) -> String {
                let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
                return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
            }
            rows += "2026-06-\(number),\(zone),,\(clock(minutes[0])),\(clock(minutes[3])),,"
            rows += "\(clock(minutes[1]))-\(clock(minutes[2])),\n"
            for minute in minutes[0]..<minutes[3]
            where !(minutes[1]..<minutes[2]).contains(minute) {
                open[(day - 1) * 1440 + minute] = true
            }
        }
        return (rows, open)
    }

    @Test(
        "the next opening and the last close are those that going through all minutes finds",
        arguments: 1...5 as ClosedRange<UInt64>)
    func bruteForce(seed: UInt64) throws {
        let (rows, open) = Self.random(seed)
        let hours = MarketHours.sessions([.regular], of: try Self.calendar(rows))
        let start = time("2026-06-01T00:00:00Z")
        let minute: Int64 = 60_000_000_000
        let limit = start + Int64(open.count) * minute
        for index in stride(from: 0, to: open.count, by: 41) {
            let at = start + Int64(index) * minute
            let next = try hours.period(openBehind: at, before: limit)
            let found = open[index...].firstIndex(of: true)
            #expect(next.map { max($0.start, at) } == found.map { start + Int64($0) * minute })
            let last = (1...max(index, 1)).last { $0 <= index && open[$0 - 1] && !open[$0] }
            #expect(hours.period(closedBy: at)?.end == last.map { start + Int64($0) * minute })
        }
    }
}
