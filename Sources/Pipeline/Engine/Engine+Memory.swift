/// The budget of memory: steps that wait to be encoded, and files that wait to be committed.
///
/// Beyond the budget no batch is begun, so that the source is not read. Encoding and committing
/// give memory back: they always go on.
extension Engine {
    /// Whether a lane may begin a batch; where not, the engine makes room for it.
    func takesRoom(_ index: Int) -> Bool {
        let held = heldMemory
        // Nothing could be given back: a budget smaller than a batch does not stand still.
        if held == 0 || held <= settings.memoryBytes - expectedMemory(lanes[index]) { return true }
        lacksMemory = true
        return false
    }

    /// Whether only a flush of all tables makes room.
    ///
    /// While steps wait, and not files are what is held, encoding them makes room as well, without
    /// files smaller than they need to be.
    var mustMakeRoom: Bool {
        guard lacksMemory else { return false }
        let queued = lanes.reduce(0) { $0 + stepMemory($1) }
        return queued == 0 || 2 * (heldMemory - queued) > settings.memoryBytes
    }

    /// What is held that encoding and committing give back.
    var heldMemory: Int {
        lanes.reduce(flush?.memory ?? 0) { $0 + stepMemory($1) + $1.fileMemory }
    }

    /// The steps of a lane, that under way included.
    private func stepMemory(_ lane: LaneControl) -> Int {
        lane.queuedMemory.reduce(lane.isProcessing ? expectedMemory(lane) : 0, +)
    }

    /// What a lane's next batch will take, by its last one.
    private func expectedMemory(_ lane: LaneControl) -> Int {
        lane.stepMemory ?? settings.readLimit.byteCount
    }
}

extension LaneControl {
    /// What the tables' files hold; one that stands at the end of what is encoded has none.
    fileprivate var fileMemory: Int {
        guard isLive else { return 0 }
        var total = 0
        for (index, table) in backlog.enumerated() where next[index] < encodedUntil {
            total += table.memory
        }
        return total
    }
}
