internal import Bytes

/// A text with a duration in it, as vendors write it: `try again in {seconds} seconds`.
///
/// The text before and behind the number stands as it is, letters of ASCII in any case; it may be
/// anywhere within a longer one.
package struct WaitPattern: Sendable, Equatable {
    private let before: [UInt8]
    private let after: [UInt8]
    /// What the number counts, in nanoseconds.
    private let unit: Int64

    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("milliseconds", 1_000_000), ("seconds", 1_000_000_000), ("minutes", 60_000_000_000),
        ("hours", 3_600_000_000_000),
    ]
    /// The most bytes that are looked through.
    private static let lengthMax = 65_536

    /// Reads a pattern.
    ///
    /// - Throws: where it has no place for a number, or two.
    package init(_ text: String) throws(PollProblem) {
        let names = Self.units.map { "{\($0.name)}" }
        let pieces = text.split(separator: "{", omittingEmptySubsequences: false)
        guard pieces.count == 2, let end = pieces[1].firstIndex(of: "}"),
            let unit = Self.units.first(where: { $0.name == pieces[1][..<end] })
        else {
            throw PollProblem(
                "a pattern has one of \(names.joined(separator: ", ")), once, where the number"
                    + " stands")
        }
        before = pieces[0].utf8.map(AnyCase.lower)
        after = pieces[1][pieces[1].index(after: end)...].utf8.map(AnyCase.lower)
        self.unit = unit.nanoseconds
    }

    /// The first duration that stands in a text so, in nanoseconds; nil where none does.
    func nanoseconds(in text: String) -> Int64? {
        let bytes = text.utf8.prefix(Self.lengthMax).map(AnyCase.lower)
        for start in bytes.indices where bytes[start...].starts(with: before) {
            // Never from within a number.
            let isCut = before.isEmpty && start > 0 && Self.isDigit(bytes[start - 1])
            let rest = bytes[start...].dropFirst(before.count)
            guard !isCut, let number = WaitNumber(rest, unit: unit) else { continue }
            if rest.dropFirst(number.length).starts(with: after) { return number.nanoseconds }
        }
        return nil
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// A number at the beginning of a text, as nanoseconds: parts of one are rounded up.
struct WaitNumber {
    let nanoseconds: Int64
    /// How many bytes it has.
    let length: Int

    /// Reads digits, and digits behind a point.
    init?(_ bytes: some Collection<UInt8>, unit: Int64) {
        let whole = bytes.prefix(while: WaitPattern.isDigit)
        guard !whole.isEmpty else { return nil }
        var value: Int64 = 0
        for digit in whole {
            value = value.multipliedSaturated(10).addingSaturated(Int64(digit) - 0x30)
        }
        value = value.multipliedSaturated(unit)
        let rest = bytes.dropFirst(whole.count)
        let fraction =
            rest.first == UInt8(ascii: ".")
            ? rest.dropFirst().prefix(while: WaitPattern.isDigit) : rest.prefix(0)
        var part = unit
        for digit in fraction {
            part /= 10
            value = value.addingSaturated((Int64(digit) - 0x30).multipliedSaturated(part))
        }
        if part == 0, fraction.contains(where: { $0 != 0x30 }) { value = value.addingSaturated(1) }
        nanoseconds = value
        length = whole.count + (fraction.isEmpty ? 0 : fraction.count + 1)
    }
}
