import Bytes
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
        let restored = old.metadata.keepingColumnIDs(of: current.metadata)
        metadata = restored.isSame(as: current.metadata) ? nil : restored
        missing = try adds.flatMap { try table.places(of: $0) }.filter {
            try table.isMissing($0)
        }
    }

    /// Whether the table is as it was then.
    public var isNeedless: Bool {
        adds.isEmpty && removals.isEmpty && progress.isEmpty && metadata == nil
    }

    /// Refuses what `commit` would refuse, and changes nothing.
    ///
    /// - Throws: `DeltaError` of kind `invalid` where files are missing, or the table is
    ///   append-only and rows would leave it, or takes a property no longer that the version has;
    ///   `unsupported` where the version needs features that the table does not have.
    public func check() throws {
        if let first = missing.first {
            throw DeltaError(
                .invalid,
                "version \(target) cannot be restored: \(missing.count) of its files are gone, "
                    + "\(first) first. vacuum removed them")
        }
        if isNeedless { return }
        try transaction(info: [:], now: 0).check(for: snapshot)
    }

    /// Commits it; returns the new version.
    ///
    /// Between the finding out and the commit `vacuum` must not take files that are to come back:
    /// see there.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - info: more members of `commitInfo`.
    ///   - random: gives the commit's id.
    /// - Throws: what `check` throws; `DeltaError` of kind `contended` where someone else changed
    ///   the table since this was made, in whatever way: make it anew; `StoreError`.
    public consuming func commit(
        info: JSONObject = [:], now: Int64, using random: inout some RandomNumberGenerator
    ) throws -> Int64 {
        try check()
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
            ("removedFilesSize", removals.byteCount),
            ("restoredFilesSize", adds.byteCount),
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
            reads: .version, metadata: metadata, info: members)
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
            byteCount = byteCount.addingSaturated(file.size)
            if live.contains(file.key) {
                kept.insert(file.key)
            } else {
                adds.append(file)
            }
        }
        try current.forEachFile { if !kept.contains($0.key) { removals.append($0) } }
    }
}

extension DeltaTable {
    /// Where a file and its deletion vector lie.
    fileprivate func places(of file: AddFile) throws -> [StorePath] {
        let vector = try file.deletionVector.flatMap { try path(of: $0) }
        return [try path(of: file)] + (vector.map { [$0] } ?? [])
    }

    fileprivate func isMissing(_ place: StorePath) throws -> Bool {
        do {
            _ = try store.head(place)
            return false
        } catch let error as StoreError where error.kind == .notFound {
            return true
        }
    }
}

extension TableMetadata {
    func isSame(as other: TableMetadata) -> Bool {
        schemaText.isSame(as: other.schemaText) && partitionColumns == other.partitionColumns
            && configuration == other.configuration && name == other.name
            && description == other.description
    }

    /// The same, but for the highest id that a column ever had: an id is given once in a table's
    /// life, and files of versions since then hold columns of those that were given since.
    fileprivate func keepingColumnIDs(of newer: TableMetadata) -> TableMetadata {
        let key = ColumnIDs.property
        guard let highest = newer.configuration[key].flatMap({ Int64($0) }),
            highest > configuration[key].flatMap({ Int64($0) }) ?? .min
        else { return self }
        var metadata = self
        metadata.configuration[key] = String(highest)
        return metadata
    }
}
