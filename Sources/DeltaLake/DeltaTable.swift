public import ObjectStorage

/// Where a Delta table is: a folder of a store.
///
/// What it holds is asked by `snapshot`.
public struct DeltaTable: Sendable {
    /// The store.
    public let store: any ObjectStore
    /// The table's folder.
    public let folder: StorePath
    /// Who writes, as commits say it: `name/version`.
    public let engine: String

    /// What the paths of the table's files begin with where a log gives them whole, such as
    /// `abfss://lake@account.dfs.core.windows.net/ticks` or `/data/ticks`; nil if not known.
    public let location: String?

    /// Whether commits and checkpoints leave a checksum of their version, which readers that are
    /// built on Delta's kernel open a table by.
    public var writesChecksums = true

    /// How data files are read.
    public var reading = DeltaReadOptions()

    let log: DeltaLog

    /// Names a table, which need not be there.
    ///
    /// `location` is only needed to read tables in whose log some paths are not relative; tables in
    /// a local store know it themselves.
    public init(
        store: any ObjectStore, folder: StorePath, engine: String = "ticklake",
        location: String? = nil
    ) throws {
        self.store = store
        self.folder = folder
        self.engine = engine
        self.location = location ?? (store as? LocalStore).map { "\($0.root)/\(folder.text)" }
        log = try DeltaLog(store: store, table: folder)
    }

    /// Reads the table's log up to a version, by default the newest.
    ///
    /// `keepingFiles` holds the list of live files in memory and up to date: right for small tables
    /// that are rewritten. Without it a snapshot stays small, however many files there are, and the
    /// list is read from the log when it is asked for.
    ///
    /// - Throws: `DeltaError` of kind `notFound`, `unsupported` or `corrupt`; `StoreError`.
    public func snapshot(version: Int64? = nil, keepingFiles: Bool = false) throws -> Snapshot {
        try withoutDamagedCheckpoints(version: version) { listing in
            try Snapshot(self, listing: listing, keepingFiles: keepingFiles)
        }
    }

    /// The newest snapshot; nil when there is no table.
    public func snapshotIfPresent(keepingFiles: Bool = false) throws -> Snapshot? {
        do {
            return try snapshot(keepingFiles: keepingFiles)
        } catch let error as DeltaError where error.kind == .notFound {
            return nil
        }
    }

    /// What a version did; nil when there is no such version (yet, or any more).
    public func commit(_ version: Int64) throws -> Commit? { try log.commit(version) }

    /// The newest version.
    ///
    /// - Throws: `DeltaError` of kind `notFound` when there is no table.
    public func newestVersion() throws -> Int64 { try LogListing.find(in: log).version }

    /// Calls `body` with the way to a version; where it meets a damaged checkpoint, once more with
    /// a way around it.
    func withoutDamagedCheckpoints<Result>(
        version: Int64?, _ body: (LogListing) throws -> Result
    ) throws -> Result {
        var damaged: Set<CheckpointPlace> = []
        while true {
            let listing = try LogListing.find(in: log, version: version, avoiding: damaged)
            do {
                return try body(listing)
            } catch let damage as CheckpointDamage {
                guard damaged.insert(damage.place).inserted else { throw damage.error }
                do {
                    _ = try LogListing.find(in: log, version: version, avoiding: damaged)
                } catch let error as DeltaError where error.kind == .corrupt {
                    // There is no way around it.
                    throw damage.error
                }
            }
        }
    }
}

/// A checkpoint that cannot be read; an older one, or the commits, may do as well.
struct CheckpointDamage: Error {
    let place: CheckpointPlace
    let reason: String

    var error: DeltaError {
        DeltaError(.corrupt, "the checkpoint of version \(place.version) is damaged: \(reason)")
    }
}
