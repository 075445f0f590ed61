public import Columnar

extension DeltaTable {
    /// Calls `body` with the rows that versions changed, version by version, in batches.
    ///
    /// A batch has the table's columns as they are at the last version, then those of
    /// `ChangeColumns`, or those that are asked for. The table must have had its change feed
    /// enabled (`delta.enableChangeDataFeed`) throughout.
    ///
    /// - Parameters:
    ///   - first: the first version whose changes are wanted.
    ///   - last: the last one; the newest if nil.
    ///   - columns: the columns that are wanted, in this order: the table's, and those of
    ///     `ChangeColumns`; all if nil.
    ///   - body: takes the rows.
    /// - Throws: `DeltaError` of kind `invalid` for versions that make no range, or in which the
    ///   feed was off, with their numbers; `notFound`, `corrupt`, `unsupported`; `StoreError`, of
    ///   kind `notFound` where a file has been vacuumed.
    public func changes(
        from first: Int64, to last: Int64? = nil, columns: [String]? = nil,
        _ body: (Batch) throws -> Void
    ) throws {
        let newest = try snapshot()
        let end = last == nil || last == newest.version ? newest : try snapshot(version: last)
        guard first >= 0, first <= end.version else {
            throw DeltaError(
                .invalid, "there are no changes from version \(first) to \(end.version)")
        }
        try checkFeed(from: first, to: end)
        let fields = try end.fields(columns?.filter { !ChangeColumns.include($0) })
        let times = try CommitTimes(newest)
        for version in first...end.version {
            let commit = try log.requiredCommit(version)
            let time = try times.time(of: commit)
            let changes = try CommitChanges(
                commit, of: self, isPartitioned: !end.metadata.partitionColumns.isEmpty)
            for part in changes.parts {
                try read(part, of: end, fields) { batch in
                    let changes = batch.asChanges(
                        part.kind, version: version, milliseconds: time)
                    try body(changes.selecting(columns))
                }
            }
        }
    }

    private func read(
        _ part: CommitChanges.Part, of end: Snapshot, _ fields: [SchemaField],
        _ body: (Batch) throws -> Void
    ) throws {
        let type = SchemaField(ChangeColumns.type, .primitive(.string))
        let reader = try TableFileReader(
            part.file, of: end, fields: part.kind == nil ? fields + [type] : fields,
            selection: part.selection)
        for group in 0..<reader.rowGroupCount {
            let batch = try reader.rows(ofGroup: group)
            if batch.rowCount > 0 { try body(batch) }
        }
    }

    /// Refuses versions in which the table did not have the feed: their changes are not all known.
    private func checkFeed(from first: Int64, to end: Snapshot) throws {
        var isOn = try (first == end.version ? end : snapshot(version: first)).metadata.hasFeed
        var off: [Int64] = isOn ? [] : [first]
        if first < end.version {
            for version in first + 1...end.version {
                for case .metadata(let metadata) in try log.requiredCommit(version).actions {
                    isOn = metadata.hasFeed
                }
                if !isOn { off.append(version) }
            }
        }
        guard let least = off.first, let most = off.last else { return }
        throw DeltaError(
            .invalid,
            "the table has no change feed for "
                + (least == most ? "version \(least)" : "versions \(least) to \(most)")
                + ": delta.enableChangeDataFeed was not true there")
    }
}

extension TableMetadata {
    fileprivate var hasFeed: Bool {
        FeatureUse(self).isOn("delta.enableChangeDataFeed")
    }
}
