/// What a running engine is doing, as plain values.
public struct EngineStatus: Sendable {
    /// The lanes in order.
    public var lanes: [LaneStatus]
    /// How long the last flush took from its start to its last commit; nil before the first.
    public var flushNanoseconds: Int64?
    /// Whether other instances work on every lane that this one could work on.
    public var isFencedOff = false
    /// Why GOLD is not up to date, if the last attempt failed.
    public var derivedFailure: String?
    /// Why GOLD stopped for good.
    public var derivedHalt: LaneHalt?

    /// Makes a status of lanes, where nothing else has happened.
    public init(lanes: [LaneStatus]) { self.lanes = lanes }

    /// Records processed since the start, over all lanes.
    public var recordsRead: Int64 { lanes.reduce(0) { $0 + $1.recordsRead } }

    /// The smallest watermark of the lanes that have one, in nanoseconds.
    public var watermark: Int64? { lanes.compactMap(\.watermark).min() }

    /// Whether the engine ends at the ends that the source had at the start.
    public var endsWhenCaughtUp = false

    /// Records between the lanes' positions and the ends that the source has now.
    public var lag: Int64 {
        lanes.reduce(0) { $0 + max(0, ($1.sourceEnd ?? $1.position) - $1.position) }
    }

    /// Records between the lanes' positions and the ends that the source had at the start.
    public var remaining: Int64 {
        lanes.reduce(0) { $0 + max(0, ($1.target ?? $1.position) - $1.position) }
    }
}

/// What a lane is doing.
public struct LaneStatus: Sendable {
    /// Where a lane is in its life.
    public enum Phase: String, Sendable {
        /// Waits to be started (again).
        case waiting
        /// Is being recovered from the lake.
        case recovering
        /// Reads, processes and commits.
        case running
        /// Commits what it has, and ends.
        case finishing
        /// Is done.
        case ended
    }

    /// The lane.
    public var lane: LaneID
    /// Where it is in its life.
    public var phase: Phase
    /// The offset up to which records are processed.
    public var position: Int64
    /// The end that the source had when the lane first started.
    public var target: Int64?
    /// The end that the source had at the lane's last batch.
    public var sourceEnd: Int64?
    /// The smallest offset that some table does not reflect.
    public var committed: Int64?
    /// The lane's watermark, in nanoseconds.
    public var watermark: Int64?
    /// Records processed since the start.
    public var recordsRead: Int64
    /// Why it stopped for good.
    public var halt: LaneHalt?

    /// Makes the status of a lane that has done nothing yet.
    public init(_ lane: LaneID, _ phase: Phase, position: Int64 = 0) {
        self.lane = lane
        self.phase = phase
        self.position = position
        recordsRead = 0
    }
}

extension Engine {
    /// What the engine is doing now.
    public var status: EngineStatus {
        var status = EngineStatus(lanes: lanes.map(\.status))
        status.flushNanoseconds = flushTook
        status.isFencedOff = isFencedOff
        status.endsWhenCaughtUp = settings.endsWhenCaughtUp
        status.derivedFailure = derived.failure
        status.derivedHalt = derived.halt
        return status
    }
}

extension LaneControl {
    fileprivate var status: LaneStatus {
        var status = LaneStatus(lane, phase.status, position: position)
        status.target = target
        status.sourceEnd = sourceEnd
        status.committed = next.min()
        status.watermark = watermark
        status.recordsRead = recordsRead
        status.halt = halt
        return status
    }
}

extension LaneControl.Phase {
    fileprivate var status: LaneStatus.Phase {
        switch self {
        case .waiting: .waiting
        case .recovering: .recovering
        case .running: .running
        case .finishing: .finishing
        case .ended: .ended
        }
    }
}
