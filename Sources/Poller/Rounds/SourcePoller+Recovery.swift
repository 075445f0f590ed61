internal import Bytes
internal import JSONColumns
internal import Platform

extension SourcePoller {
    /// Finds out how far the source has come: from its state, and from the topic what was sent
    /// after that was written.
    package mutating func recover() throws(PollProblem) {
        let found = try states.read()
        if let found, found.topic != source.topic {
            throw PollProblem(
                "the source \(source.name) has written to \(found.topic) so far, and its file"
                    + " names \(source.topic). reset it with ticklake poll state reset")
        }
        var wasOpen = found?.isOpen ?? false
        state = found ?? PollState(source: source.name, topic: source.topic)
        // Recent records reach as far back as the lookback that they were kept for.
        if source.lookback > state.lookback ?? .max { state.offsets = [:] }
        state.lookback = source.lookback
        state.isOpen = true
        // Before anything is sent, so that another poller of the source ends.
        try write()
        if let range = source.backfill?.range {
            otherBackfills = try states.backfillNumbers(overlapping: range)
            if !wasOpen { wasOpen = try states.isOpen(anyOf: otherBackfills.keys) }
        }
        let wanted = wantedRecords
        let isWhole = state.offsets.isEmpty
        var sent = try ports.sink.sent(wanted, from: state.offsets)
        lanes = sent.ends.keys.sorted()
        if wasOpen { try collectLateRecords(wanted, into: &sent) }
        if isWhole { readEnds = sent.ends }
        uncovered = sent.ids
        state.contents.merge(sent.newest) { $1 }
        guard uncovered.isEmpty, source.backfill == nil else { return }
        // A process that is killed before its first round ends begins behind what was seen here.
        state.offsets = sent.ends
        try write()
    }

    /// What a killed process had handed to its sockets still comes in for a moment.
    ///
    /// It is given a second. A heartbeat that says nothing then goes into each partition: once
    /// brokers have acknowledged it, all that stands before it can be read.
    private func collectLateRecords(
        _ wanted: SentRecords.Wanted, into sent: inout SentRecords
    ) throws(PollProblem) {
        var isQuiet = false
        while !isQuiet {
            pause()
            try ports.sink.append(Self.heartbeats(at: 0, lanes: lanes))
            let before = sent
            let later = try ports.sink.sent(wanted, from: sent.ends)
            sent.add(later)
            isQuiet = before.ids == sent.ids && before.newest == sent.newest
        }
    }

    /// The source's records that may come again.
    private var wantedRecords: SentRecords.Wanted {
        let now = ports.clock.now()
        var times = Int64.min..<Int64.max
        switch source.cursor {
        case .time(let cursor):
            let first = cursor.firstTime(now: now)
            let earliest = state.partitions.values.compactMap(\.time).min() ?? first
            let since = min(earliest, first).addingSaturated(-cursor.lookback)
            times = since..<max(since, source.backfill?.range.end ?? .max)
        case .none where state.offsets.isEmpty && !source.records.sendsChangesOnly:
            // What there is now is seldom older, and the topic may be long.
            times = now.addingSaturated(-Self.longestAge)..<Int64.max
        case .none, .id: break
        }
        return SentRecords.Wanted(
            source: source.name, times: times, newestOnly: source.records.sendsChangesOnly)
    }

    /// Forgets what was found in the topic, once all that could bring it again was asked for.
    ///
    /// A backfill has come to its end then: the next one of the range begins anew.
    mutating func settleUp() throws(PollProblem) {
        if source.backfill != nil {
            state.partitions = [:]
            uncovered = []
            try write()
        } else if !uncovered.isEmpty {
            uncovered = []
            // What was read before is known no more.
            readEnds = [:]
            state.offsets = try ports.sink.ends()
            try write()
        }
    }

    /// Gives partitions that cannot be had what was found in the topic and not asked for yet.
    ///
    /// Else one of them would keep the offsets where they are, and each process that follows would
    /// read the topic from there.
    mutating func leave(_ failed: Set<String>) throws(PollProblem) {
        guard source.backfill == nil, !uncovered.isEmpty,
            uncovered.count <= Self.leftMax / max(failed.count, 1)
        else { return }
        // Kept until the partition has come as far as this.
        let now = ports.clock.now()
        let left = uncovered.map { PartitionState.RecentRecord(id: $0, time: now) }
        for key in failed {
            var partition = state.partitions[key] ?? PartitionState()
            guard partition.recent.count + left.count <= source.limits.recentRecords else { return }
            partition.recent += left
            state.partitions[key] = partition
        }
        try settleUp()
    }

    /// Records that are written into the state for partitions in trouble.
    private static let leftMax = 20_000

    /// Says that the process has ended well.
    package mutating func close() throws(PollProblem) {
        state.isOpen = false
        try write()
    }

    /// Waits for records that are on their way; a request to end is heard later.
    private func pause() {
        let nothing = Inbox<Int>()
        _ = ports.clock.next(
            from: nothing, until: ports.clock.now().addingSaturated(Self.settleNanoseconds))
    }

    /// How long a killed process' last records may take into the topic.
    private static let settleNanoseconds: Int64 = 1_000_000_000

    /// How far back a whole topic is looked through for what a source without cursor has sent.
    private static let longestAge: Int64 = 30 * 86_400_000_000_000

    /// Writes the state.
    ///
    /// - Throws: when another poller polls the same source.
    mutating func write() throws(PollProblem) {
        guard try states.write(state) else { throw rival }
    }

    /// Makes sure that nobody else sends what is about to be sent.
    mutating func checkAlone() throws(PollProblem) {
        guard try states.isCurrent() else { throw rival }
        guard let backfill = source.backfill else { return }
        guard try states.backfillNumbers(overlapping: backfill.range) == otherBackfills else {
            throw PollProblem(
                "another backfill of \(source.name) fills a part of this range. this one ends:"
                    + " start it again when the other has ended")
        }
        guard var live = ports.liveStates, try !live.isCurrent() else { return }
        guard backfill.leaves(try live.read()) else {
            throw PollProblem(
                "the live poller of \(source.name) has begun with what this backfill fills. start"
                    + " the backfill again: it leaves to that poller what that one sends")
        }
        ports.liveStates = live
    }

    /// Lets partitions that were never polled start where the source says, as of now.
    mutating func begin(_ partitions: [SourcePartition], now: Int64) throws(PollProblem) {
        guard case .time(let cursor) = source.cursor else { return }
        let new = partitions.filter { state.partitions[$0.key]?.time == nil }
        guard !new.isEmpty else { return }
        let first = cursor.firstTime(now: now)
        for partition in new {
            state.partitions[partition.key, default: PartitionState()].time = first
        }
        guard source.backfill == nil else { return try write() }
        let future = TimeSlice(start: first.addingSaturated(-cursor.lookback), end: .max)
        // Were this process killed, the next one would have to look as far back.
        if try !states.backfillNumbers(overlapping: future).isEmpty { state.offsets = [:] }
        // A backfill that sees this ends; what it was just sending is found.
        try write()
        try findBackfilled(future)
    }

    /// Looks the topic through for what backfills have sent of partitions that are now polled for
    /// the first time.
    private mutating func findBackfilled(_ future: TimeSlice) throws(PollProblem) {
        let filled = try states.backfillNumbers(overlapping: future)
        guard !filled.isEmpty else { return }
        var sent = try ports.sink.sent(wantedRecords, from: readEnds)
        if try states.isOpen(anyOf: filled.keys) {
            try collectLateRecords(wantedRecords, into: &sent)
        }
        uncovered.formUnion(sent.ids)
    }

    private var rival: PollProblem {
        PollProblem(
            "another process has polled the source \(source.name), or has set or reset its state."
                + " this one ends: let one process poll a source, and start it again when the"
                + " other has ended")
    }
}
