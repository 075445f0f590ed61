internal import Contracts
internal import YAML

extension SourceFileReader {
    private static let day: Int64 = 86_400_000_000_000

    func readSchedule(_ calendar: MarketCalendar?) -> SchedulePlan {
        let section = root.section(
            "schedule", keys: ["every", "cron", "zone", "jitter", "only_when"])
        var schedule = SchedulePlan(
            interval: section.duration(
                "every", default: 60_000_000_000, in: 100_000_000...31 * Self.day),
            jitter: section.duration("jitter", default: 0, in: 0...Self.day))
        let rule = made(section, "cron", expected: "five fields such as */5 9-16 * * 1-5") {
            text throws(PollProblem) in try CronRule(text)
        }
        if let rule { schedule.cron = (rule, readZone(section)) }
        schedule.hours = readMarketHours(section, "only_when", calendar)
        return schedule
    }

    /// Reads the calendar that names of sessions are of.
    func readCalendar() -> MarketCalendar? {
        guard let scalar = root.scalar("calendar", expected: "a file such as calendars/XNYS.csv")
        else { return nil }
        let path = Path.join(scalar.text, besides: report.file)
        do {
            let bytes = try root.references?.surroundings.readFile(path) ?? []
            return try MarketCalendar(csv: bytes, name: scalar.shown, zones: zones)
        } catch {
            report.add("'calendar': \(error)", at: scalar.position)
            return nil
        }
    }

    func readZone(_ section: Section) -> TimeZoneRules {
        made(section, "zone", expected: "a zone such as America/New_York") {
            text throws(PollProblem) in try self.zones.rules(of: text)
        } ?? .utc
    }

    /// Reads hours: sessions of the calendar, one or a list, or the same hours every week.
    ///
    /// - Returns: nil where there are none, or wrong ones.
    func readMarketHours(
        _ section: Section, _ key: String, _ calendar: MarketCalendar?
    ) -> MarketHours? {
        guard let value = section.value(key) else { return nil }
        if case .mapping = value.content { return readWeeklyHours(section, key) }
        let words = MarketCalendar.Session.allCases.map(\.rawValue)
        let expected = "\(Shown.alternatives(words)), a list of these, or {from, to, days, zone}"
        var elements = [value]
        if case .sequence(let list) = value.content { elements = list }
        let sessions = elements.compactMap { element in
            made(section, key, element, expected: expected) { text throws(PollProblem) in
                guard let session = MarketCalendar.Session(rawValue: text) else {
                    throw PollProblem("expected \(expected)\(PollProblem.hint(text, words))")
                }
                return session
            }
        }
        guard !elements.isEmpty else {
            section.wrong(key, "an empty list", expected: expected, at: value.position)
            return nil
        }
        guard let calendar else {
            if root.value("calendar") == nil {
                section.wrong(
                    key, "the name of a session, and there is no 'calendar'",
                    expected: "calendar: calendars/XNYS.csv, or the like, in the file",
                    at: value.position)
            }
            return nil
        }
        return .sessions(Set(sessions), of: calendar)
    }

    private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    private func readWeeklyHours(_ parent: Section, _ key: String) -> MarketHours {
        let section = parent.section(key, keys: ["from", "to", "days", "zone"])
        func second(_ key: String) -> Int64 {
            if section.value(key) == nil { section.missing(key, expected: "a time such as 09:30") }
            return section.parsed(key, expected: "a time such as 09:30", ClockTime.second) ?? 0
        }
        let days = section.list("days", expected: "a list such as [mon, tue, wed, thu, fri]")
        let numbers = days?.compactMap { value in
            made(section, "days", value, expected: "a day such as mon") {
                text throws(PollProblem) in
                guard let index = Self.weekdays.firstIndex(of: text) else {
                    throw PollProblem("expected \(Shown.alternatives(Self.weekdays))")
                }
                return Int64(index)
            }
        }
        if days?.isEmpty == true {
            report.add(
                "'\(section.path(of: "days"))' is an empty list", expected: "a day such as mon",
                at: section.position)
        }
        return .weekly(
            WeeklyHours(
                open: second("from"), close: second("to"),
                weekdays: numbers.map { Set($0) } ?? [1, 2, 3, 4, 5], zone: readZone(section)))
    }
}
