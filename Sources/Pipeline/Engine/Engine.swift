import Columnar

/// The micro-batch engine: a state machine that is told events and answers with jobs.
///
/// It is owned by one thread and never blocks: reading, computing and storing are jobs, which the
/// owner runs wherever it likes, in any order and in parallel, and whose results come back as
/// events. All of exactly-once lies in the ledger's compare-and-swap and in the determinism of the
/// operators; the engine only decides when things happen. A simulation runs it on one thread, with
/// jobs in an order drawn from a seed, over a store that fails and crashes.
///
/// Where anything goes wrong with a lane there is one way on: its memory is dropped and it is
/// started from the lake again, which is also what happens after a crash.
public final class Engine {
    let settings: EngineSettings
    let ports: EnginePorts
    let notify: (EngineNotice) -> Void

    /// The lanes in a fixed order, so that decisions never depend on hashing.
    var lanes: [LaneControl] = []
    var laneIndex: [LaneID: Int] = [:]
    /// Every table with the time at which it last moved.
    var tables: [TableControl] = []
    var tableIndex: [String: Int] = [:]

    var flush: Flush?
    /// The time of the last flush that committed, from its start to its last commit.
    var flushTook: Int64?
    /// Whether a lane waits for memory.
    var lacksMemory = false
    var derived = DerivedControl()
    var isDraining = false
    var draws: UInt64 = 0
    var jobs: [Job] = []

    /// Makes an engine over its lanes; `notify` is called on the owner's thread.
    public init(
        lanes: [LaneSetup], settings: EngineSettings, ports: EnginePorts,
        notify: @escaping (EngineNotice) -> Void
    ) {
        self.settings = settings
        self.ports = ports
        self.notify = notify
        add(lanes)
    }

    /// Takes up lanes, where they are not known yet: those of the start, and of partitions that
    /// were added since.
    ///
    /// They are started with the next event.
    public func add(_ setups: [LaneSetup]) {
        for setup in setups.sorted(by: { $0.lane < $1.lane }) where laneIndex[setup.lane] == nil {
            laneIndex[setup.lane] = lanes.count
            lanes.append(LaneControl(setup))
            for table in setup.tables where tableIndex[table.path] == nil {
                tableIndex[table.path] = tables.count
                tables.append(TableControl(table: table))
            }
        }
    }

    /// Tells the engine an event at a time (monotonic nanoseconds); returns the jobs that it wants
    /// done.
    public func handle(_ event: EngineEvent, now: Int64) -> [Job] {
        switch event {
        case .available(let lane):
            if let index = laneIndex[lane] { lanes[index].mayHaveData = true }
        case .tick: break
        case .drain: isDraining = true
        case .finished(let result): settle(result.outcome, now: now)
        }
        schedule(now: now)
        defer { jobs = [] }
        return jobs
    }

    /// Whether everything is done: drained, caught up, or no lane can go on.
    public var isFinished: Bool { lanesHaveEnded && flush == nil && derived.isSettled }

    var lanesHaveEnded: Bool {
        lanes.allSatisfy {
            if case .ended = $0.phase { $0.retired == nil && $0.jobsInFlight == 0 } else { false }
        }
    }

    /// The lanes that stopped for good, with the reason.
    public var halts: [(lane: LaneID, halt: LaneHalt)] {
        lanes.compactMap { lane in lane.halt.map { (lane.lane, $0) } }
    }

    /// Sorts a job's result to the part that waits for it.
    private func settle(_ outcome: JobResult.Outcome, now: Int64) {
        switch outcome {
        case .closed(let lane): endJob(of: lane)
        case .recovered(let ticket, let result): recovered(ticket, result, now: now)
        case .processed(let ticket, let result): processed(ticket, result, now: now)
        case .encoded(let ticket, let result): encoded(ticket, result, now: now)
        case .detached(let parts): detached(parts, now: now)
        case .committed(let path, let parts, let result):
            committed(path, parts, result, now: now)
        case .captured(let ticket, let result): captured(ticket, result, now: now)
        case .stateSaved(let ticket, let offset, let result):
            stateSaved(ticket, offset: offset, result, now: now)
        case .derived(let result): derivedAdvanced(result, now: now)
        case .maintained(let path, let result): maintained(path, result)
        }
    }

    /// Looks at everything once and starts what may be started.
    private func schedule(now: Int64) {
        endIfFencedOff()
        lacksMemory = false
        for index in lanes.indices { scheduleLane(index, now: now) }
        scheduleFlush(now: now)
        for index in lanes.indices { scheduleState(index, now: now) }
        for index in lanes.indices {
            endLaneIfDone(index)
            // At once: an engine whose last lane has ended waits for its memory to be closed.
            closeRetired(index)
        }
        scheduleDerived(now: now)
        scheduleMaintenance(now: now)
    }

    /// Notes that a job which used a lane's memory has ended, whatever life it belonged to.
    func endJob(of lane: LaneID) {
        if let index = laneIndex[lane] { lanes[index].jobsInFlight -= 1 }
    }

    /// The lane of a ticket, if it still lives the same life.
    func live(_ ticket: LaneTicket) -> Int? {
        guard let index = laneIndex[ticket.lane], lanes[index].life == ticket.life else {
            return nil
        }
        return index
    }
}

/// What the engine knows of a table.
struct TableControl {
    let table: LaneTable
    var movedAt: Int64?
    var isMaintaining = false
    /// When maintenance was begun last.
    var maintainedAt: Int64?
}
