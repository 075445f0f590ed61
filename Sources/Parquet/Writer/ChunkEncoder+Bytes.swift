import Bytes
import Columnar

extension ChunkEncoder {
    /// Writes byte strings.
    mutating func encode(
        _ column: BinaryColumn, _ rows: Range<Int>, _ validity: Bitmap?,
        _ scratch: inout PageScratch
    ) throws(ParquetError) -> PageContent {
        guard let validity else {
            return try encodeStrings(
                ByteStrings(
                    offsets: column.offsets.span.extracting(
                        rows.lowerBound..<rows.upperBound + 1),
                    bytes: column.bytes.span.rawBytes),
                hasBounds: leaf.type == .string, scratch: &scratch)
        }
        // Null rows are empty, so that the bytes of the others lie side by side.
        var offsets = scratch.takeOffsets()
        var present = 0
        var end = column.offsets[rows.lowerBound]
        Self.forEachPresent(validity, rows) { row in
            present += column.offsets[row] == end ? 1 : 0
            offsets.append(column.offsets[row])
            end = column.offsets[row + 1]
        }
        guard present == offsets.count else {
            // They are not: the caller left bytes behind nulls.
            scratch.giveBack(offsets)
            var kept: [Int32] = []
            Self.forEachPresent(validity, rows) { kept.append(Int32($0)) }
            var gathered = column.gathered(kept.span)
            gathered.validity = nil
            return try encode(gathered, 0..<kept.count, nil, &scratch)
        }
        offsets.append(end)
        let page = try encodeStrings(
            ByteStrings(offsets: offsets.span, bytes: column.bytes.span.rawBytes),
            hasBounds: leaf.type == .string, scratch: &scratch)
        scratch.giveBack(offsets)
        return page
    }

    /// Writes wide integers as big-endian bytes.
    mutating func encode(
        _ column: Column<Int128>, _ rows: Range<Int>, _ validity: Bitmap?, length: Int,
        _ scratch: inout PageScratch
    ) throws(ParquetError) -> PageContent {
        var values: [Int128] = []
        values.reserveCapacity(rows.count)
        if let validity {
            Self.forEachPresent(validity, rows) { values.append(column.values[$0]) }
        } else {
            values.append(contentsOf: column.values[rows])
        }
        let bounds = Bounds.of(values.span)
        try leaf.check(bounds)
        var bytes = ByteWriter(capacity: 16 * values.count)
        var offsets = scratch.takeOffsets()
        offsets.append(0)
        for index in values.indices {
            for byte in 0..<length {
                bytes.append(
                    UInt8(truncatingIfNeeded: values[index] >> Int128(8 * (length - 1 - byte))))
            }
            offsets.append(Int32(bytes.count))
        }
        let page = try encodeStrings(
            ByteStrings(offsets: offsets.span, bytes: bytes.bytes), hasBounds: false,
            scratch: &scratch)
        scratch.giveBack(offsets)
        return PageContent(encoding: page.encoding, bounds: bounds, byteCount: page.byteCount)
    }

    private mutating func encodeStrings(
        _ strings: borrowing ByteStrings, hasBounds: Bool, scratch: inout PageScratch
    ) throws(ParquetError) -> PageContent {
        if strategy != .fallback {
            let before = binaryDictionary.count
            scratch.reserveIndices(strings.count)
            let isNumbered = number(strings, &scratch)
            if isNumbered, try pays(strings, before: before, &scratch) {
                strategy = .dictionary
                Self.writeIndices(
                    scratch.indices, count: strings.count,
                    dictionaryCount: binaryDictionary.count, into: &scratch.body)
                let indices = scratch.indices.span.extracting(0..<strings.count)
                let bounds =
                    hasBounds
                    ? Bounds.of(binaryDictionary.strings, occurring: indices) : .none
                return PageContent(
                    encoding: .rleDictionary, bounds: bounds,
                    byteCount: strings.contents.byteCount)
            }
            binaryDictionary.close(at: before)
            strategy = .fallback
        }
        write(strings, fallback, into: &scratch.body, lengths: &scratch.integers)
        noteHashes(of: strings)
        return PageContent(
            encoding: fallback, bounds: hasBounds ? .of(strings) : .none,
            byteCount: strings.contents.byteCount)
    }

    /// What is written where a dictionary does not pay.
    private var fallback: Encoding {
        if case .wide = leaf.storage { return .plain }
        // Polars 2.1 panics on a nested chunk that goes from a dictionary to delta-coded lengths.
        if !leaf.isFlat, binaryDictionary.count > 0 { return .plain }
        return isBasic || hint == .plain ? .plain : .deltaLengthByteArray
    }

    private mutating func number(
        _ strings: borrowing ByteStrings, _ scratch: inout PageScratch
    ) -> Bool {
        var indices = scratch.indices.mutableSpan
        var start = 0
        for sample in Self.samples where strategy == .undecided && strings.count > sample.count {
            let isSmall = binaryDictionary.number(
                strings, into: &indices, from: start, to: sample.count, limit: dictionaryBytes)
            guard isSmall, binaryDictionary.count <= sample.distinctMax else { return false }
            start = sample.count
        }
        return binaryDictionary.number(
            strings, into: &indices, from: start, to: strings.count, limit: dictionaryBytes)
    }

    private mutating func pays(
        _ strings: borrowing ByteStrings, before: Int, _ scratch: inout PageScratch
    ) throws(ParquetError) -> Bool {
        let count = binaryDictionary.count
        if hint == .dictionary || count == 1 { return true }
        if strategy == .dictionary {
            return (count - before) * 2 <= strings.count
                || binaryDictionary.plainSize * 2 < dictionaryBytes
        }
        scratch.trial.removeAll()
        Self.writeIndices(
            scratch.indices, count: strings.count, dictionaryCount: count, into: &scratch.trial)
        var size = try scratch.compressedTrialSize()
        scratch.trial.removeAll()
        write(binaryDictionary.strings, .plain, into: &scratch.trial, lengths: &scratch.integers)
        // The pages that follow share the dictionary.
        size += try scratch.compressedTrialSize() / 2
        scratch.trial.removeAll()
        write(strings, fallback, into: &scratch.trial, lengths: &scratch.integers)
        return size <= (try scratch.compressedTrialSize())
    }

    /// Writes strings without a dictionary.
    func write(
        _ strings: borrowing ByteStrings, _ encoding: Encoding, into out: inout ByteWriter,
        lengths: inout [Int64]
    ) {
        if case .wide = leaf.storage { return out.append(strings.contents) }
        if encoding == .deltaLengthByteArray {
            lengths.removeAll(keepingCapacity: true)
            for index in 0..<strings.count {
                lengths.append(Int64(strings.end(index) - strings.start(index)))
            }
            DeltaEncoder.encode(lengths.span, narrow: true, into: &out)
            out.append(strings.contents)
            return
        }
        for index in 0..<strings.count {
            out.appendLE(UInt32(strings.end(index) - strings.start(index)))
            out.append(strings.string(index))
        }
    }
}

extension BinaryDictionary {
    /// The strings in the order of their numbers.
    var strings: ByteStrings {
        @_lifetime(borrow self)
        get { ByteStrings(offsets: offsets.span, bytes: bytes.span.rawBytes) }
    }
}
