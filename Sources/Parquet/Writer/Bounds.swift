import Bytes
import Columnar

/// The least and the greatest of some values, in the order of their type.
enum Bounds: Sendable, Equatable {
    /// Of no values, or of values without an order.
    case none
    case integers(Int64, Int64)
    case doubles(Double, Double)
    case wides(Int128, Int128)
    case bytes(TextBound, TextBound)

    /// The bounds of these values and of those.
    func union(_ other: Bounds) -> Bounds {
        switch (self, other) {
        case (.none, _): other
        case (_, .none): self
        case (.integers(let a, let b), .integers(let c, let d)): .integers(min(a, c), max(b, d))
        case (.doubles(let a, let b), .doubles(let c, let d)):
            .doubles(Self.least(a, c), Self.greatest(b, d))
        case (.wides(let a, let b), .wides(let c, let d)): .wides(min(a, c), max(b, d))
        case (.bytes(let a, let b), .bytes(let c, let d)):
            .bytes(c < a ? c : a, b < d ? d : b)
        default: .none
        }
    }

    private static func least(_ a: Double, _ b: Double) -> Double {
        // -0.0 comes before +0.0, though they compare equal.
        a < b || (a == b && a.sign == .minus) ? a : b
    }

    private static func greatest(_ a: Double, _ b: Double) -> Double {
        a > b || (a == b && a.sign == .plus) ? a : b
    }
}

extension Bounds {
    /// The bounds of integers.
    static func of(_ values: Span<Int64>) -> Bounds {
        guard !values.isEmpty else { return .none }
        var least = values[0]
        var greatest = least
        for index in values.indices {
            least = min(least, values[index])
            greatest = max(greatest, values[index])
        }
        return .integers(least, greatest)
    }

    /// The bounds of singles or doubles, given as bit patterns: NaNs do not count, and a zero
    /// counts as -0.0 below and +0.0 above.
    static func ofFloating(
        _ bits: Span<Int64>, width: Int
    ) -> (bounds: Bounds, nanCount: Int) {
        var least = Double.infinity
        var greatest = -Double.infinity
        var nanCount = 0
        for index in bits.indices {
            let value =
                width == 4
                ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits[index])))
                : Double(bitPattern: UInt64(bitPattern: bits[index]))
            if value.isNaN { nanCount &+= 1 }
            if value < least { least = value }
            if value > greatest { greatest = value }
        }
        if nanCount == bits.count { return (.none, nanCount) }
        return (
            .doubles(least == 0 ? -0.0 : least, greatest == 0 ? 0.0 : greatest), nanCount
        )
    }

    /// The bounds of wide integers.
    static func of(_ values: Span<Int128>) -> Bounds {
        guard !values.isEmpty else { return .none }
        var least = values[0]
        var greatest = least
        for index in values.indices {
            least = min(least, values[index])
            greatest = max(greatest, values[index])
        }
        return .wides(least, greatest)
    }

    /// The bounds of texts.
    static func of(_ strings: borrowing ByteStrings) -> Bounds {
        guard strings.count > 0 else { return .none }
        var least = 0
        var greatest = 0
        var leastPrefix = strings.orderedPrefix(0)
        var greatestPrefix = leastPrefix
        for index in 1..<max(1, strings.count) {
            let prefix = strings.orderedPrefix(index)
            if prefix > leastPrefix, prefix < greatestPrefix { continue }
            let string = strings.string(index)
            if prefix < leastPrefix
                || prefix == leastPrefix && string.isLess(than: strings.string(least))
            {
                (least, leastPrefix) = (index, prefix)
            }
            if prefix > greatestPrefix
                || prefix == greatestPrefix && strings.string(greatest).isLess(than: string)
            {
                (greatest, greatestPrefix) = (index, prefix)
            }
        }
        return texts(strings.string(least), strings.string(greatest))
    }

    /// The bounds of the texts of a dictionary that occur among `indices`.
    static func of(
        _ strings: borrowing ByteStrings, occurring indices: Span<UInt32>
    ) -> Bounds {
        guard !indices.isEmpty else { return .none }
        if strings.count == 1 { return texts(strings.string(0), strings.string(0)) }
        var isSeen = [Bool](repeating: false, count: strings.count)
        for index in indices.indices { isSeen[Int(indices[index])] = true }
        var least = -1
        var greatest = -1
        for index in isSeen.indices where isSeen[index] {
            let string = strings.string(index)
            if least < 0 || string.isLess(than: strings.string(least)) { least = index }
            if greatest < 0 || strings.string(greatest).isLess(than: string) { greatest = index }
        }
        return texts(strings.string(least), strings.string(greatest))
    }

    private static func texts(_ least: RawSpan, _ greatest: RawSpan) -> Bounds {
        guard let least = TextBound(atMost: least), let greatest = TextBound(atLeast: greatest)
        else { return .none }
        return .bytes(least, greatest)
    }
}

extension Bounds {
    /// The bounds as the file stores them: their bytes, and whether values have them exactly.
    func stored(
        as storage: Leaf.Storage
    ) -> (minimum: [UInt8], maximum: [UInt8], isExact: (Bool, Bool))? {
        switch self {
        case .none: nil
        case .integers(let least, let greatest):
            (storage.plain(least), storage.plain(greatest), (true, true))
        case .doubles(let least, let greatest):
            (storage.plain(least), storage.plain(greatest), (true, true))
        case .wides(let least, let greatest):
            (storage.plain(least), storage.plain(greatest), (true, true))
        case .bytes(let least, let greatest):
            (least.bytes, greatest.bytes, (least.isExact, greatest.isExact))
        }
    }
}

extension Leaf.Storage {
    fileprivate func plain(_ value: Int64) -> [UInt8] {
        let width = if case .integer(let width) = self { width } else { 1 }
        return (0..<width).map { UInt8(truncatingIfNeeded: value >> Int64(8 * $0)) }
    }

    fileprivate func plain(_ value: Double) -> [UInt8] {
        if case .floating(width: 4) = self {
            let bits = Float(value).bitPattern
            return (0..<4).map { UInt8(truncatingIfNeeded: bits >> UInt32(8 * $0)) }
        }
        return (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(8 * $0)) }
    }

    fileprivate func plain(_ value: Int128) -> [UInt8] {
        let length = if case .wide(let length) = self { length } else { 16 }
        return (0..<length).map {
            UInt8(truncatingIfNeeded: value >> Int128(8 * (length - 1 - $0)))
        }
    }
}
