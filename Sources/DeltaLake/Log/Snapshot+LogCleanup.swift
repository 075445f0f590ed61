import Bytes
import JSONColumns
import ObjectStorage

/// What a clean-up of a table's log did.
public struct LogCleanupReport: Sendable, Equatable {
    /// The oldest version that can be read for certain from now on; nil where nothing is old
    /// enough to go.
    public internal(set) var oldestVersion: Int64?
    /// The number of files removed from the log.
    public internal(set) var removedFiles = 0
    /// Their size in bytes.
    public internal(set) var removedBytes: Int64 = 0
}

extension Snapshot {
    /// Removes the commits and checkpoints that are older than the table's
    /// `delta.logRetentionDuration` (30 days), as Delta's "Metadata Cleanup" describes.
    ///
    /// Kept are the newest checkpoint that is not newer than the newest version older than the
    /// retention, and everything since: all versions within the retention can still be read. That
    /// checkpoint is read first; one that is damaged does not count. Deletions may end anywhere and
    /// go on another time: no kept version depends on what goes.
    ///
    /// Nothing that is younger than two days goes, whatever the table says: a writer that slept
    /// for that long reads the table anew, and must not take the number of a version that was
    /// cleaned up. Nothing goes where `delta.enableExpiredLogCleanup` is false.
    ///
    /// - Parameter now: milliseconds since 1970; the ages are those of the store's objects.
    /// - Throws: `DeltaError` of kind `unsupported` for a table that cannot be written;
    ///   `StoreError`.
    @discardableResult
    public func removeExpiredLog(now: Int64) throws -> LogCleanupReport {
        var report = LogCleanupReport()
        guard metadata.configuration["delta.enableExpiredLogCleanup"]?.lowercased() != "false",
            let retention = Retention.ofLog(metadata.configuration)
        else { return report }
        try ProtocolGate.checkWriting(tableProtocol, metadata)
        let day = Snapshot.ageMax
        let age = max(retention, 2 * day)
        // Whole days, as Spark cuts them: a log is cleaned up once a day.
        let cutoff = (now - age).flooredToMultiple(of: day)
        let log = try LogFolder(table.log)
        guard let expired = log.newestVersion(before: cutoff),
            let kept = log.checkpoints(upTo: expired).first(where: isIntact)
        else { return report }
        report.oldestVersion = kept.version
        for object in log.files(before: kept.version) {
            try table.store.delete(object.path)
            report.removedFiles += 1
            report.removedBytes += Int64(object.size)
        }
        try removeSidecars(of: log, from: kept.version, before: now - day, &report)
        _ = try table.store.removeAbandonedUploads(in: table.log.folder, before: now - day)
        return report
    }

    /// Whether a checkpoint can be read to its end.
    private func isIntact(_ place: CheckpointPlace) -> Bool {
        let reader = CheckpointReader(place, in: table.log)
        do {
            try reader.read(includingFiles: false) { _ in }
            try reader.forEachBatch(of: CheckpointSchema.filesNames) { _ in }
            return true
        } catch {
            return false
        }
    }

    /// Removes the sidecars that no kept checkpoint names, but for those of one that is being
    /// written.
    private func removeSidecars(
        of log: LogFolder, from oldest: Int64, before cutoff: Int64,
        _ report: inout LogCleanupReport
    ) throws {
        let old = log.sidecars.filter { $0.modified < cutoff }
        if old.isEmpty { return }
        var needed: Set<StorePath> = []
        for place in log.checkpoints(from: oldest) {
            do {
                needed.formUnion(try CheckpointReader(place, in: table.log).sidecars())
            } catch is CheckpointDamage {
                // Nobody knows what it names.
                return
            }
        }
        for object in old where !needed.contains(object.path) {
            try table.store.delete(object.path)
            report.removedFiles += 1
            report.removedBytes += Int64(object.size)
        }
    }
}
