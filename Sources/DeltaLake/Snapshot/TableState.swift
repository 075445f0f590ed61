import JSONColumns

/// What a table is at a version: the actions of the log, the newest of each kind.
struct TableState: Sendable {
    private(set) var needs: TableProtocol?
    private(set) var metadata: TableMetadata?
    private(set) var transactions: [ByteText: AppTransaction] = [:]
    private(set) var domains: [ByteText: DomainMetadata] = [:]
    /// The files that are in the table; nil where they are not kept.
    private(set) var files: LiveFiles?
    /// When the newest commit says it was made, in milliseconds since 1970.
    private(set) var timestamp: Int64?
    /// The newest commit's `txnId`.
    private(set) var commitID: String?
    /// The newest commit's time by the table's own clock, which never goes back.
    private(set) var inCommitTimestamp: Int64?

    init(keepingFiles: Bool) {
        files = keepingFiles ? LiveFiles() : nil
    }

    /// Applies the actions of a newer commit.
    mutating func apply(_ commit: Commit) {
        timestamp = commit.info?["timestamp"]?.int64
        inCommitTimestamp = commit.info?[InCommitTime.key]?.int64
        commitID = commit.info?["txnId"]?.string
        guard files != nil else {
            for action in commit.actions { apply(action) }
            return
        }
        // A commit may remove a file and add it again: the add is what remains.
        for case .remove(let file) in commit.actions { files?.remove(file.key) }
        for action in commit.actions {
            if case .add(let file) = action { files?.add(file) } else { apply(action) }
        }
    }

    /// Applies an action of a checkpoint or a commit.
    mutating func apply(_ action: Action) {
        switch action {
        case .protocolChange(let newer): needs = newer
        case .metadata(let newer): metadata = newer
        case .transaction(let newer): transactions[ByteText(newer.appID)] = newer
        case .domain(let newer):
            domains[ByteText(newer.domain)] = newer.isRemoved ? nil : newer
        case .add(let file): files?.add(file)
        case .remove, .change, .commitInfo: break
        }
    }
}

/// The files of a table, in the order in which they came.
struct LiveFiles: Sendable {
    private var files: [AddFile?] = []
    private var places: [FileKey: Int] = [:]

    /// The number of files.
    var count: Int { places.count }

    /// Their number and their bytes.
    private(set) var totals = FileTotals()

    /// The files, oldest first.
    var all: [AddFile] { files.compactMap { $0 } }

    mutating func add(_ file: AddFile) {
        remove(file.key)
        places[file.key] = files.count
        files.append(file)
        totals.add(file.size)
    }

    mutating func remove(_ key: FileKey) {
        guard let place = places.removeValue(forKey: key) else { return }
        totals.remove(files[place]?.size ?? 0)
        files[place] = nil
        if files.count > 64, places.count < files.count / 2 { closeGaps() }
    }

    private mutating func closeGaps() {
        files.removeAll { $0 == nil }
        for (place, file) in files.enumerated() {
            if let file { places[file.key] = place }
        }
    }
}
