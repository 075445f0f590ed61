public import Columnar

/// Where lanes' start positions and state snapshots live.
public protocol StateStore: Sendable {
    /// The offset at which a lane started; nil when it never did.
    func start(of lane: LaneID) throws -> Int64?

    /// Records the lane's start, if no one has; returns the one that stands.
    func recordStart(of lane: LaneID, at offset: Int64) throws -> Int64

    /// The lane's snapshots of state, newest (largest offset) first.
    func snapshots(of lane: LaneID) throws -> [StateReference]

    /// Reads a snapshot of state; throws when it is damaged or of another configuration.
    func load(_ reference: StateReference) throws -> Batch

    /// Writes the lane's state after all records below `offset`, and removes snapshots that are no
    /// longer needed.
    func save(_ state: Batch, of lane: LaneID, at offset: Int64) throws
}

/// A snapshot of a lane's state.
public struct StateReference: Sendable, Equatable {
    /// The lane.
    public let lane: LaneID
    /// The first offset that the state does not reflect.
    public let offset: Int64
    /// Where it is stored.
    public let path: String

    /// Refers to a snapshot.
    public init(lane: LaneID, offset: Int64, path: String) {
        self.lane = lane
        self.offset = offset
        self.path = path
    }
}

/// Keeps tables that are derived from the lake's own (GOLD) up to date.
public protocol DerivedTables: Sendable {
    /// Brings the derived tables to the newest versions of their sources.
    func advance() throws -> DerivedProgress

    /// Does a step of what keeps them small on disk.
    func maintain() throws -> MaintenanceReport
}

/// What an advance of the derived tables did.
public struct DerivedProgress: Sendable, Equatable {
    /// Commits made.
    public var commits: Int
    /// Whether there was nothing left to do when it ended.
    public var isUpToDate: Bool

    /// Makes a progress.
    public init(commits: Int, isUpToDate: Bool) {
        self.commits = commits
        self.isUpToDate = isUpToDate
    }
}
