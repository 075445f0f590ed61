public import Columnar

extension Snapshot {
    /// Calls `body` with the rows of the table for which a condition is true, never with none.
    ///
    /// Files, row groups and pages in which there can be none, by their partition values and their
    /// statistics, are not read.
    ///
    /// - Parameters:
    ///   - columns: the columns wanted, in this order; all if nil.
    ///   - condition: a condition on the table's columns.
    ///   - body: takes the rows.
    /// - Throws: as `scan(columns:files:_:)`.
    public func scan(
        columns: [String]? = nil, where condition: RowCondition, _ body: (Batch) throws -> Void
    ) throws {
        let bounded = try condition.weakened.map { try ResolvedPredicate($0, in: metadata) }
        var fields = try fields(columns)
        let wantedCount = fields.count
        for name in condition.columns where !fields.contains(where: { $0.name.isSame(as: name) }) {
            fields += try self.fields([name])
        }
        try forEachFile { file in
            guard condition.mayMatch(file, of: metadata) else { return }
            let bounds = FileBounds(file)
            guard bounded?.mayHold(bounds.bounds(of:)) ?? true else { return }
            let reader = try TableFileReader(file, of: self, fields: fields, condition: bounded)
            for group in 0..<reader.rowGroupCount {
                var batch = try reader.rows(ofGroup: group)
                let rows = condition.rows(of: batch)
                if rows.isEmpty { continue }
                batch.schema.fields.removeLast(fields.count - wantedCount)
                batch.columns.removeLast(fields.count - wantedCount)
                try body(rows.count == batch.rowCount ? batch : batch.gathered(rows.span))
            }
        }
    }
}
