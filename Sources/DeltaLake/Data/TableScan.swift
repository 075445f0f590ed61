public import Columnar

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
        try TableFileReader(file, of: self, fields: try fields(columns))
    }

    /// The fields of columns, all if nil.
    func fields(_ columns: [String]?) throws -> [SchemaField] {
        try columns.map { try $0.map(field) } ?? metadata.tableSchema.fields
    }

    private func field(_ name: String) throws -> SchemaField {
        guard let field = metadata.tableSchema[name] else {
            throw DeltaError(.invalid, "the table has no column `\(name)`")
        }
        return field
    }
}
