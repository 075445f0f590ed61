/// What the engine has to say, as it happens; the service turns it into log lines and metrics.
public enum EngineNotice: Sendable {
    /// A lane starts at `position`; `snapshot` is the state it began from.
    case laneStarted(LaneID, position: Int64, snapshot: Int64?)
    /// A snapshot of state could not be used; an older one gives the same rows.
    case stateUnusable(LaneID, String)
    /// Someone else advanced the lane in a table.
    case laneFenced(LaneID, table: String)
    /// Other instances work on every lane: the engine ends.
    case fencedOff
    /// The lane is dropped from memory and started from the lake again after a pause.
    case laneRestarts(LaneID, pause: Int64, reason: String)
    /// The lane has stopped for good.
    case laneHalted(LaneID, LaneHalt)
    /// The lane has reached the end that the source had at the start.
    case laneCaughtUp(LaneID, position: Int64)
    /// A table has a new version.
    case committed(table: String, version: Int64, audits: [LaneID: LaneAudit], nanoseconds: Int64)
    /// Lanes hold so much memory that every table commits at once, before its cadence.
    case memoryFull(bytes: Int, limit: Int)
    /// A lane's state was written.
    case stateSaved(LaneID, offset: Int64)
    /// A lane's state could not be written; the next attempt is due with the next cadence.
    case stateNotSaved(LaneID, String)
    /// GOLD was brought up to date.
    case derivedAdvanced(DerivedProgress)
    /// GOLD could not be brought up to date; it is tried again.
    case derivedFailed(String)
    /// GOLD has stopped for good; the lanes go on.
    case derivedHalted(LaneHalt)
    /// A table's files were joined, or old ones removed.
    case maintained(table: String, MaintenanceReport)
    /// A table's maintenance failed; it is tried again later.
    case maintenanceFailed(table: String, String)
}
