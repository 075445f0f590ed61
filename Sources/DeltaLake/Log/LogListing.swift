import ObjectStorage

/// A checkpoint whose files are all there.
struct CheckpointPlace: Sendable, Equatable {
    let version: Int64
    let files: [StorePath]
}

/// What a listing of the log says about a version: where to start, and what follows.
struct LogListing: Sendable {
    /// The version asked for, or the newest.
    let version: Int64
    /// The checkpoint to start from; nil to start from version 0.
    let checkpoint: CheckpointPlace?

    /// The first commit to be applied to the checkpoint.
    var firstCommit: Int64 { checkpoint.map { $0.version + 1 } ?? 0 }

    /// Finds the way to a version, or to the newest.
    ///
    /// `damaged` are checkpoints that turned out unreadable: they are passed over.
    static func find(
        in log: DeltaLog, version: Int64? = nil, avoiding damaged: Set<Int64> = []
    ) throws -> LogListing {
        let hint = try log.lastCheckpoint()?.version
        if let hint, version.map({ $0 >= hint }) ?? true, !damaged.contains(hint) {
            let after = try log.folder.appending(LogName.digits(hint))
            let files = try LogFiles(log, startAfter: after)
            if let listing = try? files.listing(version, in: log, avoiding: damaged),
                listing.checkpoint != nil
            {
                return listing
            }
        }
        return try LogFiles(log, startAfter: nil).listing(version, in: log, avoiding: damaged)
    }
}

/// The files of a log, sorted out.
private struct LogFiles {
    private var commits: [Int64] = []
    private var checkpoints: [Int64: [Int: [(part: Int, path: StorePath)]]] = [:]
    private var checkpointsV2: [Int64: StorePath] = [:]

    init(_ log: DeltaLog, startAfter: StorePath?) throws {
        for object in try log.store.list(log.folder, startAfter: startAfter) {
            guard object.path.parent == log.folder, let name = LogName(object.path.name) else {
                continue
            }
            switch name {
            case .commit(let version):
                commits.append(version)
            case .checkpoint(let version, let part, let parts):
                checkpoints[version, default: [:]][parts, default: []].append((part, object.path))
            case .checkpointV2(let version, _, _):
                checkpointsV2[version] = object.path
            case .compaction, .checksum:
                break
            }
        }
    }

    func listing(_ wanted: Int64?, in log: DeltaLog, avoiding damaged: Set<Int64>) throws
        -> LogListing
    {
        let versions = Set(checkpoints.keys).union(checkpointsV2.keys)
        let newestCheckpoint = versions.filter { place($0) != nil }.max()
        guard let newest = [commits.last, newestCheckpoint].compactMap({ $0 }).max() else {
            throw DeltaError(.notFound, "there is no Delta table: \(log.folder) has no commit")
        }
        let version = wanted ?? newest
        if version > newest || version < 0 {
            throw DeltaError(.notFound, "there is no version \(version): the newest is \(newest)")
        }
        let checkpoint = versions.sorted(by: >).lazy
            .filter { $0 <= version && !damaged.contains($0) }.compactMap(place).first
        let listing = LogListing(version: version, checkpoint: checkpoint)
        try checkContiguous(listing, in: log)
        return listing
    }

    /// The files of a checkpoint of which all parts are there.
    private func place(_ version: Int64) -> CheckpointPlace? {
        for (parts, files) in (checkpoints[version] ?? [:]).sorted(by: { $0.key < $1.key }) {
            if Set(files.map(\.part)).count == parts {
                return CheckpointPlace(version: version, files: files.map(\.path))
            }
        }
        return checkpointsV2[version].map { CheckpointPlace(version: version, files: [$0]) }
    }

    private func checkContiguous(_ listing: LogListing, in log: DeltaLog) throws {
        guard listing.firstCommit <= listing.version else { return }
        let present = Set(commits)
        for version in listing.firstCommit...listing.version where !present.contains(version) {
            throw DeltaError(
                .corrupt, "version \(version) is missing from the log in \(log.folder)")
        }
    }
}
