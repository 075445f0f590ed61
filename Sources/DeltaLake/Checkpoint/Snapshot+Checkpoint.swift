import Columnar
import JSONColumns
import ObjectStorage

/// What a checkpoint that was written holds.
public struct CheckpointSummary: Sendable, Equatable {
    /// The version.
    public let version: Int64
    /// The number of actions.
    public let actionCount: Int
    /// The number of live files.
    public let fileCount: Int
    /// The size in bytes.
    public let byteCount: Int
}

extension Snapshot {
    /// Writes a checkpoint of this version, and the pointer to it.
    ///
    /// It may be written at any time after the version's commit, by several writers at once, and
    /// again: it is seen whole or not at all, and nothing but speed depends on it. All live files
    /// and all `txn` are kept; removed files are until the table's retention has passed.
    ///
    /// - Parameter now: milliseconds since 1970.
    @discardableResult
    public func writeCheckpoint(now: Int64) throws -> CheckpointSummary {
        let oldest = now - Retention.ofRemovedFiles(metadata.configuration)
        let (bytes, rowCount, fileCount) = try table.withoutDamagedCheckpoints(version: version) {
            try checkpoint($0, removedSince: oldest)
        }
        let name = LogName.checkpoint(version, part: 1, parts: 1)
        try table.store.put(table.log.path(name), bytes)
        try pointToCheckpoint(actionCount: rowCount, byteCount: bytes.count, fileCount: fileCount)
        return CheckpointSummary(
            version: version, actionCount: rowCount, fileCount: fileCount, byteCount: bytes.count)
    }

    /// The file of a checkpoint, made of the one before it and the commits since.
    private func checkpoint(
        _ listing: LogListing, removedSince oldest: Int64
    ) throws -> ([UInt8], rowCount: Int, fileCount: Int) {
        var writer = try CheckpointWriter()
        try writer.append(.protocolChange(tableProtocol))
        try writer.append(.metadata(metadata))
        for transaction in transactions { try writer.append(.transaction(transaction)) }
        for domain in domains { try writer.append(.domain(domain)) }
        var pass = ReplayPass()
        for version in listing.commitsNewestFirst {
            for action in pass.newest(of: try table.log.requiredCommit(version)) {
                if case .remove(let file) = action, file.deletionTimestamp ?? 0 < oldest {
                    continue
                }
                try writer.append(action)
            }
        }
        if let place = listing.checkpoint {
            let names = CheckpointSchema.files.map(\.name)
            try CheckpointReader(place, in: table.log).forEachBatch(of: names) { batch in
                let rows = CarriedRows(of: batch, besides: pass, removedSince: oldest)
                try writer.append(batch.gathered(rows.rows.span), fileCount: rows.fileCount)
            }
        }
        let fileCount = writer.fileCount
        let (bytes, rowCount) = try writer.finish()
        return (bytes, rowCount, fileCount)
    }

    private func pointToCheckpoint(actionCount: Int, byteCount: Int, fileCount: Int) throws {
        // The pointer only goes forward.
        if let last = try table.log.lastCheckpoint(), last.version >= version { return }
        let pointer = LastCheckpoint(
            version: version, actionCount: Int64(actionCount), byteCount: Int64(byteCount),
            fileCount: Int64(fileCount))
        try table.store.put(table.log.folder.appending(LastCheckpoint.name), pointer.bytes())
    }
}
