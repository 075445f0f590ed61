internal import Bytes
internal import JSONColumns

extension SourcePoller {
    /// Sends a round's records, and writes down how far the partitions have come.
    ///
    /// - Returns: the keys of the partitions that could not be had.
    mutating func finish(
        _ fetches: [SliceFetch], now: Int64, into report: inout PollReport
    ) throws(PollProblem) -> Set<String> {
        var fetches = fetches
        failIfMisread(&fetches)
        let before = state
        var moved: [String: PartitionState] = [:]
        for index in fetches.indices where fetches[index].phase == .done {
            do throws(PollProblem) {
                moved.merge(try advanced(by: fetches[index])) { $1 }
            } catch {
                fetches[index].fail(error.description)
            }
        }
        let done = fetches.filter { $0.phase == .done }
        let sent = try send(done, into: &report)
        state.partitions.merge(moved) { $1 }
        for fetch in done where !fetch.isCut {
            for member in fetch.group.members { hadAt[member.key] = begun }
        }
        state.contents.merge(sent.contents) { $1 }
        noteKeys(of: done, into: &report)
        let failed = note(fetches, now: now, into: &report)
        uncovered.subtract(sent.found)
        if state != before || sent.count > 0 {
            let ends = try ports.sink.ends()
            lanes = ends.keys.sorted()
            // A backfill that is started again may be left more by the live poller than it was at
            // first: it looks the whole topic through each time.
            if uncovered.isEmpty, source.backfill == nil { state.offsets = ends }
            try write()
            report.rounds += 1
        }
        return failed
    }

    /// Fails slices of which all was refused.
    ///
    /// So many that are refused, and not one that is taken since the process began, are the file's
    /// mistake rather than the vendor's. Slices may be too short to tell by one of them.
    private mutating func failIfMisread(_ fetches: inout [SliceFetch]) {
        if !hasTaken {
            hasTaken = !fetches.allSatisfy { $0.isEmpty && $0.counts.outside == 0 }
            refusedCount += fetches.reduce(0) { $0 + $1.counts.problems.count }
        }
        guard !hasTaken, refusedCount >= Self.refusedMax else { return }
        for index in fetches.indices where fetches[index].phase == .done {
            fetches[index].failIfMisread()
        }
    }

    private static let refusedMax = 3

    /// The partitions of a fetch as they are when its records are in the topic.
    ///
    /// - Throws: when there is more to remember than allowed.
    private func advanced(by fetch: SliceFetch) throws(PollProblem) -> [String: PartitionState] {
        let sent = recordsByMember(of: fetch)
        var moved: [String: PartitionState] = [:]
        for (place, member) in fetch.group.members.enumerated() {
            var partition = state.partitions[member.key] ?? PartitionState()
            partition.trouble = nil
            switch fetch.range {
            case .now: break
            case .time(let slice): partition.time = slice.end
            case .id(let id): partition.id = fetch.lastID.map { $0.addingSaturated(1) } ?? id
            }
            partition.recent = recent(sent[place], fetch.range, before: partition.recent)
            guard partition.recent.count <= source.limits.recentRecords else {
                throw PollProblem(
                    "the lookback of \(member.key) holds \(partition.recent.count) records, and"
                        + " only \(source.limits.recentRecords) may be remembered. make"
                        + " cursor.lookback smaller, or raise limits.recent")
            }
            moved[member.key] = partition
        }
        return moved
    }

    /// The records of a fetch by the member of its group that they are of.
    ///
    /// The vendor answers for the group; a record is of the member whose value its symbol is, or
    /// of the first where symbols are spelled otherwise than the vendor is asked for them.
    private func recordsByMember(of fetch: SliceFetch) -> [[PartitionState.RecentRecord]] {
        let members = fetch.group.members
        var sent: [[PartitionState.RecentRecord]] = members.map { _ in [] }
        guard !source.records.sendsChangesOnly else { return sent }
        var places: [String: Int] = [:]
        if members.count > 1 {
            for (place, member) in members.enumerated() {
                for value in member.values where places[value] == nil { places[value] = place }
            }
        }
        for answer in fetch.answers {
            for index in answer.indices {
                let time = answer.time(index) ?? answer.fetchedAt
                sent[places[answer.key(index)] ?? 0].append(
                    PartitionState.RecentRecord(id: answer.id(index), time: time))
            }
        }
        return sent
    }

    /// The records of a partition that the next poll may bring again.
    ///
    /// Each is kept once, though pages may overlap; those of polls before as long as the lookback
    /// reaches them: a vendor may leave a record out of one answer and bring it in the next.
    private func recent(
        _ sent: [PartitionState.RecentRecord], _ range: FetchRange,
        before: [PartitionState.RecentRecord]
    ) -> [PartitionState.RecentRecord] {
        switch range {
        case .id: return []
        // Where there is no cursor the last answer that had records is what the next repeats.
        case .now: return sent.isEmpty ? before : sent
        case .time(let slice):
            let since = slice.end.addingSaturated(-source.lookback)
            var ids: Set<RecordID> = []
            let fresh = sent.filter { $0.time >= since && ids.insert($0.id).inserted }
            return before.filter { $0.time >= since && ids.insert($0.id).inserted } + fresh
        }
    }

    /// Notes what could not be had.
    private mutating func note(
        _ fetches: [SliceFetch], now: Int64, into report: inout PollReport
    ) -> Set<String> {
        var failed: Set<String> = []
        for fetch in fetches {
            guard case .failed(let said) = fetch.phase else { continue }
            let reason = context.redactor(said)
            for member in fetch.group.members {
                var partition = state.partitions[member.key] ?? PartitionState()
                partition.trouble = PartitionState.Trouble(
                    since: partition.trouble?.since ?? now,
                    polls: (partition.trouble?.polls ?? 0) + 1, reason: reason)
                state.partitions[member.key] = partition
                failed.insert(member.key)
                report.failures.append(
                    PollReport.PartitionFailure(
                        partition: context.redactor(member.key), reason: reason))
            }
        }
        return failed
    }
}
