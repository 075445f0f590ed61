import Bytes

/// A deviation from the plain JSON of a tick: one member's text, the order, or an extra member.
struct TickEdit {
    /// The member whose value's text is replaced.
    var member: TickMember?
    /// The replacement; nil leaves the member out.
    var text: [UInt8]?
    /// A further member, whole.
    var extra = ""
    /// What is between the members, a comma within it.
    var separator = ","
    /// Whether the members are written from last to first.
    var reversed = false
    /// The header of the record.
    var header = SyntheticHeader.none

    init() {}

    init(_ member: TickMember, _ text: String?) {
        self.member = member
        self.text = text.map { Array($0.utf8) }
    }
}

/// Writes a tick that deviates from the plain JSON.
///
/// It may allocate: few records are faulty.
struct FaultyTick {
    let tick: Tick
    let symbol: String

    /// The edit that makes the fault, by a random choice of its variants.
    func edit(for fault: Fault, using random: inout SplitMix64) -> TickEdit {
        switch fault {
        case .duplicate, .late, .truncated, .emptyValue, .tombstone, .brokenHeartbeat: TickEdit()
        case .otherSpelling: otherSpelling(random.next(below: 10))
        case .extraField: extraField(random.next(below: 4))
        case .invalidUTF8: invalidUTF8(random.next(below: 3))
        case .futureTime: futureTime(years: random.next(below: 60))
        default: replacement(for: fault, using: &random)
        }
    }

    /// Appends the value with an edit, members in order, to the arena.
    func append(_ edit: TickEdit, by writer: TickWriter, to arena: inout ByteWriter) {
        arena.append(UInt8(ascii: "{"))
        var isFirst = true
        let members = TickMember.allCases
        for member in edit.reversed ? members.reversed() : members {
            let plain = writer.text(of: member, of: tick, symbol: symbol)
            guard let text = member == edit.member ? edit.text : plain else { continue }
            if !isFirst { arena.append(utf8: edit.separator) }
            isFirst = false
            arena.append(utf8: "\"\(member.name)\":")
            arena.append(text)
        }
        if !edit.extra.isEmpty { arena.append(utf8: ",\(edit.extra)") }
        arena.append(UInt8(ascii: "}"))
    }

    private func replacement(for fault: Fault, using random: inout SplitMix64) -> TickEdit {
        let choices = Self.replacements[fault] ?? []
        guard !choices.isEmpty else { return TickEdit() }
        let (member, text) = choices[random.next(below: choices.count)]
        return TickEdit(member, text)
    }

    /// For each fault that spoils one member: the member and what it is replaced by.
    private static let replacements: [Fault: [(TickMember, String?)]] = [
        .wrongOptionalType: [
            (.exchange, "7"), (.conditions, "\"@\""), (.conditions, "[1]"), (.conditions, "{}"),
            (.sequence, "\"n/a\""), (.sequence, "true"),
        ],
        .invalidToken: [
            (.price, "NaN"), (.price, "01.5"), (.price, "+1"), (.price, "1."), (.price, ".5"),
            (.price, "0x1F"), (.size, "1e"), (.size, "True"), (.size, "-"),
            (.conditions, "[\"@\",]"),
            (.eventTime, "'2026-01-05T14:30:00Z'"), (.tradeID, "123456,"), (.tradeID, "nul"),
            (.exchange, "\"X\\qS\""), (.exchange, "\"X\tS\""), (.exchange, "\"\\ud800\""),
        ],
        .missingField: [
            (.symbol, nil), (.price, nil), (.size, nil), (.eventTime, nil), (.tradeID, nil),
            (.price, "null"), (.tradeID, "null"), (.symbol, "\"\""), (.tradeID, "\"\""),
        ],
        .wrongType: [
            (.symbol, "5"), (.price, "true"), (.price, "{}"), (.price, "\"189,12\""),
            (.size, "[100]"), (.size, "\"many\""), (.size, "\" 100\""), (.tradeID, "1.5"),
            (.tradeID, "5.0"), (.tradeID, "1e3"), (.tradeID, "[]"), (.eventTime, "1767623400"),
        ],
        .invalidTime: [
            (.eventTime, "\"2026-01-05\""), (.eventTime, "\"2026-02-30T14:30:00Z\""),
            (.eventTime, "\"2026-01-05T24:30:00Z\""), (.eventTime, "\"2026-01-05T14:30:60Z\""),
            (.eventTime, "\"2026-01-05T14:30:00\""), (.eventTime, "\"2026-01-05T14:30:00.Z\""),
            (.eventTime, "\"2026-01-05T14:30:00.1234567891Z\""), (.eventTime, "\"noon\""),
        ],
        .negativePrice: [(.price, "-189.12"), (.price, "\"-0.0001\""), (.price, "-1e-4")],
        .zeroPrice: [(.price, "0"), (.price, "0.00"), (.price, "-0"), (.price, "\"0e5\"")],
        .nonPositiveSize: [(.size, "0"), (.size, "-100"), (.size, "\"-0.5\""), (.size, "0.000")],
        .precisionLoss: [
            (.price, "189.1234567891"), (.price, "\"1e-10\""), (.size, "100.123456789"),
            (.size, "1000000001e-9"),
        ],
        .outOfRange: [
            (.price, "1000000000"), (.price, "1e40"), (.price, "\"12345678901234567890123\""),
            (.size, "10000000000"), (.size, "1e400"),
        ],
    ]

    private func extraField(_ choice: Int) -> TickEdit {
        var edit = TickEdit()
        edit.extra =
            switch choice {
            case 0: "\"latency_us\":137"
            case 1: "\"source\":{\"feed\":\"sip\",\"line\":[1,2,3]}"
            case 2: "\"note\":\"sold \\\"at\\\" best \u{e9}\u{20ac}\",\"tape\":\"C\""
            default: "\"bid\":189.10,\"ask\":null"
            }
        return edit
    }

    private func invalidUTF8(_ choice: Int) -> TickEdit {
        var edit = TickEdit(.exchange, "")
        edit.text =
            switch choice {
            case 0: Array("\"X".utf8) + [0xff] + Array("S\"".utf8)
            case 1: Array("\"X".utf8) + [0xc0, 0x80] + Array("S\"".utf8)
            default: Array("\"X".utf8) + [0xed, 0xa0, 0x80] + Array("S\"".utf8)
            }
        return edit
    }

    /// A time in 2100 to 2159: within 64-bit nanoseconds, beyond every clock.
    private func futureTime(years: Int) -> TickEdit {
        TickEdit(.eventTime, "\"\(2100 + years)-01-05T14:30:00.5Z\"")
    }

    private func otherSpelling(_ choice: Int) -> TickEdit {
        var edit = TickEdit()
        switch choice {
        case 0: edit = TickEdit(.price, "\"\(digits(tick.price))e-4\"")
        case 1: edit = TickEdit(.price, "\(digits(tick.price))000000E-10")
        case 2: edit = TickEdit(.size, "\"\(digits(tick.size))0E-2\"")
        case 3: edit = TickEdit(.tradeID, "\"\(digits(tick.tradeID))\"")
        case 4:
            let code = Venues.codes[Int(tick.venue)]
            edit = TickEdit(.exchange, "\"\\u00\(hex(code.utf8.first ?? 0))\(code.dropFirst())\"")
        case 5: edit.reversed = true
        case 6: edit.separator = " ,\n\t"
        case 7: edit = TickEdit(.eventTime, "\"\(localTime())\"")
        case 8:
            // Of equal names the last counts.
            edit = TickEdit(.price, "0")
            edit.extra = "\"price\":\"\(digits(tick.price))e-4\""
        default: edit.header = .source
        }
        return edit
    }

    /// The event time as a clock five and a half hours ahead of UTC shows it.
    private func localTime() -> String {
        var writer = ByteWriter(capacity: 40)
        writer.append(time: tick.eventTime + 19_800_000_000_000)
        writer.truncate(to: writer.count - 1)
        writer.append(utf8: "+05:30")
        return String(decoding: writer.copy(), as: UTF8.self)
    }

    private func digits(_ number: Int64) -> String { String(number) }

    private func hex(_ byte: UInt8) -> String { String(byte, radix: 16) }
}
