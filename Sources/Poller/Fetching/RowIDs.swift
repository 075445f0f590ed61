internal import JSONColumns

extension SelectedRows {
    /// Keeps the records that have an id from one on, for sources whose cursor is an id.
    ///
    /// A record without an id is refused: the cursor could not go on behind it. Records below the
    /// id were asked for before, by vendors that count the last one in.
    ///
    /// - Returns: the ids in the order of the answer, and how many records were below.
    mutating func keepIDs(at path: ValuePath, from first: Int64) -> (ids: RowRun?, below: Int) {
        var ids: [Int64] = []
        var kept: [SourceRow] = []
        kept.reserveCapacity(rows.count)
        for row in rows {
            let value = path.first(in: row)
            guard let id = value?.int64 ?? value?.string.flatMap({ Int64($0) }) else {
                problems.add(
                    RowProblem(
                        .missingField, "there is no whole number under cursor.from",
                        row: row.place))
                continue
            }
            ids.append(id)
            if id >= first { kept.append(row) }
        }
        rows = kept
        return (RowRun(ids), ids.count - kept.count)
    }
}
