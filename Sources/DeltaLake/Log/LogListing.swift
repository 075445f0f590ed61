import ObjectStorage

/// A checkpoint whose files are all there.
struct CheckpointPlace: Sendable, Hashable {
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
        in log: DeltaLog, version: Int64? = nil, avoiding damaged: Set<CheckpointPlace> = []
    ) throws -> LogListing {
        let hint = try log.lastCheckpoint()?.version
        if let hint, version.map({ $0 >= hint }) ?? true {
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
    /// Several writers may have made one each, of the same state.
    private var checkpointsV2: [Int64: [StorePath]] = [:]

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
                checkpointsV2[version, default: []].append(object.path)
            case .compaction, .checksum:
                break
            }
        }
    }

    func listing(_ wanted: Int64?, in log: DeltaLog, avoiding damaged: Set<CheckpointPlace>) throws
        -> LogListing
    {
        let versions = Set(checkpoints.keys).union(checkpointsV2.keys)
        let newestCheckpoint = versions.filter { !places($0).isEmpty }.max()
        guard let newest = [commits.last, newestCheckpoint].compactMap({ $0 }).max() else {
            throw DeltaError(.notFound, "there is no Delta table: \(log.folder) has no commit")
        }
        let version = wanted ?? newest
        if version > newest || version < 0 {
            throw DeltaError(.notFound, "there is no version \(version): the newest is \(newest)")
        }
        let checkpoint = versions.sorted(by: >).lazy
            .filter { $0 <= version }.flatMap(places).first { !damaged.contains($0) }
        let listing = LogListing(version: version, checkpoint: checkpoint)
        try checkContiguous(listing, in: log)
        return listing
    }

    /// The checkpoints of a version of which all parts are there: any of them will do.
    private func places(_ version: Int64) -> [CheckpointPlace] {
        let classic = (checkpoints[version] ?? [:]).sorted { $0.key < $1.key }
            .filter { parts, files in Set(files.map(\.part)).count == parts }
            .map { CheckpointPlace(version: version, files: $0.value.map(\.path)) }
        return classic
            + (checkpointsV2[version] ?? []).map {
                CheckpointPlace(version: version, files: [$0])
            }
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
