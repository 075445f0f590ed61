public import Columnar

extension Snapshot {
    /// Calls `body` with the rows of the table, batch by batch, partition columns filled in.
    ///
    /// - Parameters:
    ///   - columns: the columns wanted, in this order; all if nil.
    ///   - isWanted: leaves out files by what the log says of them.
    ///   - body: takes the rows.
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

    /// Calls `body` with the rows of the table for which a condition holds.
    ///
    /// Files and row groups in which there can be none, by the log and by their statistics, are
    /// not read.
    ///
    /// - Parameters:
    ///   - columns: the columns wanted, in this order; all if nil.
    ///   - predicate: the condition.
    ///   - body: takes the rows.
    /// - Throws: as `scan(columns:files:_:)`; `DeltaError` of kind `invalid` for a condition that
    ///   makes no sense for the table.
    public func scan(
        columns: [String]? = nil, where predicate: Predicate, _ body: (Batch) throws -> Void
    ) throws {
        let condition = try ResolvedPredicate(predicate, in: metadata)
        var fields = try fields(columns)
        let wanted = fields.count
        for name in condition.columns.sorted(by: { $0.precedes($1) })
        where !fields.contains(where: { $0.name.isSame(as: name) }) {
            fields += try self.fields([name])
        }
        try forEachFile { file in
            let bounds = FileBounds(file)
            guard condition.mayHold(bounds.bounds(of:)) else { return }
            let reader = try TableFileReader(
                file, of: self, fields: fields, condition: condition)
            for group in 0..<reader.rowGroupCount {
                try reader.forEachBatch(ofGroup: group) { batch in
                    let rows = condition.rows(of: batch)
                    if rows.isEmpty { return }
                    var batch = batch
                    batch.schema.fields.removeLast(fields.count - wanted)
                    batch.columns.removeLast(fields.count - wanted)
                    try body(rows.count == batch.rowCount ? batch : batch.gathered(rows.span))
                }
            }
        }
    }

    /// Whether a file may have rows for which a condition holds, by what the log says of it.
    ///
    /// - Throws: `DeltaError` of kind `invalid` for a condition that makes no sense for the table.
    public func mayMatch(_ predicate: Predicate, _ file: AddFile) throws -> Bool {
        try ResolvedPredicate(predicate, in: metadata).mayHold(FileBounds(file).bounds(of:))
    }

    /// Calls `body` with the rows of one file of the table, batch by batch.
    ///
    /// - Parameters:
    ///   - file: a live file of this snapshot.
    ///   - columns: the columns wanted, in this order; all if nil.
    ///   - body: takes the rows.
    public func read(
        _ file: AddFile, columns: [String]? = nil, _ body: (Batch) throws -> Void
    ) throws {
        let reader = try open(file, columns: columns)
        for group in 0..<reader.rowGroupCount { try reader.forEachBatch(ofGroup: group, body) }
    }

    /// Opens one file of the table, for a reader that takes its rows when it wants them.
    ///
    /// - Parameters:
    ///   - file: a live file of this snapshot.
    ///   - columns: the columns wanted, in this order; all if nil.
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
