import Bytes
import Testing

/// Dates of the calendar and days of the count.
@Suite struct CalendarTimeTests {
    @Test("every day of 1200 years follows the one before, and is found again")
    func days() throws {
        var previous = CalendarTime(seconds: CalendarTime.days(1599, 12, 31) * 86_400)
        for day in CalendarTime.days(1600, 1, 1)...CalendarTime.days(2800, 1, 1) {
            let next = CalendarTime(seconds: day * 86_400)
            let isNewMonth =
                previous.day == CalendarTime.daysInMonth(previous.month, of: previous.year)
            let isNewYear = isNewMonth && previous.month == 12
            let follows =
                next.day == (isNewMonth ? 1 : previous.day + 1)
                && next.month == (isNewYear ? 1 : previous.month + (isNewMonth ? 1 : 0))
                && next.year == previous.year + (isNewYear ? 1 : 0)
            guard follows, next.seconds == day * 86_400 else {
                Issue.record("\(day) days are \(next)")
                return
            }
            previous = next
        }
    }

    @Test(
        "times of day are cut off towards the past",
        arguments: [
            (0, 1970, 1, 1, 0), (-1, 1969, 12, 31, 86_399), (951_827_696, 2000, 2, 29, 45_296),
            (-62_167_219_201, -1, 12, 31, 86_399), (253_402_300_799, 9999, 12, 31, 86_399),
        ])
    func times(seconds: Int64, year: Int64, month: Int64, day: Int64, second: Int64) {
        let expected = CalendarTime(year: year, month: month, day: day, secondOfDay: second)
        #expect(CalendarTime(seconds: seconds) == expected)
        #expect(expected?.seconds == seconds)
    }

    @Test("dates that do not exist are none")
    func noDates() {
        #expect(CalendarTime(year: 1900, month: 2, day: 29) == nil)
        #expect(CalendarTime(year: 2000, month: 2, day: 29) != nil)
        #expect(CalendarTime(year: 2026, month: 0, day: 1) == nil)
        #expect(CalendarTime(year: 2026, month: 13, day: 1) == nil)
        #expect(CalendarTime(year: 2026, month: 4, day: 31) == nil)
        #expect(CalendarTime(year: 2026, month: 4, day: 0) == nil)
        #expect(CalendarTime(year: .max, month: 4, day: 1) == nil)
        #expect(CalendarTime(year: 2026, month: 4, day: 1, secondOfDay: 86_400) == nil)
    }
}
