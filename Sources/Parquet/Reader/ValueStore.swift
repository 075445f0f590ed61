import Bytes
import Columnar

/// The values of a column chunk that are there, one after the other, as they are stored.
///
/// Integers of all widths, bit patterns of floating-point numbers, booleans, and INT96 timestamps
/// (as microseconds) are `integers`; byte arrays are `strings`.
struct ValueStore: Sendable {
    var integers: [Int64] = []
    var strings = BinaryColumn()

    func count(of leaf: ReaderLeaf) -> Int {
        leaf.hasStrings ? strings.count : integers.count
    }

    /// Appends the entries of a dictionary that the indices name.
    mutating func append(
        from dictionary: ValueStore, _ indices: [UInt32], leaf: ReaderLeaf, limit: Int
    ) throws(ParquetError) {
        let count = dictionary.count(of: leaf)
        var greatest: UInt32 = 0
        for index in indices { greatest = max(greatest, index) }
        guard indices.isEmpty || Int(greatest) < count else {
            throw ParquetError(
                .corrupt, "an index is outside its dictionary. column=`\(leaf.path)`")
        }
        guard leaf.hasStrings else {
            let first = integers.count
            integers.append(contentsOf: repeatElement(0, count: indices.count))
            let entries = dictionary.integers.span
            var target = integers.mutableSpan
            for index in indices.indices { target[first &+ index] = entries[Int(indices[index])] }
            return
        }
        try appendStrings(from: dictionary.strings, indices.span, leaf, limit)
    }

    private mutating func appendStrings(
        from dictionary: BinaryColumn, _ indices: Span<UInt32>, _ leaf: ReaderLeaf, _ limit: Int
    ) throws(ParquetError) {
        let offsets = dictionary.offsets.span
        var size = 0
        for place in indices.indices {
            let index = Int(indices[place])
            size &+= Int(offsets[index &+ 1] &- offsets[index])
        }
        try reserve(size, leaf, limit)
        let first = strings.offsets.count
        var end = Int32(strings.bytes.count)
        strings.bytes.append(
            entries: indices, between: offsets, of: dictionary.bytes.span.rawBytes, size: size)
        strings.offsets.append(contentsOf: repeatElement(0, count: indices.count))
        var target = strings.offsets.mutableSpan
        for place in indices.indices {
            let index = Int(indices[place])
            end &+= offsets[index &+ 1] &- offsets[index]
            target[first &+ place] = end
        }
    }

    /// Appends a part of other values.
    mutating func append(
        _ other: ValueStore, _ range: Range<Int>, of leaf: ReaderLeaf
    ) throws(ParquetError) {
        guard leaf.hasStrings else {
            integers += other.integers[range]
            return
        }
        let offsets = other.strings.offsets
        let first = offsets[range.lowerBound]
        try reserve(Int(offsets[range.upperBound] - first), leaf, Int(Int32.max))
        let shift = Int32(strings.bytes.count) - first
        strings.bytes.append(
            span: other.strings.bytes.span.extracting(
                Int(first)..<Int(offsets[range.upperBound])))
        strings.offsets.reserveCapacity(strings.offsets.count + range.count)
        for index in range { strings.offsets.append(offsets[index + 1] + shift) }
    }

    /// Holds the strings' bytes against the limit.
    func reserve(_ byteCount: Int, _ leaf: ReaderLeaf, _ limit: Int) throws(ParquetError) {
        guard strings.bytes.count + byteCount <= min(limit, Int(Int32.max)) else {
            throw ParquetError(
                .tooLarge, "a column chunk's strings are too large. column=`\(leaf.path)`")
        }
    }
}

extension ReaderLeaf {
    /// Whether the values are byte arrays.
    var hasStrings: Bool { physical == .byteArray || physical == .fixedLengthByteArray }
}
