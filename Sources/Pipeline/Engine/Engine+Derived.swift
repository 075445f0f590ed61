/// What the engine knows of GOLD.
struct DerivedControl {
    /// Whether a source may have changed since the last advance began.
    var isStale = true
    var isRunning = false
    var isMaintaining = false
    /// When maintenance was begun last.
    var maintainedAt: Int64?
    var advancedAt: Int64?
    var failures = 0
    var failure: String?
    var retryAt: Int64 = .min
    /// Why it stopped for good.
    var halt: LaneHalt?

    /// What notices call it.
    static let name = "gold"

    /// Whether nothing is left to do.
    var isSettled: Bool { !isRunning && (!isStale || halt != nil) }
}

extension Engine {
    /// Brings GOLD up to date at its cadence, and at once when all lanes have ended.
    func scheduleDerived(now: Int64) {
        guard let tables = ports.derived else {
            derived.isStale = false
            return
        }
        guard derived.isStale, !derived.isRunning, derived.halt == nil, now >= derived.retryAt
        else { return }
        let isDue = derived.advancedAt.map { now - $0 >= settings.derivedAge } ?? true
        guard isDue || (lanesHaveEnded && flush == nil) else { return }
        derived.isRunning = true
        derived.isStale = false
        derived.advancedAt = now
        jobs.append(Job(.io, "advance gold") { .derived(attempt { try tables.advance() }) })
    }

    func derivedAdvanced(_ result: Result<DerivedProgress, JobFailure>, now: Int64) {
        derived.isRunning = false
        switch result {
        case .success(let progress):
            derived.failures = 0
            derived.failure = nil
            if !progress.isUpToDate { derived.isStale = true }
            guard progress.commits > 0 else { return }
            notify(.derivedAdvanced(progress))
            startDerivedMaintenance(now: now)
        case .failure(let failure): derivedFailed(failure, now: now)
        }
    }

    private func derivedFailed(_ failure: JobFailure, now: Int64) {
        derived.failure = failure.message
        if case .halt(let kind) = failure.reaction {
            // Another try would find the same; the lanes do not need GOLD.
            let halt = LaneHalt(kind, failure.message)
            derived.halt = halt
            notify(.derivedHalted(halt))
            return
        }
        derived.failures += 1
        notify(.derivedFailed(failure.message))
        // GOLD is made from the lake alone: it can be brought up to date at any later start,
        // so an engine that is otherwise done does not wait for it for ever.
        derived.isStale = derived.failures < settings.attempts || !lanesHaveEnded
        derived.retryAt = now + pause(after: min(derived.failures, 20))
    }

    /// When the engine wants to be told the time, at the latest; nil when only results matter.
    public func nextDeadline(now: Int64) -> Int64 {
        var deadline = now + 1_000_000_000
        for lane in lanes {
            if case .waiting(let until) = lane.phase { deadline = min(deadline, max(until, now)) }
            guard lane.isLive, flush == nil else { continue }
            for (position, table) in lane.setup.tables.enumerated() {
                if let since = lane.backlogSince[position] {
                    deadline = min(deadline, max(now, since + table.cadence.interval))
                }
            }
        }
        return deadline
    }
}
