import Bytes
public import Columnar

/// Writes a Parquet file batch by batch, in memory that does not grow with the file.
///
/// Every batch becomes compressed pages at once; a row group's pages are kept until it is full,
/// then go to the sink. `finish()` writes the footer. A writer that threw an error is of no more
/// use, and its file is not one.
public struct ParquetWriter: ~Copyable, Sendable {
    private let schema: Schema
    private let fileSchema: FileSchema
    private let options: ParquetWriterOptions
    private let sink: any ByteSink
    private var chunks: [ChunkEncoder]
    /// Made when the first pages are, or given.
    private var scratch: PageScratch?
    private var footer = FileMetadata()
    private var indexes: [(group: Int, leaf: Int, column: [UInt8]?, offset: [UInt8]?)] = []
    private var offset = 0
    private var groupRows = 0
    /// Rows of small batches that are to become pages together.
    private var gathered: Batch

    /// Starts a file.
    ///
    /// - Throws: `ParquetError` of kind `invalidInput` if the schema or an option cannot be.
    public init(
        schema: Schema, options: ParquetWriterOptions = ParquetWriterOptions(),
        sink: any ByteSink
    ) throws {
        precondition(
            options.rowGroupRows > 0 && options.pageRows > 0 && options.pageBytes > 0,
            "a row group and a page have room for a row")
        let fileSchema = try FileSchema(schema)
        self.schema = schema
        self.fileSchema = fileSchema
        self.options = options
        self.sink = sink
        chunks = fileSchema.leaves.map { ChunkEncoder($0, options) }
        gathered = Batch(empty: schema)
        footer.schema = fileSchema.elements
        footer.keyValues = options.keyValues
        footer.createdBy = options.createdBy
    }

    /// The rows appended so far.
    public var rowCount: Int { footer.rowCount + groupRows + gathered.rowCount }

    /// About how large the file is so far: what the sink has, and what waits to go there.
    public var byteCount: Int { offset + waitingByteCount }

    /// The bytes of memory held: rows and pages that wait, dictionaries, and buffers.
    public var memoryByteCount: Int {
        var total = gathered.memoryByteCount
        switch scratch {
        case .some(let scratch): total += scratch.memoryByteCount
        case .none: break
        }
        for index in chunks.indices { total += chunks[index].memoryByteCount }
        for entry in indexes { total += (entry.column?.count ?? 0) + (entry.offset?.count ?? 0) }
        return total
    }

    /// Takes the buffers in which pages are made, for another writer to go on with.
    ///
    /// They are the larger part of what a small file costs. A writer without them makes its own
    /// when it next needs them.
    public mutating func takeScratch() -> PageScratch? { scratch.take() }

    /// Takes over the buffers of another writer; those for another codec are of no use and go.
    public mutating func giveScratch(_ given: consuming PageScratch?) {
        guard let given, given.compressor.codec == options.codec else { return }
        scratch = consume given
    }

    private var waitingByteCount: Int {
        var total = 0
        for index in chunks.indices { total += chunks[index].pages.count }
        return total
    }

    /// Appends the rows of a batch of the file's schema.
    ///
    /// - Throws: `ParquetError` of kind `invalidInput` if a column does not fit the schema; what
    ///   the sink throws.
    public mutating func append(_ batch: Batch) throws {
        try append(columns: batch.columns, rowCount: batch.rowCount)
    }

    /// Appends rows, given as a column for each field of the schema.
    ///
    /// - Throws: `ParquetError` of kind `invalidInput` if a column does not fit the schema; what
    ///   the sink throws.
    public mutating func append(columns: [AnyColumn], rowCount: Int) throws {
        guard columns.count == schema.fields.count,
            columns.allSatisfy({ $0.count == rowCount })
        else {
            throw ParquetError(
                .invalidInput, "a batch does not have a column of \(rowCount) rows for each field")
        }
        for (column, field) in zip(columns, schema.fields) where !column.hasForm(of: field.type) {
            throw ParquetError(
                .invalidInput, "a column is not of its schema's form. column=`\(field.name)`")
        }
        guard rowCount < options.batchRowsMin || gathered.rowCount > 0 else {
            return try encode(columns, rowCount: rowCount)
        }
        gathered.append(
            contentsOf: Batch(schema: schema, columns: columns, rowCount: rowCount))
        if gathered.rowCount >= options.batchRowsMin { try encodeGathered() }
    }

    /// Writes what is left and the footer, and tells what the file is.
    ///
    /// - Throws: What the sink throws.
    public consuming func finish() throws -> ParquetFileSummary {
        try encodeGathered()
        if groupRows > 0 {
            var scratch = try ownScratch()
            try endRowGroup(&scratch)
        }
        try start()
        try writeIndexes()
        var out = ThriftWriter(capacity: 4096)
        footer.write(to: &out, leafCount: fileSchema.leaves.count)
        let length = out.out.count
        out.out.appendLE(UInt32(length))
        out.out.append(FileFormat.magic)
        try sink.append(out.out.span)
        return ParquetFileSummary(
            size: offset + length + 8, rowCount: footer.rowCount,
            columns: chunks.map {
                ParquetColumnSummary(
                    $0.leaf, nullCount: $0.fileNullCount, bounds: $0.fileBounds)
            })
    }

    private mutating func encodeGathered() throws {
        guard gathered.rowCount > 0 else { return }
        let rows = gathered
        gathered = Batch(empty: schema)
        try encode(rows.columns, rowCount: rows.rowCount)
    }

    private mutating func encode(_ columns: [AnyColumn], rowCount: Int) throws {
        var scratch = try ownScratch()
        var start = 0
        while start < rowCount {
            let end = min(rowCount, start + options.rowGroupRows - groupRows)
            for index in chunks.indices {
                try chunks[index].append(
                    columns[fileSchema.fieldOfLeaf[index]], rows: start..<end, options: options,
                    scratch: &scratch)
            }
            groupRows += end - start
            start = end
            if groupRows >= options.rowGroupRows || waitingByteCount >= options.rowGroupBytes {
                try endRowGroup(&scratch)
            }
        }
        self.scratch = consume scratch
    }

    private mutating func ownScratch() throws(ParquetError) -> PageScratch {
        guard let scratch = scratch.take() else { return try PageScratch(options.codec) }
        return scratch
    }

    private mutating func start() throws {
        guard offset == 0 else { return }
        try write(FileFormat.magic)
    }

    private mutating func endRowGroup(_ scratch: inout PageScratch) throws {
        try start()
        var group = RowGroupMetadata()
        group.rowCount = groupRows
        group.fileOffset = offset
        for index in chunks.indices {
            let chunk = try chunks[index].finish(at: offset, options: options, scratch: &scratch)
            if !chunk.dictionaryPage.isEmpty { try write(chunk.dictionaryPage) }
            try write(chunks[index].pages)
            chunks[index].removeAll(nullCount: chunk.nullCount, bounds: chunk.bounds)
            group.uncompressedSize += chunk.metadata.uncompressedSize
            group.compressedSize += chunk.metadata.compressedSize
            group.columns.append(chunk.metadata)
            if chunk.offsetIndex != nil {
                indexes.append(
                    (footer.rowGroups.count, index, chunk.columnIndex, chunk.offsetIndex))
            }
        }
        footer.rowGroups.append(group)
        footer.rowCount += groupRows
        groupRows = 0
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
            guard let bytes = entry.offset else { continue }
            footer.rowGroups[entry.group].columns[entry.leaf].offsetIndex =
                offset..<offset + bytes.count
            try write(bytes)
        }
    }

    private mutating func write(_ bytes: [UInt8]) throws {
        try sink.append(bytes.span)
        offset += bytes.count
    }
}
