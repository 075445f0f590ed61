import Bytes
import Columnar

/// Turns the rows of one leaf into pages and keeps them until the row group is written.
struct ChunkEncoder: Sendable {
    /// How the values of the next page are written.
    enum Strategy: Sendable { case undecided, dictionary, fallback }

    let leaf: Leaf
    let hint: ColumnEncoding
    let isBasic: Bool
    let dictionaryBytes: Int
    let pageType: PageType
    /// How a bloom filter is made; nil for none.
    let bloomFilter: BloomFilterOptions?

    /// The headers and bodies of the data pages.
    var pages: [UInt8] = []
    var entries: [PageEntry] = []
    var strategy: Strategy
    var integerDictionary = IntegerDictionary()
    var binaryDictionary = BinaryDictionary()

    /// The hashes of the values that are not in the dictionary, for the bloom filter.
    var hashes: [UInt64] = []

    /// What the indexes and the chunk's metadata need of a page.
    struct PageEntry: Sendable {
        let encoding: Encoding
        /// Header and body, as they lie in `pages`.
        let size: Int
        let rawSize: Int
        let rowCount: Int
        let valueCount: Int
        let nullCount: Int
        let nanCount: Int
        let bounds: Bounds
        let sizes: SizeStatistics
        /// Whether the page has values that are no nulls.
        var hasValues: Bool { nullCount < valueCount }
    }

    init(_ leaf: Leaf, _ options: ParquetWriterOptions) {
        self.leaf = leaf
        isBasic = options.isBasic
        dictionaryBytes = options.dictionaryBytes
        pageType = options.hasVersion2Pages ? .dataV2 : .data
        bloomFilter = leaf.storage == .boolean ? nil : options.bloomFilters[leaf.dottedPath]
        hint =
            options.encodings[leaf.dottedPath] ?? options.encodings[leaf.path[0]] ?? .automatic
        strategy = Self.firstStrategy(hint)
    }

    /// The bytes of memory held: pages and dictionary.
    var memoryByteCount: Int {
        pages.capacity + 8 * hashes.capacity + entries.capacity * MemoryLayout<PageEntry>.stride
            + integerDictionary.memoryByteCount + binaryDictionary.memoryByteCount
    }

    static func firstStrategy(_ hint: ColumnEncoding) -> Strategy {
        switch hint {
        case .automatic: .undecided
        case .dictionary: .dictionary
        case .delta, .plain: .fallback
        }
    }

    /// Makes pages of rows of the row's own column that the leaf lies in.
    mutating func append(
        _ column: AnyColumn, rows: Range<Int>, options: ParquetWriterOptions,
        scratch: inout PageScratch
    ) throws(ParquetError) {
        let parts = max(
            1, (rows.count + options.pageRows - 1) / options.pageRows,
            leaf.byteCount(of: column, rows: rows) / options.pageBytes + 1)
        guard parts > 1, rows.count > 1 else {
            return try appendPage(column, rows: rows, scratch: &scratch)
        }
        let step = max(1, (rows.count + parts - 1) / parts)
        var start = rows.lowerBound
        while start < rows.upperBound {
            let end = min(rows.upperBound, start + step)
            // Long rows may lie together, so a part can need another cut.
            try append(column, rows: start..<end, options: options, scratch: &scratch)
            start = end
        }
    }
}

extension Leaf {
    /// About how many bytes the values of rows take as they are.
    func byteCount(of column: AnyColumn, rows: Range<Int>) -> Int {
        var column = column
        var rows = rows
        for node in nodes {
            switch (node, column) {
            case (.structure(let field, _), .structure(let structure)):
                guard field < structure.fields.count else { return 0 }
                column = structure.fields[field]
            case (.list, .list(let list)):
                rows = Int(list.offsets[rows.lowerBound])..<Int(list.offsets[rows.upperBound])
                column = list.elements
            case (.value, .binary(let binary)):
                return Int(binary.offsets[rows.upperBound] - binary.offsets[rows.lowerBound])
                    + 4 * rows.count
            default: return 16 * rows.count
            }
        }
        return 0
    }
}
