import Bytes

/// A column chunk that is ready to be written.
struct FinishedChunk {
    var dictionaryPage: [UInt8] = []
    var metadata = ColumnMetadata()
    var columnIndex: [UInt8]?
    var offsetIndex: [UInt8]?
    var nullCount = 0
    var bounds = Bounds.none
}

extension ChunkEncoder {
    /// Makes the dictionary page and the metadata of the pages so far, which will lie at `offset`.
    func finish(
        at offset: Int, options: ParquetWriterOptions, scratch: inout PageScratch
    ) throws(ParquetError) -> FinishedChunk {
        var chunk = FinishedChunk()
        var rawSize = 0
        if entries.contains(where: { $0.encoding == .rleDictionary }) {
            rawSize = try writeDictionary(to: &chunk.dictionaryPage, scratch: &scratch)
        }
        for entry in entries {
            chunk.nullCount += entry.nullCount
            chunk.bounds = chunk.bounds.union(entry.bounds)
            chunk.metadata.valueCount += entry.valueCount
            rawSize += entry.rawSize
        }
        let dataOffset = offset + chunk.dictionaryPage.count
        chunk.metadata.physical = leaf.physical
        chunk.metadata.path = leaf.path
        chunk.metadata.codec = options.codec.number
        chunk.metadata.uncompressedSize = rawSize
        chunk.metadata.compressedSize = chunk.dictionaryPage.count + pages.count
        chunk.metadata.dataPageOffset = dataOffset
        if !chunk.dictionaryPage.isEmpty { chunk.metadata.dictionaryPageOffset = offset }
        chunk.metadata.statistics = statistics(nullCount: chunk.nullCount, chunk.bounds)
        listEncodings(&chunk.metadata)
        if options.hasPageIndexes {
            chunk.columnIndex = PageIndexes.columnIndex(entries, leaf.storage)
            chunk.offsetIndex = PageIndexes.offsetIndex(entries, from: dataOffset)
        }
        return chunk
    }

    private func writeDictionary(
        to page: inout [UInt8], scratch: inout PageScratch
    ) throws(ParquetError) -> Int {
        scratch.body.removeAll()
        let count: Int
        switch leaf.storage {
        case .bytes, .wide:
            count = binaryDictionary.count
            write(
                binaryDictionary.strings, .plain, into: &scratch.body,
                lengths: &scratch.integers)
        case .integer, .floating, .boolean:
            count = integerDictionary.count
            Self.writePlainOrDelta(
                integerDictionary.values.span, .plain, leaf.storage.width, into: &scratch.body)
        }
        try Self.write(.dictionary, .plain, valueCount: count, into: &page, scratch: &scratch)
        return scratch.body.count + scratch.header.out.count
    }

    private func statistics(nullCount: Int, _ bounds: Bounds) -> ChunkStatistics {
        var statistics = ChunkStatistics(nullCount: nullCount)
        if let stored = bounds.stored(as: leaf.storage) {
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
                known.page == .data && known.encoding == entry.encoding
            }
            if let index = metadata.encodingStatistics.firstIndex(where: isSame) {
                metadata.encodingStatistics[index].count += 1
            } else {
                metadata.encodingStatistics.append(
                    PageEncoding(page: .data, encoding: entry.encoding, count: 1))
            }
            if !metadata.encodings.contains(entry.encoding) {
                metadata.encodings.append(entry.encoding)
            }
        }
        // The levels' encoding.
        if !metadata.encodings.contains(.rle) { metadata.encodings.append(.rle) }
    }
}
