public import Columnar
public import ObjectStorage
import Parquet

extension Snapshot {
    /// Calls `body` with the rows of the table, batch by batch, partition columns filled in.
    ///
    /// - Parameters:
    ///   - columns: the columns wanted, in this order; all if nil.
    ///   - isWanted: leaves out files by what the log says of them.
    /// - Throws: `DeltaError` of kind `invalid` for a column that the table has not, `corrupt` for
    ///   a damaged file, `unsupported` for one that cannot be read; `StoreError`.
    public func scan(
        columns: [String]? = nil, files isWanted: (AddFile) throws -> Bool = { _ in true },
        _ body: (Batch) throws -> Void
    ) throws {
        try forEachFile { file in
            if try isWanted(file) { try read(file, columns: columns, body) }
        }
    }

    /// Calls `body` with the rows of one file of the table, row group by row group.
    ///
    /// - Parameter columns: the columns wanted, in this order; all if nil.
    public func read(
        _ file: AddFile, columns: [String]? = nil, _ body: (Batch) throws -> Void
    ) throws {
        let fields = try columns.map { try $0.map(field) } ?? schema.fields
        if file.deletionVector != nil {
            throw DeltaError(.unsupported, "\(file.path) has a deletion vector")
        }
        let path = try table.path(of: file)
        do {
            let parquet = try ParquetReader(path, in: table.store)
            let stored = fields.map(\.name).filter {
                !metadata.isPartitionColumn($0) && parquet.schema.index(of: $0) != nil
            }
            for group in 0..<parquet.rowGroupCount {
                let batch = try parquet.readRowGroup(group, columns: stored)
                try body(try complete(batch, with: fields, from: file))
            }
        } catch let error as ParquetError {
            throw DeltaError(
                error.kind == .unsupported ? .unsupported : .corrupt,
                "\(file.path) cannot be read: \(error.message)")
        }
    }

    private func complete(
        _ batch: Batch, with fields: [Field], from file: AddFile
    ) throws -> Batch {
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

    private func field(_ name: String) throws -> Field {
        guard let index = schema.index(of: name) else {
            throw DeltaError(.invalid, "the table has no column `\(name)`")
        }
        return schema.fields[index]
    }
}

extension DeltaTable {
    /// Where a file of the table is in the store.
    ///
    /// - Throws: `DeltaError` of kind `unsupported` for a file outside of the table's folder.
    public func path(of file: AddFile) throws -> StorePath {
        let path = PercentEncoding.decode(file.path)
        let isAbsolute =
            path.utf8.first == UInt8(ascii: "/")
            || path.utf8.prefix { $0 != UInt8(ascii: "/") }.contains(UInt8(ascii: ":"))
                && path.contains("://")
        guard !isAbsolute, let place = try? folder.appending(path) else {
            throw DeltaError(.unsupported, "\(file.path) is not within the table's folder")
        }
        return place
    }
}
