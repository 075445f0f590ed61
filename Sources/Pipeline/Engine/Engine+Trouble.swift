import Bytes

extension Engine {
    /// Reacts to a failure of a lane's job: starts it again from the lake, or halts it.
    func laneFailed(_ index: Int, _ failure: JobFailure, now: Int64) {
        lanes[index].failures += 1
        lanes[index].failedAt = lanes[index].next.min() ?? .min
        let lane = lanes[index].lane
        switch failure.reaction {
        case .halt(let kind): haltLane(index, LaneHalt(kind, failure.message))
        case .retry, .rebuild:
            guard lanes[index].failures < settings.attempts else {
                let message = "\(failure.message). gave up after \(settings.attempts) attempts"
                haltLane(index, LaneHalt(.unavailable, message))
                return
            }
            let pause = pause(after: lanes[index].failures)
            lanes[index].end(.waiting(until: now + pause))
            lanes[index].failure = failure.message
            notify(.laneRestarts(lane, pause: pause, reason: failure.message))
        }
    }

    private func haltLane(_ index: Int, _ halt: LaneHalt) {
        lanes[index].end(.ended)
        lanes[index].halt = halt
        derived.isStale = true
        notify(.laneHalted(lanes[index].lane, halt))
    }

    /// Ends a lane that waits when the engine is drained.
    ///
    /// One that waits since the start, or for another instance, has left nothing undone.
    func endWaiting(_ index: Int) {
        guard let failure = lanes[index].failure else {
            lanes[index].phase = .ended
            return
        }
        let place = lanes[index].next.min().map { " at offset \($0)" } ?? ""
        haltLane(
            index,
            LaneHalt(
                .unavailable,
                "lane \(lanes[index].lane) was left behind\(place). \(failure). "
                    + "start again when that is mended"))
    }

    /// Reacts to a lane that someone else advanced: reloads it, and leaves it alone for a while
    /// when that happens twice within a minute.
    func laneFenced(_ index: Int, table: String, now: Int64) {
        notify(.laneFenced(lanes[index].lane, table: table))
        let isContested = lanes[index].fencedAt.map { now - $0 < 60_000_000_000 } ?? false
        lanes[index].fencedAt = now
        lanes[index].isGivenUp = isContested
        let pause = isContested ? 30_000_000_000 + jitter(below: 30_000_000_000) : 0
        lanes[index].end(.waiting(until: now + pause))
        if pause > 0 {
            notify(
                .laneRestarts(
                    lanes[index].lane, pause: pause,
                    reason: "another instance works on this lane"))
        }
    }

    /// Whether other instances work on every lane that this one could work on.
    var isFencedOff: Bool {
        lanes.contains(where: \.isGivenUp)
            && lanes.allSatisfy { lane in
                if case .ended = lane.phase, lane.halt != nil { return true }
                return lane.isGivenUp
            }
    }

    /// Ends an engine that has no lane left: who started it decides whether it tries again.
    func endIfFencedOff() {
        guard isFencedOff else { return }
        var endsNow = false
        for index in lanes.indices {
            guard case .waiting = lanes[index].phase else { continue }
            lanes[index].phase = .ended
            endsNow = true
        }
        if endsNow { notify(.fencedOff) }
    }

    /// An exponential pause with full jitter.
    func pause(after failures: Int) -> Int64 {
        let ceiling = min(settings.pauseMax, settings.pauseMin << Int64(min(failures - 1, 20)))
        return ceiling / 2 + jitter(below: max(1, ceiling / 2))
    }

    private func jitter(below bound: Int64) -> Int64 {
        draws &+= 1
        let drawn = StableHash.mix(
            settings.seed ^ 0x9e37_79b9_7f4a_7c15, draws &* 0xd134_2543_de82_ef95)
        return Int64(drawn >> 1) % bound
    }
}
