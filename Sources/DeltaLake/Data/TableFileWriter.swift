public import Columnar
import ObjectStorage
public import Parquet

/// Writes one data file of a table, batch by batch, and gives the entry that brings it in.
///
/// The file lies under a name that nobody else uses and means nothing until a commit names it. A
/// writer that is neither finished nor aborted leaves an orphan for vacuum.
public struct TableFileWriter: ~Copyable, Sendable {
    private let metadata: TableMetadata
    private let partition: [PartitionValue]
    private let name: String
    private let object: any ObjectUpload
    private var parquet: ParquetWriter
    /// What rows must be like; nil where any will do.
    private let checks: RowChecks?
    /// What happened to the rows, where the file is one of the change feed.
    private let changeType: [UInt8]?

    /// Starts a file of one partition.
    ///
    /// - Parameters:
    ///   - table: where the file goes.
    ///   - metadata: the table's, which the file is written by.
    ///   - partition: a value for each partition column of the table.
    ///   - options: how the file is written; what the table itself says of codec and
    ///     pages goes first.
    ///   - random: gives the file's name.
    /// - Throws: `DeltaError` of kind `invalid` for other partition columns than the table's;
    ///   `unsupported` for a codec or a constraint that is not known; `ParquetError`; `StoreError`.
    public init(
        _ table: DeltaTable, _ metadata: TableMetadata, partition: [PartitionValue] = [],
        options: ParquetWriterOptions = ParquetWriterOptions(),
        using random: inout some RandomNumberGenerator
    ) throws {
        try self.init(
            table, metadata, partition: partition, options: options, changes: nil, using: &random)
    }

    /// Starts a file of one partition, or one of the change feed.
    ///
    /// - Parameter changes: what happened to the rows, for a file of the change feed: `delete`.
    init(
        _ table: DeltaTable, _ metadata: TableMetadata, partition: [PartitionValue],
        options: ParquetWriterOptions = ParquetWriterOptions(), changes: String?,
        using random: inout some RandomNumberGenerator
    ) throws {
        guard partition.count == metadata.partitionColumns.count,
            partition.allSatisfy({ metadata.isPartitionColumn($0.column) })
        else {
            throw DeltaError(
                .invalid,
                "the table is partitioned by (\(metadata.partitionColumns.joined(separator: ", ")))"
                    + ", not by (\(partition.map(\.column).joined(separator: ", ")))")
        }
        let checks = try RowChecks(metadata)
        try checks.check(partition)
        var options = options
        options.codec = try TableFileWriter.codec(of: metadata) ?? options.codec
        if let version = metadata.configuration["delta.parquet.format.version"] {
            options.hasVersion2Pages = version.hasPrefix("2")
        }
        let id = Identifier.uuid(using: &random)
        let values = PartitionValue.folder(partition)
        let folder =
            changes == nil
            ? values : values.isEmpty ? "_change_data" : "_change_data/\(values)"
        let file = "\(changes == nil ? "part" : "cdc")-\(id).\(options.codec.suffix)parquet"
        let name = folder.isEmpty ? file : "\(folder)/\(file)"
        let object = try table.store.beginPut(table.folder.appending(name))
        var schema = metadata.physicalDataSchema
        if schema.fields.count != metadata.dataSchema.fields.count {
            throw DeltaError(
                .unsupported, "the table has void columns, which cannot be written")
        }
        if changes != nil { schema.fields.append(Field("_change_type", .string)) }
        let parquet = try ParquetWriter(
            schema: schema, options: options, sink: ObjectSink(object))
        self.metadata = metadata
        self.partition = partition
        self.name = name
        self.object = object
        self.parquet = parquet
        self.checks = checks.isEmpty || changes != nil ? nil : checks
        changeType = changes.map { Array($0.utf8) }
    }

    /// The rows appended so far.
    public var rowCount: Int { parquet.rowCount }

    /// About how large the file is so far.
    public var byteCount: Int { parquet.byteCount }

    /// The bytes of memory held.
    public var memoryByteCount: Int { parquet.memoryByteCount }

    /// Takes the buffers in which pages are made, for another writer to go on with.
    public mutating func takeScratch() -> PageScratch? { parquet.takeScratch() }

    /// Takes over the buffers of another writer.
    public mutating func giveScratch(_ given: consuming PageScratch?) {
        parquet.giveScratch(given)
    }

    /// Appends rows, given as a column for each column of the table that is no partition column.
    ///
    /// - Throws: `DeltaError` of kind `invalid` for rows that break a constraint of the table;
    ///   `ParquetError`; `StoreError`.
    public mutating func append(columns: [AnyColumn], rowCount: Int) throws {
        try checks?.check(columns: columns, rowCount: rowCount, partition: partition)
        guard let changeType else {
            return try parquet.append(columns: columns, rowCount: rowCount)
        }
        let type = AnyColumn.binary(BinaryColumn(repeating: changeType, count: rowCount))
        try parquet.append(columns: columns + [type], rowCount: rowCount)
    }

    /// Appends the rows of a batch without the partition columns.
    public mutating func append(_ batch: Batch) throws {
        try append(columns: batch.columns, rowCount: batch.rowCount)
    }

    /// Ends the file, durably, and gives its entry.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - tags: what the file can be found by later.
    ///   - dataChange: whether its rows are new to the table, and not moved within it.
    public consuming func finish(
        now: Int64, tags: [String: String] = [:], dataChange: Bool = true
    ) throws -> AddFile {
        let (metadata, partition, name, object) = (metadata, partition, name, object)
        let summary: ParquetFileSummary
        do {
            summary = try parquet.finish()
            try object.finish()
        } catch {
            object.abort()
            throw error
        }
        let schema = metadata.physicalDataSchema
        let statistics = FileStatistics(
            summary,
            StatisticsScope(metadata.dataSchema, stored: schema, metadata.configuration))
        return AddFile(
            path: PercentEncoding.encode(name), partitionValues: metadata.physical(partition),
            size: Int64(summary.size), modificationTime: now, dataChange: dataChange,
            stats: statistics.text(schema), tags: tags)
    }

    /// Gives the file up.
    public consuming func abort() { object.abort() }

    private static func codec(of metadata: TableMetadata) throws -> Codec? {
        guard let name = metadata.configuration["delta.parquet.compression.codec"] else {
            return nil
        }
        return switch name.lowercased() {
        case "zstd": .zstd(level: 1)
        case "snappy": .snappy
        case "gzip": .gzip(level: 6)
        case "lz4_raw": .lz4Raw
        case "uncompressed", "none": Codec.none
        default:
            throw DeltaError(.unsupported, "the table asks for the codec `\(name)`")
        }
    }
}

extension TableMetadata {
    /// Partition values under the names that the log has for them.
    func physical(_ values: [PartitionValue]) -> [PartitionValue] {
        if columnMapping == .none { return values }
        return values.map { PartitionValue(physicalName($0.column), $0.text) }
    }

    /// The values of all partition columns under the table's names, from those of the log.
    func logical(_ values: [PartitionValue]) -> [PartitionValue] {
        partitionColumns.map { column in
            let stored = physicalName(column)
            return PartitionValue(column, values.first { $0.column.isSame(as: stored) }?.text)
        }
    }

    /// The name that files and the log have for a column.
    func physicalName(_ column: String) -> String {
        tableSchema[column]?.physicalName(columnMapping) ?? column
    }
}

extension Codec {
    /// The part of a file's name that tells its codec, for people.
    fileprivate var suffix: String {
        switch self {
        case .none: ""
        case .snappy: "snappy."
        case .gzip: "gz."
        case .lz4Raw: "lz4."
        case .zstd: "zstd."
        }
    }
}
