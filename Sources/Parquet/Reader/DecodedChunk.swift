import Columnar

/// Entries of a column chunk, decoded: levels and the values that are there.
struct DecodedChunk: Sendable {
    /// The definition level of each entry; empty if nothing can be absent.
    var definitions: [UInt8] = []
    /// The repetition level of each entry; empty outside lists.
    var repetitions: [UInt8] = []
    var values = ValueStore()
    var entryCount = 0

    /// Makes room at once for what rows will probably take; no more than some megabytes, as the
    /// numbers come from the file.
    mutating func reserve(
        _ rows: Int, of metadata: ColumnMetadata, rowCount: Int, _ leaf: ReaderLeaf
    ) {
        let count = min(rows, 1 << 20)
        if leaf.definitionMax > 0 { definitions.reserveCapacity(count) }
        guard leaf.hasStrings else { return values.integers.reserveCapacity(count) }
        values.strings.offsets.reserveCapacity(count + 1)
        // What the strings of a chunk come to is known of some files only.
        if rows == rowCount, let size = metadata.sizeStatistics.byteCount {
            values.strings.bytes.reserveCapacity(min(max(0, size), 1 << 24) + 16)
        }
    }

    /// Appends a part of other entries: the levels of those in one range, the values in another.
    mutating func append(
        _ other: DecodedChunk, entries: Range<Int>, values range: Range<Int>, of leaf: ReaderLeaf
    ) throws(ParquetError) {
        if leaf.definitionMax > 0 { definitions += other.definitions[entries] }
        if leaf.repetitionMax > 0 { repetitions += other.repetitions[entries] }
        try values.append(other.values, range, of: leaf)
        entryCount += entries.count
    }
}

/// What is left of a page of which the first entries were taken.
struct PageRest: Sendable {
    private(set) var page = DecodedChunk()
    private var entry = 0
    private var value = 0

    init() {}

    init(_ page: DecodedChunk) { self.page = page }

    /// The number of entries that are left.
    var count: Int { page.entryCount - entry }

    /// The bytes of memory that it takes.
    var byteCount: Int {
        page.definitions.count + page.repetitions.count + 8 * page.values.integers.count
            + 4 * page.values.strings.offsets.count + stringBytes
    }

    /// The bytes of strings in it.
    var stringBytes: Int { page.values.strings.bytes.count }

    /// Takes what is left of the row that was begun and up to `wanted` further rows, and returns
    /// how many those were.
    mutating func take(
        _ wanted: Int, of leaf: ReaderLeaf, appendingTo out: inout DecodedChunk, isKept: Bool
    ) throws(ParquetError) -> Int {
        let (end, rows) = end(after: wanted, leaf)
        guard end > entry else { return 0 }
        var valueEnd = value + (end - entry)
        if leaf.definitionMax > 0 {
            valueEnd = value
            for index in entry..<end where Int(page.definitions[index]) == leaf.definitionMax {
                valueEnd += 1
            }
        }
        if isKept { try out.append(page, entries: entry..<end, values: value..<valueEnd, of: leaf) }
        (entry, value) = (end, valueEnd)
        if count == 0 { self = PageRest() }
        return rows
    }

    private func end(after wanted: Int, _ leaf: ReaderLeaf) -> (entry: Int, rows: Int) {
        guard leaf.repetitionMax > 0 else {
            let rows = min(wanted, count)
            return (entry + rows, rows)
        }
        var rows = 0
        var index = entry
        while index < page.entryCount {
            if page.repetitions[index] == 0 {
                if rows == wanted { break }
                rows += 1
            }
            index += 1
        }
        return (index, rows)
    }
}
