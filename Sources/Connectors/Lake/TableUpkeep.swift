internal import DeltaLake
internal import Pipeline
internal import Synchronization

/// Joins the small files of a table, and removes those and the versions that no one needs, a step
/// at a time.
///
/// What is due is looked at once after the start, and then at the plan's intervals. In the whole
/// lake one step is under way at a time, so that commits always find a thread for theirs.
final class TableUpkeep: Sendable {
    private struct Memory {
        var optimizer: Optimizer?
        var optimizeDue: Int64 = .min
        var vacuumDue: Int64 = .min
        var logCleanupDue: Int64 = .min
    }

    private let table: DeltaTable
    private let isJoined: Bool
    private let orderColumn: String?
    private let environment: LakeEnvironment
    private let memory = Mutex(Memory())

    /// The bytes that one step rewrites.
    private static let bytesPerStep: Int64 = 256 << 20

    /// - Parameter isJoined: whether small files are joined: not where rows are replaced anyway.
    init(_ snapshot: Snapshot, isJoined: Bool, environment: LakeEnvironment) {
        table = snapshot.table
        self.isJoined = isJoined
        orderColumn = LakeFileOrder.column(of: snapshot)
        self.environment = environment
    }

    /// Does a step of what is due.
    func step() throws -> MaintenanceReport {
        var report = MaintenanceReport()
        guard environment.upkeepTurn.take() else { return report }
        defer { environment.upkeepTurn.giveBack() }
        try memory.withLock { memory in
            let now = environment.now()
            if isJoined, let interval = environment.maintenance.optimizeInterval {
                try join(&memory, now: now, interval: interval / 1_000_000, &report)
            }
            if memory.optimizer == nil, let interval = environment.maintenance.vacuumInterval,
                now >= memory.vacuumDue
            {
                // A failure is not tried again before the next time.
                memory.vacuumDue = now + interval / 1_000_000
                try vacuum(now: now, &report)
            }
            if let interval = environment.maintenance.logCleanupInterval,
                now >= memory.logCleanupDue
            {
                memory.logCleanupDue = now + interval / 1_000_000
                report.removedLogFiles = try table.snapshot().removeExpiredLog(now: now)
                    .removedFiles
            }
        }
        return report
    }

    private func join(
        _ memory: inout Memory, now: Int64, interval: Int64, _ report: inout MaintenanceReport
    ) throws {
        guard memory.optimizer != nil || now >= memory.optimizeDue else { return }
        memory.optimizeDue = now + interval
        var optimizer = memory.optimizer.take() ?? Optimizer(table, options)
        let before = optimizer.report
        var random = environment.random.fork()
        let hasMore = try optimizer.step(now: now, using: &random)
        report.joinedFiles = optimizer.report.removedFiles - before.removedFiles
        report.madeFiles = optimizer.report.addedFiles - before.addedFiles
        if hasMore { memory.optimizer = optimizer }
    }

    private var options: OptimizeOptions {
        var options = OptimizeOptions()
        options.targetByteCount = Int64(environment.maintenance.targetBytes)
        options.filesMin = environment.maintenance.filesMin
        options.bytesPerCommit = Self.bytesPerStep
        options.orderedBy = orderColumn
        options.memoryBytes = environment.maintenance.memoryBytes
        return options
    }

    private func vacuum(now: Int64, _ report: inout MaintenanceReport) throws {
        var options = VacuumOptions()
        options.retention = environment.maintenance.retention / 1_000_000
        // Whoever writes the pipeline file knows who reads the lake.
        options.allowsShortRetention = true
        let done = try table.vacuum(options, now: now)
        report.removedFiles = done.removedFiles
        report.removedBytes = done.removedBytes
    }
}

/// Whose turn it is to keep a table: one step at a time in all of a lake.
final class UpkeepTurn: Sendable {
    private let isTaken = Atomic(false)

    /// Takes the turn; false while another one has it.
    func take() -> Bool {
        isTaken.compareExchange(
            expected: false, desired: true, ordering: .acquiringAndReleasing
        ).exchanged
    }

    func giveBack() { isTaken.store(false, ordering: .releasing) }
}
