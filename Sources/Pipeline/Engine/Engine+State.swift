extension Engine {
    /// Whether a lane's state should be taken after the next batch.
    func stateIsDue(_ index: Int, now: Int64) -> Bool {
        let lane = lanes[index]
        guard lane.captured == nil, !lane.isSavingState else { return false }
        return lane.bytesSinceState >= settings.stateBytes
            || (lane.bytesSinceState > 0 && now - lane.stateAt >= settings.stateAge)
    }

    /// Writes a captured state once every table reflects it, and captures one before a lane ends.
    func scheduleState(_ index: Int, now: Int64) {
        guard lanes[index].isLive, let runtime = lanes[index].runtime, !lanes[index].isSavingState
        else { return }
        if let captured = lanes[index].captured {
            if lanes[index].statefulNext >= captured.offset { saveState(index, captured, now: now) }
            return
        }
        guard case .finishing = lanes[index].phase, lanes[index].isQuiet,
            !lanes[index].hasUncommitted, flush == nil,
            lanes[index].stateOffset < lanes[index].position
        else { return }
        lanes[index].isCapturing = true
        lanes[index].jobsInFlight += 1
        let ticket = lanes[index].ticket
        let offset = lanes[index].position
        jobs.append(
            Job(.compute, "capture \(ticket.lane)") {
                .captured(
                    ticket,
                    attempt { CapturedState(offset: offset, state: try runtime.state()) })
            })
    }

    func captured(
        _ ticket: LaneTicket, _ result: Result<CapturedState, JobFailure>, now: Int64
    ) {
        endJob(of: ticket.lane)
        guard let index = live(ticket) else { return }
        lanes[index].isCapturing = false
        switch result {
        case .success(let state): lanes[index].captured = state
        case .failure(let failure): laneFailed(index, failure, now: now)
        }
    }

    private func saveState(_ index: Int, _ captured: CapturedState, now: Int64) {
        lanes[index].captured = nil
        lanes[index].isSavingState = true
        lanes[index].stateAt = now
        lanes[index].bytesSinceState = 0
        lanes[index].stateOffset = captured.offset
        let ticket = lanes[index].ticket
        let store = ports.state
        jobs.append(
            Job(.io, "save state \(ticket.lane)") {
                .stateSaved(
                    ticket, offset: captured.offset,
                    attempt {
                        try store.save(captured.state, of: ticket.lane, at: captured.offset)
                    })
            })
    }

    func stateSaved(
        _ ticket: LaneTicket, offset: Int64, _ result: Result<Void, JobFailure>, now: Int64
    ) {
        switch result {
        case .success: notify(.stateSaved(ticket.lane, offset: offset))
        case .failure(let failure): notify(.stateNotSaved(ticket.lane, failure.message))
        }
        guard let index = live(ticket) else { return }
        lanes[index].isSavingState = false
    }
}
