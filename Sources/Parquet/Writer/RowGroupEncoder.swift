public import Columnar

/// Encodes and compresses the rows of a row group apart from its file.
///
/// Row groups do not depend on each other: encoders on several threads make those of one file at
/// the same time, and `ParquetWriter.append(_:)` puts them into it, in the order that it is given.
/// One encoder makes any number of row groups, one after the other, with the same buffers.
public struct RowGroupEncoder: ~Copyable, Sendable {
    let schema: Schema
    let fileSchema: FileSchema
    let options: ParquetWriterOptions
    private var chunks: [ChunkEncoder]
    private var sorting: SortingCheck
    /// Made when the first pages are, or given.
    var scratch: PageScratch?
    /// The rows of the row group so far.
    public private(set) var rowCount = 0

    /// Makes an encoder for files of a schema.
    ///
    /// - Throws: `ParquetError` of kind `invalidInput` if the schema or an option cannot be.
    public init(
        schema: Schema, options: ParquetWriterOptions = ParquetWriterOptions()
    ) throws {
        precondition(
            options.rowGroupRows > 0 && options.pageRows > 0 && options.pageBytes > 0,
            "a row group and a page have room for a row")
        let fileSchema = try FileSchema(schema)
        let sorting = try SortingCheck(options.sorting, schema, fileSchema)
        for (column, filter) in options.bloomFilters {
            guard filter.isValid, fileSchema.leaves.contains(where: { $0.dottedPath == column })
            else {
                throw ParquetError(
                    .invalidInput, "no such bloom filter can be. column=`\(column)`")
            }
        }
        self.schema = schema
        self.fileSchema = fileSchema
        self.options = options
        self.sorting = sorting
        chunks = fileSchema.leaves.map { ChunkEncoder($0, options) }
    }

    /// The compressed bytes of the row group so far.
    public var byteCount: Int {
        var total = 0
        for index in chunks.indices { total += chunks[index].pages.count }
        return total
    }

    /// The bytes of memory held: pages that wait, dictionaries, and buffers.
    public var memoryByteCount: Int {
        var total = 0
        switch scratch {
        case .some(let scratch): total += scratch.memoryByteCount
        case .none: break
        }
        for index in chunks.indices { total += chunks[index].memoryByteCount }
        return total
    }

    /// Adds the rows of a batch of the schema to the row group.
    ///
    /// - Throws: `ParquetError` of kind `invalidInput` if a column does not fit the schema.
    public mutating func append(_ batch: Batch) throws {
        try check(batch.columns, rowCount: batch.rowCount)
        try append(batch.columns, rows: 0..<batch.rowCount)
    }

    /// Ends the row group and starts the next one.
    public mutating func finish() throws -> EncodedRowGroup {
        var scratch = try ownScratch()
        var group = EncodedRowGroup(schema: schema, rowCount: rowCount, sorting: sorting.stored)
        group.chunks.reserveCapacity(chunks.count)
        for index in chunks.indices {
            group.chunks.append(try chunks[index].finish(options, scratch: &scratch))
        }
        sorting.startRowGroup()
        rowCount = 0
        self.scratch = consume scratch
        return group
    }

    /// Takes the memory of a row group that was written.
    mutating func reuse(_ group: consuming EncodedRowGroup) {
        var written = group.chunks
        group.chunks = []
        while let chunk = written.popLast() { chunks[written.count].reuse(chunk) }
    }

    func check(_ columns: [AnyColumn], rowCount: Int) throws(ParquetError) {
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
    }

    /// Adds rows of columns that were checked.
    mutating func append(_ columns: [AnyColumn], rows: Range<Int>) throws {
        try sorting.check(columns, rows)
        var scratch = try ownScratch()
        for index in chunks.indices {
            try chunks[index].append(
                columns[fileSchema.fieldOfLeaf[index]], rows: rows, options: options,
                scratch: &scratch)
        }
        rowCount += rows.count
        self.scratch = consume scratch
    }

    private mutating func ownScratch() throws(ParquetError) -> PageScratch {
        guard let scratch = scratch.take() else { return try PageScratch(options.codec) }
        return scratch
    }
}

/// A row group that is encoded and compressed, for `ParquetWriter.append(_:)`.
public struct EncodedRowGroup: Sendable {
    let schema: Schema
    /// The number of rows.
    public let rowCount: Int
    let sorting: [StoredSorting]
    var chunks: [FinishedChunk] = []

    init(schema: Schema, rowCount: Int, sorting: [StoredSorting]) {
        self.schema = schema
        self.rowCount = rowCount
        self.sorting = sorting
    }

    /// The size in bytes.
    public var byteCount: Int { chunks.reduce(0) { $0 + $1.byteCount } }
}
