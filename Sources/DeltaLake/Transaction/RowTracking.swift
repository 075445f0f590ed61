import JSONColumns

/// Row tracking: every row has an id, which is its file's first id and its place in the file.
///
/// Protocol, "Row Tracking"; specification section 7.
enum RowTracking {
    static let domain = "delta.rowTracking"
    static let suspended = "delta.rowTrackingSuspended"
    static let enabled = "delta.enableRowTracking"
    /// The properties that name the hidden columns of rewritten files.
    static let materializedColumns = [
        "delta.rowTracking.materializedRowIdColumnName",
        "delta.rowTracking.materializedRowCommitVersionColumnName",
    ]

    /// Whether new files need row ids.
    static func isSupported(_ needs: TableProtocol, _ metadata: TableMetadata) -> Bool {
        needs.features.contains("rowTracking") && metadata.configuration[suspended] != "true"
    }

    /// The highest id given so far; -1 for none.
    static func highWaterMark(in snapshot: Snapshot) throws -> Int64 {
        guard let text = snapshot.domain(domain) else { return -1 }
        guard let value = try? JSONValue(parsing: text),
            let mark = value["rowIdHighWaterMark"]?.int64,
            (-1..<Int64.max).contains(mark)
        else {
            throw DeltaError(
                .corrupt, "the domain `\(domain)` does not say how many row ids there are: \(text)")
        }
        return mark
    }

    /// Files with ids above the snapshot's, and the domain that says which are taken then.
    ///
    /// Files that bring an id keep it: they were in the table before.
    static func assign(
        to files: [AddFile], over snapshot: Snapshot
    ) throws -> (files: [AddFile], domain: DomainMetadata?) {
        let before = try highWaterMark(in: snapshot)
        var mark = before
        let files = try files.map { file in
            guard file.baseRowID == nil else { return file }
            guard let rows = file.rowCount, rows >= 0, rows < Int64.max - max(mark, 0) else {
                throw DeltaError(
                    .invalid,
                    "\(file.path) does not say its number of rows, which row tracking needs")
            }
            var file = file
            file.baseRowID = mark + 1
            file.defaultRowCommitVersion = snapshot.version + 1
            mark += rows
            return file
        }
        if mark == before { return (files, nil) }
        let setting = JSONValue.object(["rowIdHighWaterMark": .integer(mark)])
        return (files, DomainMetadata(reserved: domain, configuration: setting.text))
    }
}
