extension Engine {
    /// Starts what a lane can do next: recovery, processing, encoding.
    func scheduleLane(_ index: Int, now: Int64) {
        closeRetired(index)
        switch lanes[index].phase {
        case .waiting(let until):
            if isDraining {
                endWaiting(index)
            } else if now >= until, flush == nil, lanes[index].jobsInFlight == 0 {
                // Not while a flush is under way: it may still move this lane's ledger.
                startRecovery(index)
            }
        case .recovering, .ended: break
        case .running:
            if isDraining || hasCaughtUp(index) {
                lanes[index].phase = .finishing
            } else {
                startProcessing(index, now: now)
            }
            startEncoding(index)
        case .finishing: startEncoding(index)
        }
    }

    /// Closes the memory of an earlier life when nothing uses it any more: neither a job, nor a
    /// flush, which takes parts out of it and writes their files.
    ///
    /// The end of a flush waits for no lane, and the next thing done is this.
    func closeRetired(_ index: Int) {
        guard let retired = lanes[index].retired, lanes[index].jobsInFlight == 0, flush == nil
        else { return }
        lanes[index].retired = nil
        lanes[index].jobsInFlight += 1
        let lane = lanes[index].lane
        jobs.append(
            Job(.io, "close \(lane)") {
                retired.close()
                return .closed(lane)
            })
    }

    private func hasCaughtUp(_ index: Int) -> Bool {
        guard settings.endsWhenCaughtUp, let target = lanes[index].target else { return false }
        guard lanes[index].position >= target, !lanes[index].isProcessing else { return false }
        notify(.laneCaughtUp(lanes[index].lane, position: lanes[index].position))
        return true
    }

    private func startRecovery(_ index: Int) {
        lanes[index].phase = .recovering
        lanes[index].failure = nil
        lanes[index].isGivenUp = false
        let ticket = lanes[index].ticket
        let recovery = LaneRecovery(
            setup: lanes[index].setup, ports: ports, acceptsLoss: settings.acceptsLoss)
        jobs.append(
            Job(.io, "recover \(ticket.lane)") {
                .recovered(ticket, attempt { try recovery.run() })
            })
    }

    func recovered(
        _ ticket: LaneTicket, _ result: Result<RecoveredLane, JobFailure>, now: Int64
    ) {
        guard let index = live(ticket) else { return }
        switch result {
        case .failure(let failure): laneFailed(index, failure, now: now)
        case .success(let found):
            for text in found.damaged { notify(.stateUnusable(ticket.lane, text)) }
            let runtime = LaneRuntime(found, setup: lanes[index].setup, ports: ports)
            lanes[index].begin(found, runtime: runtime, now: now)
            notify(
                .laneStarted(ticket.lane, position: found.position, snapshot: found.snapshot))
        }
    }

    private func startProcessing(_ index: Int, now: Int64) {
        guard let runtime = lanes[index].runtime, lanes[index].mayHaveData,
            !lanes[index].isProcessing, !lanes[index].isCapturing,
            lanes[index].queuedSteps < settings.queuedSteps, takesRoom(index)
        else { return }
        lanes[index].isProcessing = true
        lanes[index].jobsInFlight += 1
        lanes[index].mayHaveData = false
        let ticket = lanes[index].ticket
        let from = lanes[index].position
        let limit = settings.readLimit
        let captures = stateIsDue(index, now: now)
        jobs.append(
            Job(.compute, "process \(ticket.lane)") {
                .processed(
                    ticket,
                    attempt {
                        try runtime.process(from: from, limit: limit, capturesState: captures)
                    })
            })
    }

    func processed(
        _ ticket: LaneTicket, _ result: Result<ProcessedStep?, JobFailure>, now: Int64
    ) {
        endJob(of: ticket.lane)
        guard let index = live(ticket) else { return }
        lanes[index].isProcessing = false
        switch result {
        case .failure(let failure): laneFailed(index, failure, now: now)
        case .success(nil): break
        case .success(let step?):
            lanes[index].mayHaveData = true
            lanes[index].position = step.until
            lanes[index].queuedSteps += 1
            lanes[index].queuedMemory.append(step.memory)
            lanes[index].stepMemory = step.memory
            lanes[index].watermark = step.watermark
            if let end = step.sourceEnd { lanes[index].sourceEnd = end }
            lanes[index].recordsRead += Int64(step.records)
            lanes[index].bytesSinceState += step.bytes
            if let state = step.state {
                lanes[index].captured = CapturedState(offset: step.until, state: state)
            }
            if let halt = step.halt {
                lanes[index].halt = halt
                lanes[index].phase = .finishing
            }
        }
    }

    private func startEncoding(_ index: Int) {
        guard let runtime = lanes[index].runtime, !lanes[index].isEncoding,
            lanes[index].queuedSteps > 0
        else { return }
        lanes[index].isEncoding = true
        lanes[index].jobsInFlight += 1
        let ticket = lanes[index].ticket
        jobs.append(
            Job(.compute, "encode \(ticket.lane)") {
                .encoded(ticket, attempt { try runtime.encode() })
            })
    }

    func encoded(_ ticket: LaneTicket, _ result: Result<EncodedStep, JobFailure>, now: Int64) {
        endJob(of: ticket.lane)
        guard let index = live(ticket) else { return }
        lanes[index].isEncoding = false
        lanes[index].queuedSteps -= 1
        lanes[index].queuedMemory.removeFirst()
        switch result {
        case .failure(let failure): laneFailed(index, failure, now: now)
        case .success(let step): lanes[index].note(step, now: now)
        }
    }

    /// Ends a lane that has nothing left to do.
    func endLaneIfDone(_ index: Int) {
        guard case .finishing = lanes[index].phase, lanes[index].isQuiet,
            !lanes[index].hasUncommitted, flush == nil, !lanes[index].isSavingState,
            lanes[index].captured == nil
        else { return }
        let halt = lanes[index].halt
        lanes[index].end(.ended)
        derived.isStale = true
        if let halt { notify(.laneHalted(lanes[index].lane, halt)) }
    }
}
