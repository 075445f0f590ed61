public import ObjectStorage

/// What `vacuum` is to do.
public struct VacuumOptions: Sendable {
    /// For how many milliseconds files that are no longer needed are kept; nil for the table's
    /// `delta.deletedFileRetentionDuration`, or seven days.
    public var retention: Int64?
    /// Whether the retention may be shorter than the table's.
    public var allowsShortRetention = false
    /// Whether files are only listed.
    public var isDryRun = false

    /// The defaults.
    public init() {}
}

/// What `vacuum` did, or would do.
public struct VacuumReport: Sendable, Equatable {
    /// The number of files removed.
    public internal(set) var removedFiles = 0
    /// Their bytes.
    public internal(set) var removedBytes: Int64 = 0
    /// Writes that were begun before the retention and never ended, and are given up.
    public internal(set) var abandonedUploads = 0
    /// Files that nobody needs, but that are not old enough: they may belong to a write under way.
    public internal(set) var youngFiles = 0
    /// The files that the table needs.
    public internal(set) var neededFiles = 0
    /// For how many milliseconds files are kept.
    public internal(set) var retention: Int64 = 0
}

extension DeltaTable {
    /// Deletes the files in the table's folder that no one needs any more.
    ///
    /// Needed are the files of the newest version, those that left the table within the retention
    /// (versions of that age can still be read, and streams that follow the log find their files),
    /// and their deletion vectors. A file that nobody knows is deleted only when it is older than
    /// the retention: it may belong to a commit that is yet to come. What starts with `_` or `.` is
    /// not looked at, but for partition folders and `_change_data`; nor is a table within the
    /// folder.
    ///
    /// Others may write meanwhile. After each page of the listing the log is looked at again, and
    /// what newer commits name is kept. Between that look and the deletions of one page a commit
    /// can still come unseen. What it adds is new as a rule, and so too young to be deleted: the
    /// retention guards it. Only a commit that brings back files which left the table before the
    /// retention, such as a `Restoration` to a version older than that, must not run at the same
    /// time as `vacuum`.
    ///
    /// - Parameters:
    ///   - options: how old a file must be, and whether it is only shown.
    ///   - now: milliseconds since 1970.
    ///   - onFile: called with each file before it is deleted.
    /// - Throws: `DeltaError` of kind `invalid` for a retention that is shorter than the table's,
    ///   `unsupported` for a table that cannot be written; `StoreError`.
    public func vacuum(
        _ options: VacuumOptions = VacuumOptions(), now: Int64,
        onFile: (ObjectInfo) throws -> Void = { _ in }
    ) throws -> VacuumReport {
        let snapshot = try snapshot()
        // Before anything else: a feature may mean that more is needed than is known here.
        try ProtocolGate.checkWriting(snapshot.tableProtocol, snapshot.metadata)
        let usual = Retention.ofRemovedFiles(snapshot.metadata.configuration)
        let retention = options.retention ?? usual
        try check(retention, against: usual, options)
        let oldest = now - retention
        var needed = try NeededFiles(
            snapshot, removedSince: oldest, readingCommits: retention > usual)
        var report = VacuumReport()
        report.retention = retention
        let nested = try nestedTables()
        try store.forEachPage(in: folder) { page in
            var candidates: [(name: String, object: ObjectInfo)] = []
            for object in page {
                guard let name = object.path.relative(to: folder),
                    isData(name, snapshot.metadata), !nested.contains(where: object.path.isWithin)
                else { continue }
                if needed.contains(name) {
                    report.neededFiles += 1
                } else if object.modified >= oldest {
                    report.youngFiles += 1
                } else {
                    candidates.append((name, object))
                }
            }
            if candidates.isEmpty { return }
            // A restore may have brought back what was free to go when the log was read.
            try needed.followLog()
            for (name, object) in candidates {
                if needed.contains(name) {
                    report.neededFiles += 1
                    continue
                }
                try onFile(object)
                if !options.isDryRun { try store.delete(object.path) }
                report.removedFiles += 1
                report.removedBytes += Int64(object.size)
            }
        }
        if !options.isDryRun {
            report.abandonedUploads = try store.removeAbandonedUploads(in: folder, before: oldest)
        }
        return report
    }

    private func check(
        _ retention: Int64, against usual: Int64, _ options: VacuumOptions
    ) throws {
        if retention < 0 { throw DeltaError(.invalid, "a retention is not negative") }
        guard retention < usual, !options.allowsShortRetention else { return }
        throw DeltaError(
            .invalid,
            "a retention of \(Retention.text(retention)) is shorter than the table's "
                + "\(Retention.text(usual)): files of readers and writers that are at work now "
                + "may be deleted, and their commits lose rows")
    }

    /// The folders within this table's that are tables themselves.
    private func nestedTables() throws -> Set<StorePath> {
        var nested: Set<StorePath> = []
        try store.forEachPage(in: folder) { page in
            for object in page where object.path.parent.name == "_delta_log" {
                let owner = object.path.parent.parent
                if owner != folder { nested.insert(owner) }
            }
        }
        return nested
    }

    /// Whether an object's name, relative to the table, is one that data has.
    private func isData(_ name: String, _ metadata: TableMetadata) -> Bool {
        let parts = name.split(separator: "/")
        for (index, part) in parts.enumerated() {
            guard part.first == "_" || part.first == "." else { continue }
            if index == 0, part == "_change_data", parts.count > 1 { continue }
            let column = part.prefix { $0 != "=" }
            let isPartition =
                index < parts.count - 1 && column.utf8.count < part.utf8.count
                && metadata.isPartitionColumn(String(column))
            if !isPartition { return false }
        }
        return true
    }
}

extension ObjectStore {
    /// Calls `body` with the objects of a folder, at any depth, a page at a time.
    fileprivate func forEachPage(
        in folder: StorePath, _ body: ([ObjectInfo]) throws -> Void
    ) throws {
        let listing = listing(of: folder, startAfter: nil)
        while true {
            let page = try listing.next()
            try body(page.objects)
            if page.isLast { return }
        }
    }
}

extension Retention {
    /// A time span for people: `7 days`, `36 hours`.
    package static func text(_ milliseconds: Int64) -> String {
        for (unit, length) in [("day", Int64(86_400_000)), ("hour", 3_600_000), ("minute", 60_000)]
        where milliseconds >= length && milliseconds % length == 0 {
            let count = milliseconds / length
            return "\(count) \(unit)\(count == 1 ? "" : "s")"
        }
        return milliseconds % 1000 == 0
            ? "\(milliseconds / 1000) seconds" : "\(milliseconds) milliseconds"
    }
}
