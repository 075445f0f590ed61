import ObjectStorage

/// The `_delta_log` folder of one table: commits by version, and what a listing finds.
struct DeltaLog: Sendable {
    let store: any ObjectStore
    let folder: StorePath

    init(store: any ObjectStore, table: StorePath) throws {
        self.store = store
        folder = try table.appending("_delta_log")
    }

    func path(_ name: LogName) throws -> StorePath { try folder.appending(name.text) }

    /// Reads the actions of a version; nil when there is no such commit.
    func commit(_ version: Int64, skippingFiles: Bool = false) throws -> Commit? {
        guard let lines = try CommitLines(version: version, in: self) else { return nil }
        return try Commit(lines: lines, skippingFiles: skippingFiles)
    }

    /// Reads the actions of a version that must be there.
    func requiredCommit(_ version: Int64, skippingFiles: Bool = false) throws -> Commit {
        try Commit(lines: requiredLines(version), skippingFiles: skippingFiles)
    }

    /// Reads the lines of a version that must be there.
    func requiredLines(_ version: Int64) throws -> CommitLines {
        guard let lines = try CommitLines(version: version, in: self) else {
            throw DeltaError(
                .corrupt,
                "version \(version) is missing from the log in \(folder): versions are contiguous")
        }
        return lines
    }

    /// The pointer to a recent checkpoint; nil when there is none or it is damaged.
    func lastCheckpoint() throws -> LastCheckpoint? {
        let path = try folder.appending(LastCheckpoint.name)
        return try store.getIfPresent(path).flatMap { LastCheckpoint(bytes: $0) }
    }
}
