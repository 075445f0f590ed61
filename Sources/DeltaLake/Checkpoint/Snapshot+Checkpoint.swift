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
    /// and all `txn` are kept; removed files are until the table's retention has passed. It is made
    /// of the checkpoint before it and the commits since, in memory that grows with the number of
    /// files that these name, by the length of their paths, and not with the table.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - sidecarByteCount: at how many bytes a sidecar is full and another follows, for tables
    ///     that have checkpoints with sidecars.
    @discardableResult
    public func writeCheckpoint(
        now: Int64, sidecarByteCount: Int = 64 << 20
    ) throws -> CheckpointSummary {
        let oldest = now - Retention.ofRemovedFiles(metadata.configuration)
        let (pointer, live) = try table.withoutDamagedCheckpoints(version: version) { listing in
            let job = CheckpointJob(
                self, listing, removedSince: oldest, sidecarByteCount: sidecarByteCount)
            return try job.run(now: now)
        }
        try point(to: pointer)
        writeChecksum(live)
        return CheckpointSummary(
            version: version, actionCount: Int(pointer.actionCount),
            fileCount: Int(pointer.fileCount ?? 0), byteCount: Int(pointer.byteCount ?? 0))
    }

    private func point(to pointer: LastCheckpoint) throws {
        // The pointer only goes forward.
        if let last = try table.log.lastCheckpoint(), last.version >= version { return }
        try table.store.put(table.log.folder.appending(LastCheckpoint.name), pointer.bytes())
    }
}
