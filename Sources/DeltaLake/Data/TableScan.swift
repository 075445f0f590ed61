public import Columnar
public import ObjectStorage

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
        let reader = try open(file, columns: columns)
        for group in 0..<reader.rowGroupCount { try body(try reader.rows(ofGroup: group)) }
    }

    /// Opens one file of the table, for a reader that takes its rows when it wants them.
    ///
    /// - Parameter columns: the columns wanted, in this order; all if nil.
    public func open(_ file: AddFile, columns: [String]? = nil) throws -> TableFileReader {
        let fields = try columns.map { try $0.map(field) } ?? schema.fields
        return try TableFileReader(file, of: self, fields: fields)
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
