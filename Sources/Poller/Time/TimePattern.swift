import Bytes
import JSONColumns

/// A form of local times in the signs of `strftime`, such as `%Y-%m-%d %H:%M:%S`.
///
/// `%Y` has four digits, `%m %d %H %M %S` two, `%f` one to nine when read and nine when written,
/// `%z` is `Z`, `+hh:mm` or `+hhmm` when read and `+hh:mm` when written; `%%` is a percent sign.
package struct TimePattern: Sendable, Equatable {
    /// What stands in a text, one after the other.
    enum Piece: Sendable, Equatable {
        case literal([UInt8])
        case year, month, day, hour, minute, second, fraction, offset
    }

    let pieces: [Piece]
    /// The pattern as it was given.
    package let text: String

    private static let letters: [(letter: UInt8, piece: Piece)] = [
        (UInt8(ascii: "Y"), .year), (UInt8(ascii: "m"), .month), (UInt8(ascii: "d"), .day),
        (UInt8(ascii: "H"), .hour), (UInt8(ascii: "M"), .minute), (UInt8(ascii: "S"), .second),
        (UInt8(ascii: "f"), .fraction), (UInt8(ascii: "z"), .offset),
    ]

    /// Reads a pattern.
    ///
    /// - Throws: Where it holds another sign than those above, none at all, or is too long.
    package init(_ text: String) throws(PollProblem) {
        self.text = text
        guard text.utf8.count <= 128 else {
            throw PollProblem("a pattern of times has at most 128 characters")
        }
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                literal.append(byte)
                continue
            }
            let letter = bytes.popFirst()
            if letter == UInt8(ascii: "%") {
                literal.append(byte)
                continue
            }
            guard let known = TimePattern.letters.first(where: { $0.letter == letter }) else {
                throw PollProblem(
                    "a pattern of times has %Y %m %d %H %M %S %f %z and %%, no other signs")
            }
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = []
            pieces.append(known.piece)
        }
        guard !pieces.isEmpty else {
            throw PollProblem("a pattern of times has at least one sign, such as %Y")
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        self.pieces = pieces
    }

    /// Whether texts of the pattern can be read: they hold a whole date.
    package var isReadable: Bool {
        [.year, .month, .day].allSatisfy { pieces.contains($0) }
    }

    /// Reads a local time; nil where the text has another form or is no time of a calendar.
    func parse(_ text: String, in zone: TimeZoneRules) -> Int64? {
        var reader = TimeReader(Array(text.utf8))
        var date: (year: Int64, month: Int64, day: Int64) = (-1, 0, 0)
        var time: (hour: Int64, minute: Int64, second: Int64) = (0, 0, 0)
        var nanoseconds: Int64 = 0
        var offset: Int64?
        for piece in pieces {
            var value: Int64? = 0
            switch piece {
            case .literal(let bytes): value = reader.take(bytes) ? 0 : nil
            case .year:
                value = reader.number(4)
                date.year = value ?? 0
            case .month:
                value = reader.number(2)
                date.month = value ?? 0
            case .day:
                value = reader.number(2)
                date.day = value ?? 0
            case .hour:
                value = reader.number(2, max: 23)
                time.hour = value ?? 0
            case .minute:
                value = reader.number(2, max: 59)
                time.minute = value ?? 0
            case .second:
                value = reader.number(2, max: 59)
                time.second = value ?? 0
            case .fraction:
                value = reader.fraction()
                nanoseconds = value ?? 0
            case .offset:
                value = reader.offset()
                offset = value
            }
            guard value != nil else { return nil }
        }
        let second = time.hour * 3_600 + time.minute * 60 + time.second
        guard reader.isAtEnd,
            let civil = CalendarTime(
                year: date.year, month: date.month, day: date.day, secondOfDay: second)
        else { return nil }
        let seconds = offset.map { civil.seconds - $0 } ?? zone.utc(fromLocal: civil.seconds)
        return Int64(exactly: Int128(seconds) * 1_000_000_000 + Int128(nanoseconds))
    }

    /// Writes a time as the zone's clocks show it.
    func text(of nanoseconds: Int64, in zone: TimeZoneRules) -> String {
        let (seconds, fraction) = nanoseconds.flooredDivision(by: 1_000_000_000)
        let offset = zone.offset(atUTC: seconds)
        let civil = CalendarTime(seconds: seconds + offset)
        let second = civil.secondOfDay
        return pieces.map { piece in
            switch piece {
            case .literal(let bytes): String(decoding: bytes, as: UTF8.self)
            case .year: RFC3339.padded(civil.year, 4)
            case .month: RFC3339.padded(civil.month, 2)
            case .day: RFC3339.padded(civil.day, 2)
            case .hour: RFC3339.padded(second / 3_600, 2)
            case .minute: RFC3339.padded(second / 60 % 60, 2)
            case .second: RFC3339.padded(second % 60, 2)
            case .fraction: RFC3339.padded(fraction, 9)
            case .offset: TimePattern.text(ofOffset: offset)
            }
        }.joined()
    }

    private static func text(ofOffset offset: Int64) -> String {
        let distance = Int64(offset.magnitude)
        let minutes =
            "\(RFC3339.padded(distance / 3_600, 2)):"
            + RFC3339.padded(distance / 60 % 60, 2)
        // Local mean times, before there were zones, have seconds.
        let rest = distance % 60 == 0 ? "" : ":\(RFC3339.padded(distance % 60, 2))"
        return (offset < 0 ? "-" : "+") + minutes + rest
    }
}

/// Reads the parts of a time's text.
private struct TimeReader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    mutating func take(_ literal: [UInt8]) -> Bool {
        guard bytes[at...].starts(with: literal) else { return false }
        at += literal.count
        return true
    }

    /// A number of so many digits.
    mutating func number(_ digits: Int, max: Int64 = 9_999) -> Int64? {
        guard bytes.count - at >= digits else { return nil }
        var value: Int64 = 0
        for byte in bytes[at..<at + digits] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        at += digits
        return value <= max ? value : nil
    }

    /// One to nine digits after a point, in nanoseconds.
    mutating func fraction() -> Int64? {
        let digits = bytes[at...].prefix { (0x30...0x39).contains($0) }
        guard (1...9).contains(digits.count) else { return nil }
        at = digits.endIndex
        let value = digits.reduce(0 as Int64) { $0 * 10 + Int64($1 - 0x30) }
        return (digits.count..<9).reduce(value) { value, _ in value * 10 }
    }

    /// `Z`, `+hh:mm`, `+hh:mm:ss` or `+hhmm` in seconds.
    mutating func offset() -> Int64? {
        guard at < bytes.count else { return nil }
        let sign = bytes[at]
        at += 1
        if sign | 0x20 == UInt8(ascii: "z") { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let hours = number(2, max: 23)
        else { return nil }
        let hasColon = take([UInt8(ascii: ":")])
        guard let minutes = number(2, max: 59) else { return nil }
        var seconds = hours * 3_600 + minutes * 60
        if hasColon, take([UInt8(ascii: ":")]) {
            guard let rest = number(2, max: 59) else { return nil }
            seconds += rest
        }
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }
}
