import Bytes

// The forms in which numbers and times stand in a record: digits straight into the arena.

extension ByteWriter {
    /// Appends an integer in decimal.
    mutating func append(decimal value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var rest = value.magnitude
        var first = 20
        repeat {
            first &-= 1
            digits[first] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
            rest /= 10
        } while rest > 0
        append(digits, from: first)
    }

    /// Appends a number's last `width` digits (at most 20), with leading zeros.
    mutating func append(digits value: UInt64, width: Int) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var rest = value
        for index in stride(from: 19, through: 20 &- width, by: -1) {
            digits[index] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
            rest /= 10
        }
        append(digits, from: 20 &- width)
    }

    private mutating func append(_ digits: InlineArray<20, UInt8>, from first: Int) {
        append(upTo: 20) { out in
            for index in first..<20 { out.append(digits[index]) }
        }
    }

    /// Appends `unscaled / 10^scale` exactly, without zeros at the end of the fraction beyond
    /// `shortest` digits.
    mutating func append(decimal unscaled: Int64, scale: Int, shortest: Int) {
        if unscaled < 0 { append(UInt8(ascii: "-")) }
        let one = powerOfTen(scale)
        var fraction = unscaled.magnitude % one
        append(decimal: Int64(unscaled.magnitude / one))
        var width = scale
        while width > shortest, fraction % 10 == 0 {
            fraction /= 10
            width -= 1
        }
        guard width > 0 else { return }
        append(UInt8(ascii: "."))
        append(digits: fraction, width: width)
    }

    /// Appends a time as `2026-01-05T14:30:00.123456789Z`, nine digits always.
    mutating func append(time nanoseconds: Int64) {
        let (second, fraction) = nanoseconds.flooredDivision(by: 1_000_000_000)
        append(second: second)
        append(UInt8(ascii: "."))
        append(digits: UInt64(fraction), width: 9)
        append(UInt8(ascii: "Z"))
    }

    /// Appends a second of the epoch as `2026-01-05T14:30:00`.
    mutating func append(second: Int64) {
        let date = CalendarTime(seconds: second)
        let rest = date.secondOfDay
        append(digits: UInt64(date.year), width: 4)
        append(UInt8(ascii: "-"))
        append(digits: UInt64(date.month), width: 2)
        append(UInt8(ascii: "-"))
        append(digits: UInt64(date.day), width: 2)
        append(UInt8(ascii: "T"))
        append(digits: UInt64(rest / 3_600), width: 2)
        append(UInt8(ascii: ":"))
        append(digits: UInt64(rest / 60 % 60), width: 2)
        append(UInt8(ascii: ":"))
        append(digits: UInt64(rest % 60), width: 2)
    }
}

private func powerOfTen(_ exponent: Int) -> UInt64 {
    var power: UInt64 = 1
    for _ in 0..<exponent { power &*= 10 }
    return power
}
