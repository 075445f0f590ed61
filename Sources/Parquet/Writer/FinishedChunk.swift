import Bytes

/// A column chunk that is ready to be written, wherever in a file.
struct FinishedChunk: Sendable {
    let leaf: Leaf
    var dictionaryPage: [UInt8] = []
    /// The headers and bodies of the data pages.
    var pages: [UInt8] = []
    var entries: [ChunkEncoder.PageEntry] = []
    /// With offsets from the chunk's start.
    var metadata = ColumnMetadata()
    var columnIndex: [UInt8]?
    var bloomFilter: [UInt8]?
    var totals = LeafTotals()

    var byteCount: Int {
        dictionaryPage.count + pages.count + (columnIndex?.count ?? 0) + (bloomFilter?.count ?? 0)
    }
}

/// What is known of a leaf's values in a chunk, or in a whole file.
struct LeafTotals: Sendable {
    var nullCount = 0
    /// The absent ones of the outermost lists that the values are in.
    var nullListCount = 0
    var nanCount = 0
    var bounds = Bounds.none
    /// Whether there are values that no bounds can be given for, so that there are none for all.
    var isUnbounded = false

    mutating func add(_ other: LeafTotals) {
        nullCount += other.nullCount
        nullListCount += other.nullListCount
        nanCount += other.nanCount
        isUnbounded = isUnbounded || other.isUnbounded
        bounds = isUnbounded ? .none : bounds.union(other.bounds)
    }
}

extension ChunkEncoder {
    /// Takes the pages so far as a chunk, and starts the next one.
    mutating func finish(
        _ options: ParquetWriterOptions, scratch: inout PageScratch
    ) throws(ParquetError) -> FinishedChunk {
        var chunk = FinishedChunk(leaf: leaf)
        var rawSize = 0
        let hasDictionary = entries.contains { $0.encoding == .rleDictionary }
        if hasDictionary {
            rawSize = try writeDictionary(to: &chunk.dictionaryPage, scratch: &scratch)
            chunk.metadata.dictionaryPageOffset = 0
        }
        for entry in entries {
            chunk.totals.add(
                LeafTotals(
                    nullCount: entry.nullCount,
                    nullListCount: entry.sizes.definitions.prefix(leaf.listDefinition)
                        .reduce(0, +),
                    nanCount: entry.nanCount, bounds: entry.bounds,
                    isUnbounded: entry.hasValues && entry.bounds == .none && !leaf.isFloating))
            chunk.metadata.valueCount += entry.valueCount
            chunk.metadata.sizeStatistics.add(entry.sizes)
            rawSize += entry.rawSize
        }
        chunk.metadata.physical = leaf.physical
        chunk.metadata.path = leaf.path
        chunk.metadata.codec = options.codec.number
        chunk.metadata.uncompressedSize = rawSize
        chunk.metadata.compressedSize = chunk.dictionaryPage.count + pages.count
        chunk.metadata.dataPageOffset = chunk.dictionaryPage.count
        chunk.metadata.statistics = statistics(chunk.totals)
        listEncodings(&chunk.metadata)
        chunk.bloomFilter = takeBloomFilter(hasDictionary: hasDictionary)
        if options.hasPageIndexes { chunk.columnIndex = PageIndexes.columnIndex(entries, leaf) }
        swap(&chunk.pages, &pages)
        swap(&chunk.entries, &entries)
        startNext()
        return chunk
    }

    /// Takes the memory of a chunk that was written.
    mutating func reuse(_ chunk: consuming FinishedChunk) {
        guard pages.isEmpty, entries.isEmpty else { return }
        swap(&chunk.pages, &pages)
        swap(&chunk.entries, &entries)
        pages.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
    }

    /// Every chunk is tried anew: what pays depends on the data, and data change.
    private mutating func startNext() {
        integerDictionary.removeAll()
        binaryDictionary.removeAll()
        strategy = Self.firstStrategy(hint)
    }

    private func writeDictionary(
        to page: inout [UInt8], scratch: inout PageScratch
    ) throws(ParquetError) -> Int {
        scratch.body.removeAll()
        var header = PageHeader(type: .dictionary, uncompressedSize: 0, compressedSize: 0)
        header.valueCount = dictionaryCount
        switch leaf.storage {
        case .bytes, .wide:
            write(
                binaryDictionary.strings, .plain, into: &scratch.body,
                lengths: &scratch.integers)
        case .integer, .floating, .boolean:
            Self.writePlainOrDelta(
                integerDictionary.values.span, .plain, leaf.storage.width, into: &scratch.body)
        }
        try Self.write(&header, into: &page, scratch: &scratch)
        return header.uncompressedSize + scratch.header.out.count
    }

    private var dictionaryCount: Int {
        switch leaf.storage {
        case .bytes, .wide: binaryDictionary.count
        case .integer, .floating, .boolean: integerDictionary.count
        }
    }

    private func statistics(_ totals: LeafTotals) -> ChunkStatistics {
        var statistics = ChunkStatistics(nullCount: totals.nullCount)
        if case .floating = leaf.storage {
            statistics.nanCount = totals.nanCount
        } else if entries.allSatisfy({ !$0.hasValues || $0.encoding == .rleDictionary }) {
            // Different bits of floating-point numbers can be the same value.
            statistics.distinctCount = dictionaryCount
        }
        if let stored = totals.bounds.stored(as: leaf.storage) {
            statistics.minimum = stored.minimum
            statistics.maximum = stored.maximum
            statistics.isMinimumExact = stored.isExact.0
            statistics.isMaximumExact = stored.isExact.1
        }
        return statistics
    }

    private func listEncodings(_ metadata: inout ColumnMetadata) {
        typealias PageEncoding = ColumnMetadata.PageEncoding
        if metadata.dictionaryPageOffset != nil {
            metadata.encodings.append(.plain)
            metadata.encodingStatistics.append(
                PageEncoding(page: .dictionary, encoding: .plain, count: 1))
        }
        for entry in entries {
            let isSame = { (known: PageEncoding) in
                known.page == pageType && known.encoding == entry.encoding
            }
            if let index = metadata.encodingStatistics.firstIndex(where: isSame) {
                metadata.encodingStatistics[index].count += 1
            } else {
                metadata.encodingStatistics.append(
                    PageEncoding(page: pageType, encoding: entry.encoding, count: 1))
            }
            if !metadata.encodings.contains(entry.encoding) {
                metadata.encodings.append(entry.encoding)
            }
        }
        // The levels' encoding.
        if !metadata.encodings.contains(.rle) { metadata.encodings.append(.rle) }
    }
}
