internal import Bytes

extension MarketCalendar {
    /// Reads a calendar's file: CSV with the columns `date`, `open`, `close` and `zone`, and, where
    /// there are such, `pre`, `post`, `breaks` and `note`; lines that begin with # say nothing.
    ///
    /// A row is a session: `pre`, `open`, `close`, `post` are times such as `09:30` by the clocks
    /// of `zone`, which is that of the row before where it is empty. A session that does not open
    /// before it closes has opened the day before. `breaks` are such as `11:30-12:30`, a space
    /// between several. A row without times is a day without session, whatever other row it has.
    ///
    /// - Throws: what is wrong with it, and on which line.
    package init(
        csv bytes: [UInt8], name: String, zones: TimeZones
    ) throws(PollProblem) {
        var reader = MarketCalendarReader(name: name, zones: zones)
        try reader.read(bytes)
        self = try reader.calendar()
    }
}

/// Collects the rows of a calendar's file.
private struct MarketCalendarReader {
    /// A session, or a day without one.
    private struct Day {
        let date: Int64
        let line: Int
        let zone: TimeZoneRules
        let periods: [(session: MarketCalendar.Session, period: TimeSlice)]
    }

    private let name: String
    private let zones: TimeZones
    private var days: [Day] = []
    private var line = 0
    private var zone: TimeZoneRules?

    private static let columns = ["date", "zone", "pre", "open", "close", "post", "breaks", "note"]
    private static let daysMax = 40_000
    /// Longer without a row, and it is forgotten, not closed.
    private static let gapMax: Int64 = 14

    init(name: String, zones: TimeZones) {
        self.name = name
        self.zones = zones
    }

    private func problem(_ message: String) -> PollProblem {
        PollProblem("\(name):\(line): \(message)")
    }

    mutating func read(_ bytes: [UInt8]) throws(PollProblem) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw problem("the file is no UTF-8")
        }
        var columns: [String]?
        for row in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            line += 1
            if row.allSatisfy(\.isWhitespace) || row.hasPrefix("#") { continue }
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
                .map { $0.drop { $0 == " " } }
            guard let names = columns else {
                columns = try header(cells)
                continue
            }
            // A note may have commas.
            guard cells.count == names.count || cells.count > names.count && names.last == "note"
            else {
                throw problem(
                    "\(names.count) values were expected: \(names.joined(separator: ","))")
            }
            guard days.count < Self.daysMax else {
                throw problem("there are more than \(Self.daysMax) rows")
            }
            let values = Dictionary(uniqueKeysWithValues: zip(names, cells))
            days.append(try day(values.compactMapValues { $0.isEmpty ? nil : String($0) }))
        }
    }

    private func header(_ cells: [Substring]) throws(PollProblem) -> [String] {
        let names = cells.map(String.init)
        for name in names where !Self.columns.contains(name) {
            let hint = PollProblem.hint(name, Self.columns)
            throw problem("there is no column '\(name.prefix(40))'\(hint)")
        }
        for name in ["date", "zone", "open", "close"] where !names.contains(name) {
            throw problem("the column '\(name)' is missing")
        }
        guard Set(names).count == names.count else { throw problem("a column is there twice") }
        return names
    }

    private mutating func day(_ row: [String: String]) throws(PollProblem) -> Day {
        guard let date = row["date"].flatMap(Self.date) else {
            throw problem("the date is none such as 2026-01-02")
        }
        if let name = row["zone"] {
            do throws(PollProblem) {
                zone = try zones.rules(of: name)
            } catch {
                throw problem(error.description)
            }
        }
        guard let zone else { throw problem("the first row has no zone") }
        let periods = try periods(row, date, zone)
        return Day(date: date, line: line, zone: zone, periods: periods)
    }

    private func periods(
        _ row: [String: String], _ date: Int64, _ zone: TimeZoneRules
    ) throws(PollProblem) -> [(session: MarketCalendar.Session, period: TimeSlice)] {
        guard row["open"] != nil || row["close"] != nil else {
            for column in ["pre", "post", "breaks"] where row[column] != nil {
                throw problem("there is '\(column)' without 'open' and 'close'")
            }
            return []
        }
        guard let open = try second(row, "open"), let close = try second(row, "close") else {
            throw problem("'open' and 'close' belong together")
        }
        /// The second of the date; negative on the day before.
        func onDate(_ second: Int64) -> Int64 {
            open >= close && second >= open ? second - 86_400 : second
        }
        var cuts = [onDate(open)]
        for pause in row["breaks"]?.split(separator: " ") ?? [] {
            let ends = pause.split(separator: "-", omittingEmptySubsequences: false)
            let seconds = ends.compactMap { ClockTime.second(String($0)) }
            guard ends.count == 2, seconds.count == 2 else {
                throw problem("'breaks' has '\(pause.prefix(40))'. expected such as 11:30-12:30")
            }
            cuts += seconds.map(onDate)
        }
        cuts.append(close)
        let pre = try second(row, "pre").map { open >= close ? $0 - 86_400 : $0 }
        let post = try second(row, "post")
        let all = [pre].compactMap(\.self) + cuts + [post].compactMap(\.self)
        guard zip(all, all.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw problem("the times are not in order: pre, open, breaks, close, post")
        }
        func period(_ from: Int64, _ to: Int64) -> TimeSlice {
            zone.slice(date, from: from, to: to)
        }
        var periods: [(MarketCalendar.Session, TimeSlice)] = []
        if let pre { periods.append((.pre, period(pre, onDate(open)))) }
        for index in stride(from: 0, to: cuts.count, by: 2) {
            periods.append((.regular, period(cuts[index], cuts[index + 1])))
        }
        if let post { periods.append((.post, period(close, post))) }
        return periods
    }

    private func second(_ row: [String: String], _ column: String) throws(PollProblem) -> Int64? {
        guard let text = row[column] else { return nil }
        guard let second = ClockTime.second(text) else {
            throw problem("'\(column)' is '\(text.prefix(40))'. expected a time such as 09:30")
        }
        return second
    }

    private static func date(_ text: String) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], let year = Int64(parts[0]),
            let month = Int64(parts[1]), let day = Int64(parts[2]),
            let date = CalendarTime(year: year, month: month, day: day)
        else { return nil }
        return date.seconds / 86_400
    }

    /// The calendar of the rows that were read.
    mutating func calendar() throws(PollProblem) -> MarketCalendar {
        let closed = Set(days.filter(\.periods.isEmpty).map(\.date))
        days.sort { ($0.date, $0.line) < ($1.date, $1.line) }
        guard let first = days.first, let last = days.last else {
            throw problem("there are no rows")
        }
        var periods: [(session: MarketCalendar.Session, period: TimeSlice)] = []
        var before = first
        for day in days {
            line = day.line
            guard day.date - before.date <= Self.gapMax else {
                throw problem(
                    "the row before is of \(day.date - before.date) days earlier. add the days"
                        + " between; one without times is a day without session")
            }
            let hasTwo = day.date == before.date && day.line != before.line
            if hasTwo, !closed.contains(day.date) { throw problem("the date is there twice") }
            before = day
            if closed.contains(day.date) { continue }
            if let start = day.periods.first?.period.start,
                let end = periods.last?.period.end, start < end
            {
                throw problem("the session begins before the one of the day before is over")
            }
            periods += day.periods
        }
        return MarketCalendar(name: name, known: Self.known(first, last), periods: periods)
    }

    /// From the first row to the last; the whole years, where these are near to their ends.
    private static func known(_ first: Day, _ last: Day) -> TimeSlice {
        let start = CalendarTime(seconds: first.date * 86_400)
        let end = CalendarTime(seconds: last.date * 86_400)
        let newYear = CalendarTime.days(start.year, 1, 1)
        let yearEnd = CalendarTime.days(end.year + 1, 1, 1)
        let from = first.date - newYear < gapMax ? newYear : first.date
        let to = yearEnd - last.date <= gapMax ? yearEnd : last.date + 1
        return TimeSlice(
            start: first.zone.slice(from, from: 0, to: 0).start,
            end: last.zone.slice(to, from: 0, to: 0).start)
    }
}
