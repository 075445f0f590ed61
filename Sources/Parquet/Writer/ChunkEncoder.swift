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

    /// The headers and bodies of the data pages.
    var pages: [UInt8] = []
    var entries: [PageEntry] = []
    var strategy: Strategy
    var integerDictionary = IntegerDictionary()
    var binaryDictionary = BinaryDictionary()

    /// The nulls and the bounds of the file so far, this chunk left out.
    private(set) var fileNullCount = 0
    private(set) var fileBounds = Bounds.none

    /// What the indexes and the chunk's metadata need of a page.
    struct PageEntry: Sendable {
        let encoding: Encoding
        /// Header and body, as they lie in `pages`.
        let size: Int
        let rawSize: Int
        let rowCount: Int
        let valueCount: Int
        let nullCount: Int
        let bounds: Bounds
        /// Whether the page has values that are no nulls.
        var hasValues: Bool { nullCount < valueCount }
    }

    init(_ leaf: Leaf, _ options: ParquetWriterOptions) {
        self.leaf = leaf
        isBasic = options.isBasic
        dictionaryBytes = options.dictionaryBytes
        hint =
            options.encodings[leaf.dottedPath] ?? options.encodings[leaf.path[0]] ?? .automatic
        strategy = Self.firstStrategy(hint)
    }

    /// The bytes of memory held: pages and dictionary.
    var memoryByteCount: Int {
        pages.capacity + entries.capacity * MemoryLayout<PageEntry>.stride
            + integerDictionary.memoryByteCount + binaryDictionary.memoryByteCount
    }

    private static func firstStrategy(_ hint: ColumnEncoding) -> Strategy {
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

    private mutating func appendPage(
        _ column: AnyColumn, rows: Range<Int>, scratch: inout PageScratch
    ) throws(ParquetError) {
        scratch.body.removeAll()
        let page: PageContent
        if leaf.isFlat {
            let present = column.validity?.setCount(in: rows) ?? rows.count
            if leaf.definitionMax > 0 {
                FlatLevels.write(
                    column.validity, rows: rows, presentCount: present, into: &scratch.body)
            } else if present < rows.count {
                throw leaf.unexpectedNull()
            }
            page = try encode(
                column, rows: rows,
                validity: present < rows.count ? column.validity : nil, present: present,
                scratch: &scratch)
            try endPage(
                page, rowCount: rows.count, valueCount: rows.count,
                nullCount: rows.count - present, scratch: &scratch)
        } else if leaf.nodes[0].isOptional, column.validity?.setCount(in: rows) == 0 {
            NestedLevels.writeNulls(rows.count, for: leaf, into: &scratch.body)
            try endPage(
                PageContent(encoding: .plain, bounds: .none), rowCount: rows.count,
                valueCount: rows.count, nullCount: rows.count, scratch: &scratch)
        } else {
            let levels = try NestedLevels(column, rows: rows, leaf: leaf)
            levels.write(for: leaf, into: &scratch.body)
            page = try encode(levels, scratch: &scratch)
            try endPage(
                page, rowCount: rows.count, valueCount: levels.definitions.count,
                nullCount: levels.definitions.count - levels.present.count, scratch: &scratch)
        }
    }

    /// What was written after a page's levels.
    struct PageContent {
        let encoding: Encoding
        let bounds: Bounds
    }

    private mutating func encode(
        _ levels: NestedLevels, scratch: inout PageScratch
    ) throws(ParquetError) -> PageContent {
        let count = levels.present.count
        let first = Int(levels.present.first ?? 0)
        // Most lists lie one after the other, without gaps.
        if count == 0 || Int(levels.present[count - 1]) - first == count - 1 {
            return try encode(
                levels.column, rows: first..<first + count, validity: nil, present: count,
                scratch: &scratch)
        }
        return try encode(
            levels.column.gathered(levels.present.span), rows: 0..<count, validity: nil,
            present: count, scratch: &scratch)
    }

    private mutating func endPage(
        _ content: PageContent, rowCount: Int, valueCount: Int, nullCount: Int,
        scratch: inout PageScratch
    ) throws(ParquetError) {
        let rawSize = scratch.body.count
        let start = pages.count
        try Self.write(
            .data, content.encoding, valueCount: valueCount, into: &pages, scratch: &scratch)
        entries.append(
            PageEntry(
                encoding: content.encoding, size: pages.count - start,
                rawSize: rawSize + scratch.header.out.count, rowCount: rowCount,
                valueCount: valueCount, nullCount: nullCount, bounds: content.bounds))
    }

    /// Compresses the scratch's body and appends it with its header.
    static func write(
        _ type: PageType, _ encoding: Encoding, valueCount: Int, into pages: inout [UInt8],
        scratch: inout PageScratch
    ) throws(ParquetError) {
        guard scratch.body.count <= Int(Int32.max) else {
            throw ParquetError(
                .invalidInput, "a page would pass 2 GiB. bytes=`\(scratch.body.count)`")
        }
        scratch.compressed.removeAll()
        try scratch.compressor.compress(
            contentsOf: scratch.body, into: &scratch.compressed)
        let header = PageHeader(
            type: type, uncompressedSize: scratch.body.count,
            compressedSize: scratch.compressed.count,
            checksum: PageChecksum.crc32(scratch.compressed.bytes), valueCount: valueCount,
            encoding: encoding)
        scratch.header.removeAll()
        header.write(to: &scratch.header)
        pages.append(span: scratch.header.out.span)
        pages.append(span: scratch.compressed.span)
    }

    /// Starts the next chunk.
    mutating func removeAll(nullCount: Int, bounds: Bounds) {
        fileNullCount += nullCount
        fileBounds = fileBounds.union(bounds)
        pages.removeAll(keepingCapacity: true)
        let hadDictionary = entries.first { $0.hasValues }?.encoding == .rleDictionary
        entries.removeAll(keepingCapacity: true)
        integerDictionary.removeAll()
        binaryDictionary.removeAll()
        // A dictionary that was given up on the way may pay again in the next chunk.
        if strategy == .fallback, hadDictionary { strategy = Self.firstStrategy(hint) }
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
