import Bytes

/// Puts row groups into a file, one after the other, and ends it with indexes and footer.
struct FileAssembler: Sendable {
    private let sink: any ByteSink
    private var footer = FileMetadata()
    private var indexes: [ChunkIndexes] = []
    private var totals: [LeafTotals]
    private let leaves: [Leaf]
    private let hasPageIndexes: Bool
    /// The bytes written.
    private(set) var offset = 0

    /// The indexes of a chunk, which go to the end of the file.
    private struct ChunkIndexes: Sendable {
        let group: Int
        let leaf: Int
        let column: [UInt8]?
        let offset: [UInt8]
    }

    init(_ schema: FileSchema, _ options: ParquetWriterOptions, sink: any ByteSink) {
        self.sink = sink
        leaves = schema.leaves
        totals = leaves.map { _ in LeafTotals() }
        hasPageIndexes = options.hasPageIndexes
        footer.schema = schema.elements
        footer.keyValues = options.keyValues
        footer.createdBy = options.createdBy
    }

    var rowCount: Int { footer.rowCount }

    /// The bytes of memory held, apart from the footer.
    var memoryByteCount: Int {
        indexes.reduce(0) { $0 + ($1.column?.count ?? 0) + $1.offset.count }
    }

    mutating func append(_ group: borrowing EncodedRowGroup) throws {
        try start()
        var metadata = RowGroupMetadata()
        metadata.rowCount = group.rowCount
        metadata.fileOffset = offset
        metadata.sorting = group.sorting
        for index in group.chunks.indices {
            metadata.columns.append(try append(group.chunks[index], index))
            metadata.uncompressedSize += metadata.columns[index].uncompressedSize
            metadata.compressedSize += metadata.columns[index].compressedSize
        }
        // Right behind its row group, so that no filter waits in memory for the end of the file.
        for index in group.chunks.indices {
            guard let filter = group.chunks[index].bloomFilter else { continue }
            metadata.columns[index].bloomFilterOffset = offset
            metadata.columns[index].bloomFilterLength = filter.count
            try write(filter)
        }
        footer.rowGroups.append(metadata)
        footer.rowCount += group.rowCount
    }

    private mutating func append(
        _ chunk: borrowing FinishedChunk, _ leaf: Int
    ) throws -> ColumnMetadata {
        var metadata = chunk.metadata
        if hasPageIndexes {
            let first = offset + metadata.dataPageOffset
            indexes.append(
                ChunkIndexes(
                    group: footer.rowGroups.count, leaf: leaf, column: chunk.columnIndex,
                    offset: PageIndexes.offsetIndex(chunk.entries, from: first)))
        }
        metadata.dataPageOffset += offset
        if let dictionary = metadata.dictionaryPageOffset {
            metadata.dictionaryPageOffset = dictionary + offset
        }
        if !chunk.dictionaryPage.isEmpty { try write(chunk.dictionaryPage) }
        try write(chunk.pages)
        totals[leaf].add(chunk.totals)
        return metadata
    }

    /// Writes indexes and footer, and tells what the file is.
    mutating func finish() throws -> ParquetFileSummary {
        try start()
        try writeIndexes()
        var out = ThriftWriter(capacity: 4096)
        footer.write(to: &out, leafCount: leaves.count)
        let length = out.out.count
        out.out.appendLE(UInt32(length))
        out.out.append(FileFormat.magic)
        try sink.append(out.out.span)
        offset += out.out.count
        return ParquetFileSummary(
            size: offset, rowCount: footer.rowCount,
            columns: zip(leaves, totals).map { ParquetColumnSummary($0, $1) })
    }

    /// Writes all column indexes, then all offset indexes.
    private mutating func writeIndexes() throws {
        for entry in indexes {
            guard let bytes = entry.column else { continue }
            footer.rowGroups[entry.group].columns[entry.leaf].columnIndex =
                offset..<offset + bytes.count
            try write(bytes)
        }
        for entry in indexes {
            footer.rowGroups[entry.group].columns[entry.leaf].offsetIndex =
                offset..<offset + entry.offset.count
            try write(entry.offset)
        }
    }

    private mutating func start() throws {
        if offset == 0 { try write(FileFormat.magic) }
    }

    private mutating func write(_ bytes: [UInt8]) throws {
        try sink.append(bytes.span)
        offset += bytes.count
    }
}
