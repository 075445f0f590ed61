import ObjectStorage

/// All files of a log with their ages, as whoever cleans it up has to see them.
struct LogFolder {
    private var commits: [(version: Int64, object: ObjectInfo)] = []
    private var others: [(version: Int64, isCheckpoint: Bool, object: ObjectInfo)] = []
    private var places: [CheckpointPlace] = []
    /// The files in `_sidecars`.
    private(set) var sidecars: [ObjectInfo] = []

    init(_ log: DeltaLog) throws {
        let sidecarFolder = try log.folder.appending("_sidecars")
        var parts: [Int64: [Int: [StorePath]]] = [:]
        for object in try log.store.list(log.folder) {
            if object.path.parent == sidecarFolder { sidecars.append(object) }
            guard object.path.parent == log.folder, let name = LogName(object.path.name) else {
                continue
            }
            switch name {
            case .commit(let version):
                commits.append((version, object))
            case .checkpoint(let version, _, let count):
                others.append((version, true, object))
                parts[version, default: [:]][count, default: []].append(object.path)
            case .checkpointV2(let version, _, _):
                others.append((version, true, object))
                places.append(CheckpointPlace(version: version, files: [object.path]))
            case .compaction(let version, _), .checksum(let version):
                others.append((version, false, object))
            }
        }
        for (version, counts) in parts {
            for (count, files) in counts where files.count == count {
                places.append(CheckpointPlace(version: version, files: files))
            }
        }
        places.sort { $0.version > $1.version }
    }

    /// The versions to which a checkpoint or the first commit leads without a gap; nil for none.
    var readableVersions: ClosedRange<Int64>? {
        guard let newest = [commits.last?.version, places.first?.version].compactMap({ $0 }).max()
        else { return nil }
        var first = newest + 1
        for (version, _) in commits.reversed() {
            if version == first - 1 { first = version }
        }
        if first == 0 { return 0...newest }
        return places.last { $0.version >= first - 1 }.map { $0.version...newest }
    }

    /// The newest version of which the commit, like all before it, was written before a time; nil
    /// for none.
    ///
    /// A commit counts as written after the one before it, whatever the store's clock says. One of
    /// a store without a clock, whose objects have the time 0, counts as new.
    func newestVersion(before cutoff: Int64) -> Int64? {
        commits.prefix { 0 < $0.object.modified && $0.object.modified < cutoff }.last?.version
    }

    /// The checkpoints of which all files are there, up to a version, the newest first.
    func checkpoints(upTo version: Int64) -> [CheckpointPlace] {
        places.filter { $0.version <= version }
    }

    /// The checkpoints of which all files are there, from a version on.
    func checkpoints(from version: Int64) -> [CheckpointPlace] {
        places.filter { $0.version >= version }
    }

    /// The files of the versions before one: the commits, then what summed them up, checkpoints
    /// last; the oldest of each first.
    func files(before version: Int64) -> [ObjectInfo] {
        let old = others.filter { $0.version < version }
        return commits.filter { $0.version < version }.map(\.object)
            + old.filter { !$0.isCheckpoint }.map(\.object)
            + old.filter(\.isCheckpoint).map(\.object)
    }
}
