import Bytes
public import Columnar

/// Writes a Parquet file batch by batch, in memory that does not grow with the file.
///
/// Every batch becomes compressed pages at once; a row group's pages are kept until it is full,
/// then go to the sink. `finish()` writes the footer. A writer that threw an error is of no more
/// use, and its file is not one.
public struct ParquetWriter: ~Copyable, Sendable {
    private var encoder: RowGroupEncoder
    private var file: FileAssembler
    /// Rows of small batches that are to become pages together.
    private var gathered: Batch

    /// Starts a file.
    ///
    /// - Throws: `ParquetError` of kind `invalidInput` if the schema or an option cannot be.
    public init(
        schema: Schema, options: ParquetWriterOptions = ParquetWriterOptions(),
        sink: any ByteSink
    ) throws {
        encoder = try RowGroupEncoder(schema: schema, options: options)
        file = FileAssembler(encoder.fileSchema, options, sink: sink)
        gathered = Batch(empty: schema)
    }

    /// The rows appended so far.
    public var rowCount: Int { file.rowCount + encoder.rowCount + gathered.rowCount }

    /// About how large the file is so far: what the sink has, and what waits to go there.
    public var byteCount: Int { file.offset + encoder.byteCount }

    /// The bytes of memory held: rows and pages that wait, dictionaries, and buffers.
    public var memoryByteCount: Int {
        gathered.memoryByteCount + encoder.memoryByteCount + file.memoryByteCount
    }

    /// Takes the buffers in which pages are made, for another writer to go on with.
    ///
    /// They are the larger part of what a small file costs. A writer without them makes its own
    /// when it next needs them.
    public mutating func takeScratch() -> PageScratch? { encoder.scratch.take() }

    /// Takes over the buffers of another writer; those for another codec are of no use and go.
    public mutating func giveScratch(_ given: consuming PageScratch?) {
        guard let given, given.compressor.codec == encoder.options.codec else { return }
        encoder.scratch = consume given
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
        try encoder.check(columns, rowCount: rowCount)
        guard rowCount < encoder.options.batchRowsMin || gathered.rowCount > 0 else {
            return try encode(columns, rowCount: rowCount)
        }
        gathered.append(
            contentsOf: Batch(schema: encoder.schema, columns: columns, rowCount: rowCount))
        if gathered.rowCount >= encoder.options.batchRowsMin { try encodeGathered() }
    }

    /// Appends a row group that a `RowGroupEncoder` of the same schema made; rows that wait become
    /// a row group before it.
    ///
    /// - Throws: `ParquetError` of kind `invalidInput` if it is of another schema; what the sink
    ///   throws.
    public mutating func append(_ group: EncodedRowGroup) throws {
        guard group.schema == encoder.schema else {
            throw ParquetError(.invalidInput, "a row group is not of its file's schema")
        }
        try endRowGroup()
        if group.rowCount > 0 { try file.append(group) }
    }

    /// Writes what is left and the footer, and tells what the file is.
    ///
    /// - Throws: What the sink throws.
    public consuming func finish() throws -> ParquetFileSummary {
        try endRowGroup()
        return try file.finish()
    }

    private mutating func encodeGathered() throws {
        guard gathered.rowCount > 0 else { return }
        let rows = gathered
        gathered = Batch(empty: encoder.schema)
        try encode(rows.columns, rowCount: rows.rowCount)
    }

    private mutating func encode(_ columns: [AnyColumn], rowCount: Int) throws {
        var start = 0
        let options = encoder.options
        while start < rowCount {
            let end = min(rowCount, start + options.rowGroupRows - encoder.rowCount)
            try encoder.append(columns, rows: start..<end)
            start = end
            if encoder.rowCount >= options.rowGroupRows
                || encoder.byteCount >= options.rowGroupBytes
            {
                try writeRowGroup()
            }
        }
    }

    private mutating func endRowGroup() throws {
        try encodeGathered()
        if encoder.rowCount > 0 { try writeRowGroup() }
    }

    private mutating func writeRowGroup() throws {
        let group = try encoder.finish()
        try file.append(group)
        encoder.reuse(group)
    }
}
