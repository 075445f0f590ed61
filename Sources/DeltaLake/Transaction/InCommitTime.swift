import Bytes
import JSONColumns
import ObjectStorage

/// In-commit timestamps: a commit's time is in the commit and never goes back.
///
/// Protocol, "In-Commit Timestamps"; specification section 7.
enum InCommitTime {
    static let key = "inCommitTimestamp"
    static let feature = "inCommitTimestamp"
    static let enabled = "delta.enableInCommitTimestamps"
    static let enablementVersion = "delta.inCommitTimestampEnablementVersion"
    static let enablementTimestamp = "delta.inCommitTimestampEnablementTimestamp"

    static func isEnabled(_ needs: TableProtocol, _ metadata: TableMetadata) -> Bool {
        needs.features.contains(feature) && FeatureUse(metadata).isOn(enabled)
    }

    /// The time of the commit that follows a snapshot: now, but later than the one before.
    static func next(after snapshot: Snapshot, now: Int64) throws -> Int64 {
        guard isEnabled(snapshot.tableProtocol, snapshot.metadata) else { return now }
        guard let before = try previous(of: snapshot) else { return now }
        return max(now, before.addingSaturated(1))
    }

    /// Metadata that says since when the log has times, where the transaction turns them on.
    static func provenance(
        of metadata: TableMetadata, over snapshot: Snapshot, needs: TableProtocol, time: Int64
    ) -> TableMetadata {
        guard isEnabled(needs, metadata), !isEnabled(snapshot.tableProtocol, snapshot.metadata)
        else { return metadata }
        var metadata = metadata
        metadata.configuration[enablementVersion] = String(snapshot.version + 1)
        metadata.configuration[enablementTimestamp] = String(time)
        return metadata
    }

    private static func previous(of snapshot: Snapshot) throws -> Int64? {
        if let time = snapshot.inCommitTimestamp { return time }
        // A snapshot that began at a checkpoint of its own version has not read that commit.
        if let commit = try snapshot.table.log.commit(snapshot.version, skippingFiles: true) {
            return commit.info?[key]?.int64
        }
        return try snapshot.agreeingChecksum?.inCommitTimestamp ?? latest(in: snapshot)
    }

    /// A time that is not before a commit which is gone from the log: the latest that is known of
    /// what was written with it and after it.
    private static func latest(in snapshot: Snapshot) throws -> Int64? {
        let log = snapshot.table.log
        let place = try LogListing.find(in: log, version: snapshot.version).checkpoint
        let objects = try place?.files.map { try log.store.head($0).modified } ?? []
        let enabled = snapshot.metadata.configuration[enablementTimestamp].flatMap { Int64($0) }
        let marks = snapshot.transactions.compactMap(\.lastUpdated)
        return (objects + marks + [enabled].compactMap { $0 }).max()
    }
}
