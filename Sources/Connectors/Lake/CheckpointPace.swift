internal import DeltaLake

/// When a table's log is due for a checkpoint: so many commits after the last one.
///
/// The last one is that from which the log was read, whoever wrote it, or a later one of this
/// instance; a log without any counts from its beginning. So the runs of a service that starts anew
/// every few commits add up.
struct CheckpointPace: Sendable {
    private let commits: Int64
    private var written: Int64 = 0

    /// Wants a checkpoint after so many commits.
    init(commits: Int64) { self.commits = commits }

    /// Whether so many commits have passed since the last checkpoint.
    func isDue(_ snapshot: Snapshot) -> Bool {
        snapshot.version - max(written, snapshot.checkpointVersion ?? 0) >= commits
    }

    /// Counts from a checkpoint that was written; one that failed is due again.
    mutating func note(_ checkpoint: CheckpointSummary) {
        written = max(written, checkpoint.version)
    }
}
