extension YearlyRule {
    /// Reads a POSIX TZ text as zone files have it, such as `EST5EDT,M3.2.0,M11.1.0`; nil if it
    /// is none.
    init?(_ text: [UInt8]) {
        var reader = RuleReader(text)
        guard text.count <= 256, reader.readName(), let west = reader.readTime(hoursMax: 24) else {
            return nil
        }
        // POSIX counts offsets west of Greenwich.
        standard = -west
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.readName() else { return nil }
        var offset = standard + 3_600
        if reader.next != UInt8(ascii: ",") {
            guard let west = reader.readTime(hoursMax: 24) else { return nil }
            offset = -west
        }
        guard let start = reader.readDay(), let end = reader.readDay(), reader.isAtEnd else {
            return nil
        }
        summer = Summer(offset: offset, start: start, end: end)
    }
}

/// Reads the parts of a POSIX TZ text.
private struct RuleReader {
    private let text: [UInt8]
    private var at = 0

    init(_ text: [UInt8]) { self.text = text }

    var isAtEnd: Bool { at == text.count }

    var next: UInt8? { at < text.count ? text[at] : nil }

    /// Passes a name: three letters or more, or anything between `<` and `>`.
    mutating func readName() -> Bool {
        let start = at
        if take("<") {
            while let byte = next, byte != UInt8(ascii: ">") {
                guard isLetter(byte) || (0x30...0x39).contains(byte) || "+-".utf8.contains(byte)
                else { return false }
                at += 1
            }
            return take(">") && at - start > 2
        }
        while let byte = next, isLetter(byte) { at += 1 }
        return at - start >= 3
    }

    /// Reads `[+-]hh[:mm[:ss]]` in seconds.
    mutating func readTime(hoursMax: Int64) -> Int64? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = readNumber(max: hoursMax) else { return nil }
        var seconds = hours * 3_600
        if take(":") {
            guard let minutes = readNumber(max: 59) else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let rest = readNumber(max: 59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    /// Reads `,date[/time]`; the time is 02:00 where none is given.
    mutating func readDay() -> YearlyDay? {
        guard take(","), let day = readDate() else { return nil }
        var time: Int64? = 7_200
        if take("/") { time = readTime(hoursMax: 167) }
        return time.map { YearlyDay(day: day, time: $0) }
    }

    private mutating func readDate() -> YearlyDay.Day? {
        if take("M") {
            guard let month = readNumber(max: 12), take("."), let week = readNumber(max: 5),
                take("."), let day = readNumber(max: 6), month > 0, week > 0
            else { return nil }
            return .weekday(month: month, week: week, day: day)
        }
        if take("J") {
            guard let day = readNumber(max: 365), day > 0 else { return nil }
            return .julian(day)
        }
        return readNumber(max: 365).map { .ordinal($0) }
    }

    private mutating func readNumber(max: Int64) -> Int64? {
        let start = at
        var value: Int64 = 0
        while let byte = next, (0x30...0x39).contains(byte), at - start < 4 {
            value = value * 10 + Int64(byte - 0x30)
            at += 1
        }
        return at > start && value <= max ? value : nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
}
