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
        let (day, rest) = second.flooredDivision(by: 86_400)
        let date = CivilDate(day: day)
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

/// A day of the proleptic Gregorian calendar, for the years 0 to 9999.
struct CivilDate {
    let year: Int64
    let month: Int64
    let day: Int64

    /// The date of a day counted from 1970-01-01. (Hinnant's `civil_from_days`: years begin in
    /// March, so that the leap day is their last.)
    init(day number: Int64) {
        let shifted = number + 719_468
        let (era, dayOfEra) = shifted.flooredDivision(by: 146_097)
        let leapDays = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}

extension Int64 {
    /// The quotient rounded down, and the remainder, which is never negative.
    @inline(__always)
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

private func powerOfTen(_ exponent: Int) -> UInt64 {
    var power: UInt64 = 1
    for _ in 0..<exponent { power &*= 10 }
    return power
}
