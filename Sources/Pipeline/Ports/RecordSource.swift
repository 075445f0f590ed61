public import Columnar

/// Where a lane's records come from.
///
/// Reading is pulled: not reading is the back-pressure. Calls for one lane never overlap; calls for
/// several lanes do.
public protocol RecordSource: Sendable {
    /// Starts a lane at an offset, wherever it stood before.
    func open(_ lane: LaneID, at offset: Int64) throws

    /// The next records of an open lane, or nil when there are none now. After nil, the source
    /// posts `EngineEvent.available` for the lane as soon as there are.
    func read(_ lane: LaneID, limit: ReadLimit) throws -> RecordBatch?

    /// Ends a lane; what was fetched for it is dropped.
    func close(_ lane: LaneID)

    /// The first offset that is there and the one after the last.
    func bounds(of lane: LaneID) throws -> Range<Int64>

    /// The offset after the last record of an open lane, as last heard; nil before that.
    ///
    /// Never waits: it is asked after every read.
    func end(of lane: LaneID) -> Int64?

    /// The record at an offset, alone in a batch; nil where there is none (any more).
    ///
    /// Asked of a lane that is not open, and waited for.
    func record(at offset: Int64, of lane: LaneID) throws -> RecordBatch?

    /// The offset at which a lane without history starts.
    func resolve(_ start: StartPosition, for lane: LaneID) throws -> Int64

    /// Tells the source where the lanes stand, for dashboards of consumer lag; never read back, and
    /// never waited for.
    func report(progress: [LaneID: Int64])
}

/// How much one read may return.
public struct ReadLimit: Sendable, Equatable {
    /// The most records.
    public var records: Int
    /// The most bytes of keys and values; one record larger than this is returned alone.
    public var byteCount: Int

    /// Makes a limit.
    public init(records: Int, byteCount: Int) {
        self.records = records
        self.byteCount = byteCount
    }
}

/// RAW as a source: records that Kafka may no longer have.
///
/// Calls for one lane never overlap; calls for several lanes do.
public protocol RecordArchive: Sendable {
    /// Records of a lane within `range`, from its start on; the batch's `next` says how far it
    /// reaches, and is beyond the start.
    func read(_ lane: LaneID, range: Range<Int64>, limit: ReadLimit) throws -> RecordBatch

    /// The last record of a lane below an offset, alone in a batch; nil where there is none.
    func lastRecord(of lane: LaneID, below next: Int64) throws -> RecordBatch?

    /// Drops what is held for a lane that reads no further.
    func close(_ lane: LaneID)
}

/// A failure of a port, sorted by what the engine does about it.
public struct PortError: Error, Sendable {
    /// What the engine does.
    public enum Reaction: Sendable {
        /// Tries the same call again, later.
        case retry
        /// Drops the lane's memory and starts it from the lake again.
        case rebuild
        /// Stops the lane.
        case halt(LaneHalt.Kind)
    }

    /// What the engine does.
    public let reaction: Reaction
    /// What, why and what to do, in one line.
    public let message: String

    /// Makes a failure.
    public init(_ reaction: Reaction, _ message: String) {
        self.reaction = reaction
        self.message = message
    }
}
