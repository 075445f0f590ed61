import Bytes
import Columnar

extension ChunkEncoder {
    /// Of the first page's values so many are looked at, in turn, before a dictionary is believed
    /// in: the share of distinct ones falls with their number.
    static let samples: [(count: Int, distinctMax: Int)] = [(1024, 960), (8192, 6144)]

    /// Writes integers, or the bit patterns of floating-point numbers.
    mutating func encodeIntegers(
        _ values: Span<Int64>, scratch: inout PageScratch
    ) throws(ParquetError) -> PageContent {
        let bounds: Bounds
        var nanCount = 0
        if case .floating(let width) = leaf.storage {
            (bounds, nanCount) = Bounds.ofFloating(values, width: width)
        } else {
            bounds = .of(values)
            try leaf.check(bounds)
        }
        if strategy != .fallback {
            let before = integerDictionary.count
            scratch.reserveIndices(values.count)
            let isNumbered = number(values, &scratch)
            if isNumbered, try pays(values, before: before, &scratch) {
                strategy = .dictionary
                Self.writeIndices(
                    scratch.indices, count: values.count,
                    dictionaryCount: integerDictionary.count, into: &scratch.body)
                return PageContent(
                    encoding: .rleDictionary, bounds: bounds, nanCount: nanCount)
            }
            integerDictionary.close(at: before)
            strategy = .fallback
        }
        Self.writePlainOrDelta(values, fallback, leaf.storage.width, into: &scratch.body)
        noteHashes(of: values)
        return PageContent(encoding: fallback, bounds: bounds, nanCount: nanCount)
    }

    /// What is written where a dictionary does not pay.
    private var fallback: Encoding {
        guard case .integer = leaf.storage else { return .plain }
        // Polars 2.1 panics on some nested chunks that are delta-coded, pyarrow's too.
        if !leaf.isFlat, hint != .delta { return .plain }
        return isBasic || hint == .plain ? .plain : .deltaBinaryPacked
    }

    private mutating func number(_ values: Span<Int64>, _ scratch: inout PageScratch) -> Bool {
        var indices = scratch.indices.mutableSpan
        let limit = dictionaryBytes / leaf.storage.width
        for sample in Self.samples where strategy == .undecided && values.count > sample.count {
            let isSmall = integerDictionary.number(
                values.extracting(0..<sample.count), into: &indices, limit: limit)
            guard isSmall, integerDictionary.count <= sample.distinctMax else { return false }
        }
        return integerDictionary.number(values, into: &indices, limit: limit)
    }

    private mutating func pays(
        _ values: Span<Int64>, before: Int, _ scratch: inout PageScratch
    ) throws(ParquetError) -> Bool {
        let count = integerDictionary.count
        if hint == .dictionary || count == 1 { return true }
        if strategy == .dictionary {
            return (count - before) * 2 <= values.count || count * 16 < dictionaryBytes
        }
        scratch.trial.removeAll()
        Self.writeIndices(
            scratch.indices, count: values.count, dictionaryCount: count, into: &scratch.trial)
        var size = try scratch.compressedTrialSize()
        scratch.trial.removeAll()
        Self.writePlainOrDelta(
            integerDictionary.values.span, .plain, leaf.storage.width, into: &scratch.trial)
        // The pages that follow share the dictionary.
        size += try scratch.compressedTrialSize() / 2
        scratch.trial.removeAll()
        Self.writePlainOrDelta(values, fallback, leaf.storage.width, into: &scratch.trial)
        return size <= (try scratch.compressedTrialSize())
    }

    /// Writes values without a dictionary.
    static func writePlainOrDelta(
        _ values: Span<Int64>, _ encoding: Encoding, _ width: Int, into out: inout ByteWriter
    ) {
        if encoding == .deltaBinaryPacked {
            DeltaEncoder.encode(values, narrow: width == 4, into: &out)
        } else if width == 4 {
            out.reserve(4 * values.count)
            for index in values.indices {
                out.appendLE(UInt32(truncatingIfNeeded: values[index]))
            }
        } else {
            out.append(values.rawBytes)
        }
    }
}

extension Leaf.Storage {
    /// The bytes of a value of fixed width.
    var width: Int {
        switch self {
        case .integer(let width), .floating(let width): width
        case .wide(let length): length
        case .boolean, .bytes: 1
        }
    }
}

extension Leaf {
    /// Holds integers against the range of their type.
    func check(_ bounds: Bounds) throws(ParquetError) {
        let range: ClosedRange<Int128>
        switch type {
        case .byte: range = -128...127
        case .short: range = -32_768...32_767
        case .decimal(let precision, _):
            var bound: Int128 = 1
            for _ in 0..<precision { bound *= 10 }
            range = 1 - bound...bound - 1
        default: return
        }
        let isWithin =
            switch bounds {
            case .integers(let least, let greatest):
                range.contains(Int128(least)) && range.contains(Int128(greatest))
            case .wides(let least, let greatest):
                range.contains(least) && range.contains(greatest)
            case .none, .doubles, .bytes: true
            }
        guard isWithin else {
            throw ParquetError(
                .invalidInput, "a value is out of its type's range. column=`\(dottedPath)`")
        }
    }
}
