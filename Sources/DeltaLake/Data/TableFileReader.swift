public import Columnar
import Parquet

/// One file of a table, read row group by row group as its rows are wanted.
public struct TableFileReader: Sendable {
    private let parquet: ParquetReader
    private let file: AddFile
    private let metadata: TableMetadata
    private let fields: [Field]
    /// The names of the fields that the file itself holds.
    private let stored: [String]

    init(_ file: AddFile, of snapshot: Snapshot, fields: [Field]) throws {
        if file.deletionVector != nil {
            throw DeltaError(.unsupported, "\(file.path) has a deletion vector")
        }
        let path = try snapshot.table.path(of: file)
        let metadata = snapshot.metadata
        let parquet = try Self.sortingErrors(of: file) {
            try ParquetReader(path, in: snapshot.table.store)
        }
        self.file = file
        self.fields = fields
        self.metadata = metadata
        self.parquet = parquet
        stored = fields.map(\.name).filter {
            !metadata.isPartitionColumn($0) && parquet.schema.index(of: $0) != nil
        }
    }

    /// The number of row groups.
    public var rowGroupCount: Int { parquet.rowGroupCount }

    /// The rows of one row group, partition columns filled in.
    ///
    /// - Throws: `DeltaError` of kind `corrupt` or `unsupported`; `StoreError`.
    public func rows(ofGroup group: Int) throws -> Batch {
        try Self.sortingErrors(of: file) {
            try complete(try parquet.readRowGroup(group, columns: stored))
        }
    }

    private func complete(_ batch: Batch) throws -> Batch {
        let columns = try fields.map { field in
            if metadata.isPartitionColumn(field.name) {
                return try AnyColumn(
                    repeating: file.partitionValue(field.name), of: field.type,
                    named: field.name, count: batch.rowCount)
            }
            return try batch.conformedColumn(field)
        }
        return Batch(schema: Schema(fields), columns: columns, rowCount: batch.rowCount)
    }

    private static func sortingErrors<Value>(of file: AddFile, _ body: () throws -> Value) throws
        -> Value
    {
        do { return try body() } catch let error as ParquetError {
            throw DeltaError(
                error.kind == .unsupported ? .unsupported : .corrupt,
                "\(file.path) cannot be read: \(error.message)")
        }
    }
}
