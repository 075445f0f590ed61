public import JSONColumns
public import ObjectStorage

/// The way of a table back to what it was at an older version: as one new commit, which another
/// one can undo.
///
/// The files of that version come back, those that came since go, and the applications' progress
/// goes back with the rows that it speaks of, so that they write again what is taken away. The
/// schema and the properties are those of then; the protocol stays, as nothing that was written
/// since may be misread.
public struct Restoration: Sendable {
    /// The version that is restored.
    public let target: Int64
    /// The table as it is.
    public private(set) var snapshot: Snapshot
    /// The files that come back.
    public let adds: [AddFile]
    /// The files that go.
    public let removals: [AddFile]
    /// The applications that move, back or forth.
    public let progress: [AppProgress]
    /// The files that come back and are not there any more: vacuum took them.
    public let missing: [StorePath]
    private let metadata: TableMetadata?
    private let fileCount: Int
    private let byteCount: Int64

    /// Finds out what has to be done, and changes nothing.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - version: what it is to be as.
    ///   - beginning: for an application that the version does not know, the `txn` that means its
    ///     beginning (there is no taking back a `txn`); nil to leave it as it is.
    /// - Throws: `DeltaError` of kind `notFound` where the log does not reach back to that version,
    ///   `unsupported` where the table cannot be written or that version needs more than the table
    ///   now says; `StoreError`.
    public init(
        _ table: DeltaTable, to version: Int64, beginning: (String) throws -> Int64? = { _ in nil }
    ) throws {
        let current = try table.snapshot()
        try ProtocolGate.checkWriting(current.tableProtocol, current.metadata)
        let old = try table.snapshot(version: version)
        try Self.checkProtocol(old, against: current)
        let difference = try FileDifference(from: current, to: old)
        target = version
        snapshot = current
        adds = difference.adds
        removals = difference.removals
        fileCount = difference.fileCount
        byteCount = difference.byteCount
        progress = try Self.progress(from: current, to: old, beginning: beginning)
        metadata = old.metadata.isSame(as: current.metadata) ? nil : old.metadata
        let places = try adds.flatMap { file in
            [try table.path(of: file)]
                + [try file.deletionVector.flatMap(table.path(of:))]
                .compactMap { $0 }
        }
        missing = try places.filter {
            do {
                _ = try table.store.head($0)
                return false
            } catch let error as StoreError where error.kind == .notFound {
                return true
            }
        }
    }

    /// Whether the table is as it was then.
    public var isNeedless: Bool {
        adds.isEmpty && removals.isEmpty && progress.isEmpty && metadata == nil
    }

    /// Commits it; returns the new version.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - info: more members of `commitInfo`.
    ///   - random: gives the commit's id.
    /// - Throws: `DeltaError` of kind `invalid` where files are missing, `contended` where someone
    ///   else changed the table since this was made: make it anew; `StoreError`.
    public consuming func commit(
        info: JSONObject = [:], now: Int64, using random: inout some RandomNumberGenerator
    ) throws -> Int64 {
        if let first = missing.first {
            throw DeltaError(
                .invalid,
                "version \(target) cannot be restored: \(missing.count) of its files are gone, "
                    + "\(first) first. vacuum removed them")
        }
        if isNeedless { return snapshot.version }
        let transaction = transaction(info: info, now: now)
        switch try snapshot.commit(transaction, now: now, using: &random) {
        case .committed(let version): return version
        case .fenced, .conflicted:
            throw DeltaError(
                .contended,
                "\(snapshot.table.folder) was changed while it was restored: nothing was done. "
                    + "stop what writes to it, and try again")
        }
    }

    private func transaction(info: JSONObject, now: Int64) -> Transaction {
        let metrics: [(String, Int64)] = [
            ("tableSizeAfterRestore", byteCount),
            ("numOfFilesAfterRestore", Int64(fileCount)),
            ("numRemovedFiles", Int64(removals.count)),
            ("numRestoredFiles", Int64(adds.count)),
            ("removedFilesSize", removals.reduce(0) { $0 + $1.size }),
            ("restoredFilesSize", adds.reduce(0) { $0 + $1.size }),
        ]
        var members = info
        members["operationMetrics"] = .object(
            JSONObject(metrics.map { .init($0.0, .string(String($0.1))) }))
        let returning = adds.map { file in
            var file = file
            file.dataChange = true
            return file
        }
        return Transaction(
            operation: "RESTORE", operationParameters: ["version": String(target)],
            adds: returning, removes: removals.map { $0.removal(at: now) }, progress: progress,
            reads: .wholeTable, metadata: metadata, info: members)
    }

    private static func checkProtocol(_ old: Snapshot, against current: Snapshot) throws {
        let (before, now) = (old.tableProtocol, current.tableProtocol)
        let lost = Set(before.writerFeatures ?? []).union(before.readerFeatures ?? [])
            .subtracting(now.writerFeatures ?? []).subtracting(now.readerFeatures ?? [])
        guard lost.isEmpty, before.minReaderVersion <= now.minReaderVersion,
            before.minWriterVersion <= now.minWriterVersion
        else {
            throw DeltaError(
                .unsupported,
                "version \(old.version) needs more of its readers and writers than the table says "
                    + "now (\(lost.sorted().joined(separator: ", "))): it cannot be restored")
        }
    }

    private static func progress(
        from current: Snapshot, to old: Snapshot, beginning: (String) throws -> Int64?
    ) throws -> [AppProgress] {
        try current.transactions.compactMap { mark in
            guard let until = try old.transaction(mark.appID)?.version ?? beginning(mark.appID),
                until != mark.version
            else { return nil }
            return AppProgress(appID: mark.appID, from: mark.version, until: until)
        }
    }
}

/// By which files one version differs from another.
private struct FileDifference {
    private(set) var adds: [AddFile] = []
    private(set) var removals: [AddFile] = []
    private(set) var fileCount = 0
    private(set) var byteCount: Int64 = 0

    init(from current: Snapshot, to old: Snapshot) throws {
        var live: Set<FileKey> = []
        try current.forEachFile { live.insert($0.key) }
        var kept: Set<FileKey> = []
        try old.forEachFile { file in
            fileCount += 1
            byteCount += file.size
            if live.contains(file.key) {
                kept.insert(file.key)
            } else {
                adds.append(file)
            }
        }
        try current.forEachFile { if !kept.contains($0.key) { removals.append($0) } }
    }
}

extension TableMetadata {
    func isSame(as other: TableMetadata) -> Bool {
        schemaText.isSame(as: other.schemaText) && partitionColumns == other.partitionColumns
            && configuration == other.configuration && name == other.name
            && description == other.description
    }
}
