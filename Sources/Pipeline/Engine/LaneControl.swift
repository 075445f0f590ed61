import Columnar

/// What the engine knows of a lane.
struct LaneControl {
    /// Where a lane is in its life.
    enum Phase {
        /// Waits to be started (again) at a time.
        case waiting(until: Int64)
        /// Is being recovered from the lake.
        case recovering
        /// Reads, processes and commits.
        case running
        /// Has processed all that it may; what it has is still to be committed.
        case finishing
        /// Is done: drained, caught up, or halted.
        case ended
    }

    let setup: LaneSetup
    var phase = Phase.waiting(until: .min)
    var life = 0
    var runtime: LaneRuntime?
    /// The memory of an earlier life, until the jobs that use it have ended.
    var retired: LaneRuntime?
    /// Jobs that use the lane's memory, of any life.
    var jobsInFlight = 0
    var halt: LaneHalt?

    /// The offset up to which records are processed, and up to which they are encoded.
    var position: Int64 = 0
    var encodedUntil: Int64 = 0
    /// What each table reflects, and what it has collected beyond that.
    var next: [Int64] = []
    var backlog: [TableBacklog] = []
    var backlogSince: [Int64?] = []
    /// The end that the source had at the first start.
    var target: Int64?
    /// The end that the source had at the last batch.
    var sourceEnd: Int64?

    var isProcessing = false
    var isEncoding = false
    var queuedSteps = 0
    /// What each step that waits takes in memory, the oldest first, and what the last one took.
    var queuedMemory: [Int] = []
    var stepMemory: Int?
    var mayHaveData = true
    var watermark: Int64?
    var recordsRead: Int64 = 0

    /// The state to be written once every table has reached it.
    var captured: CapturedState?
    var isCapturing = false
    var isSavingState = false
    var stateOffset: Int64 = 0
    var stateAt: Int64 = 0
    var bytesSinceState = 0

    /// Failures since every table last went on, the offset that every table had reached at the
    /// last one, and when the lane was last fenced.
    var failures = 0
    var failedAt: Int64 = .min
    var fencedAt: Int64?
    /// Why the lane waits, where that is a failure.
    var failure: String?
    /// Whether the lane waits because another instance works on it.
    var isGivenUp = false

    init(_ setup: LaneSetup) { self.setup = setup }

    var lane: LaneID { setup.lane }
    var ticket: LaneTicket { LaneTicket(lane: setup.lane, life: life) }

    /// Whether no job of the lane's memory is under way.
    var isQuiet: Bool { !isProcessing && !isEncoding && queuedSteps == 0 && !isCapturing }

    /// Whether the lane's tables may be committed.
    var isLive: Bool {
        switch phase {
        case .running, .finishing: runtime != nil
        default: false
        }
    }

    /// Whether any table stands behind what is encoded.
    var hasUncommitted: Bool { next.contains { $0 < encodedUntil } }

    /// The smallest `next` of the tables that depend on the lane's state.
    var statefulNext: Int64 {
        var floor = Int64.max
        for (index, table) in setup.tables.enumerated() where !table.isRaw {
            floor = min(floor, next[index])
        }
        return floor
    }

    /// Takes up what a recovery found.
    mutating func begin(_ recovered: RecoveredLane, runtime: LaneRuntime, now: Int64) {
        self.runtime = runtime
        phase = .running
        position = recovered.position
        encodedUntil = recovered.position
        next = recovered.next
        backlog = recovered.next.map { _ in TableBacklog() }
        backlogSince = recovered.next.map { _ in nil }
        if target == nil { target = recovered.high }
        sourceEnd = recovered.high
        (isProcessing, isEncoding, queuedSteps, mayHaveData) = (false, false, 0, true)
        queuedMemory = []
        captured = nil
        isCapturing = false
        isSavingState = false
        stateOffset = recovered.snapshot ?? recovered.position
        stateAt = now
        bytesSinceState = 0
    }

    /// Gives up the lane's memory.
    ///
    /// Results of jobs under way will be ignored; what they use is closed, and the lane may start
    /// again, once they have ended.
    mutating func end(_ phase: Phase) {
        if let runtime { retired = runtime }
        runtime = nil
        life += 1
        self.phase = phase
        captured = nil
        (isProcessing, isEncoding, queuedSteps, isCapturing) = (false, false, 0, false)
        isSavingState = false
        queuedMemory = []
        backlog = backlog.map { _ in TableBacklog() }
    }

    /// Notes what the tables have collected, and since when.
    mutating func note(_ encoded: EncodedStep, now: Int64) {
        encodedUntil = encoded.until
        backlog = encoded.backlog
        for index in backlog.indices where backlog[index].rows > 0 && backlogSince[index] == nil {
            backlogSince[index] = now
        }
    }
}
