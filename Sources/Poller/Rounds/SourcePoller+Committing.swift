internal import Bytes
internal import JSONColumns

extension SourcePoller {
    /// Sends a round's records, and writes down how far the partitions have come.
    ///
    /// - Returns: the keys of the partitions that could not be had.
    mutating func finish(
        _ fetches: [SliceFetch], _ mode: PollMode, now: Int64, into report: inout PollReport
    ) throws(PollProblem) -> Set<String> {
        let done = fetches.filter { $0.phase == .done }
        let before = state
        var batch = batch(of: done)
        report.known += batch.knownCount
        if !batch.records.isEmpty {
            guard try states.isCurrent() else { throw Self.rival(source.name) }
            try ports.sink.append(batch.records)
            report.records += batch.records.count
        }
        for fetch in done { advance(fetch, mode) }
        for (key, id) in batch.contents { state.contents[key] = id }
        let failed = note(fetches, mode, now: now, into: &report)
        if state != before || !batch.records.isEmpty {
            state.offsets = try ports.sink.ends()
            try write()
            report.rounds += 1
        }
        uncovered.subtract(batch.ids)
        batch.records = []
        return failed
    }

    /// The records of a round that are not in the topic yet, in the order of time.
    private func batch(of fetches: [SliceFetch]) -> RoundBatch {
        var known = uncovered
        for partitions in [state.partitions] + state.backfills.values {
            for partition in partitions.values { known.formUnion(partition.recent.map(\.id)) }
        }
        var batch = RoundBatch()
        var order: [(time: Int64, index: Int)] = []
        var found: [(SliceFetch.FetchedRecord, stream: String)] = []
        for fetch in fetches {
            let stream = fetch.group.label
            for record in fetch.records {
                order.append((record.record.eventTime ?? .max, found.count))
                found.append((record, stream))
            }
        }
        order.sort { ($0.time, $0.index) < ($1.time, $1.index) }
        for (_, index) in order {
            let (fetched, stream) = found[index]
            let record = fetched.record
            if source.records.sendsChangesOnly {
                let key = record.key
                guard (batch.contents[key] ?? state.contents[key]) != record.id else {
                    batch.knownCount += 1
                    continue
                }
                batch.contents[key] = record.id
            }
            guard known.insert(record.id).inserted else {
                batch.knownCount += 1
                batch.ids.append(record.id)
                continue
            }
            batch.append(fetched, source: source.name, stream: stream)
        }
        return batch
    }

    /// Moves the partitions of a fetch.
    private mutating func advance(_ fetch: SliceFetch, _ mode: PollMode) {
        for (place, member) in fetch.group.members.enumerated() {
            var partition = state[mode][member.key] ?? PartitionState()
            partition.trouble = nil
            switch fetch.range {
            case .now: break
            case .time(let slice): partition.time = slice.end
            case .id(let id): partition.id = fetch.lastID.map { $0.addingSaturated(1) } ?? id
            }
            // Looked up for all partitions together, so that one of a group may hold them.
            partition.recent =
                place == 0 ? recent(of: fetch, mode, before: partition.recent) : partition.recent
            state[mode][member.key] = partition
        }
    }

    /// The records that the next poll may bring again.
    ///
    /// Those of polls before are kept as long as the lookback reaches them: a vendor may leave a
    /// record out of one answer and bring it again in the next.
    private func recent(
        of fetch: SliceFetch, _ mode: PollMode, before: [PartitionState.RecentRecord]
    ) -> [PartitionState.RecentRecord] {
        let since: Int64
        switch (fetch.range, mode.cursor) {
        case (.now, _): since = .min
        case (.time(let slice), .time(let cursor)):
            since = slice.end.addingSaturated(-cursor.lookback)
        default: return []
        }
        if source.records.sendsChangesOnly { return [] }
        let recent = fetch.records.compactMap { fetched in
            let time = fetched.record.eventTime ?? fetched.fetchedAt
            return time >= since
                ? PartitionState.RecentRecord(id: fetched.record.id, time: time) : nil
        }
        var ids = Set(recent.map(\.id))
        // Where there is no cursor the last answer that had records is what the next repeats.
        let isNow = if case .now = fetch.range { true } else { false }
        let kept = before.filter {
            isNow ? recent.isEmpty : $0.time >= since && ids.insert($0.id).inserted
        }
        return (kept + recent).suffix(source.limits.recentRecords)
    }

    /// Notes what could not be had.
    private mutating func note(
        _ fetches: [SliceFetch], _ mode: PollMode, now: Int64, into report: inout PollReport
    ) -> Set<String> {
        var failed: Set<String> = []
        for fetch in fetches {
            guard case .failed(let reason) = fetch.phase else { continue }
            for member in fetch.group.members {
                var partition = state[mode][member.key] ?? PartitionState()
                partition.trouble = PartitionState.Trouble(
                    since: partition.trouble?.since ?? now,
                    polls: (partition.trouble?.polls ?? 0) + 1, reason: reason)
                state[mode][member.key] = partition
                failed.insert(member.key)
                report.failures.append(
                    PollReport.PartitionFailure(partition: member.key, reason: reason))
            }
        }
        return failed
    }
}

/// The records of a round, ready to be sent.
private struct RoundBatch {
    var records: [OutgoingRecord] = []
    var knownCount = 0
    /// Records that were found to be in the topic.
    var ids: [RecordID] = []
    /// The newest content by key, for sources that send changes only.
    var contents: [String: RecordID] = [:]

    mutating func append(_ fetched: SliceFetch.FetchedRecord, source: String, stream: String) {
        let record = fetched.record
        records.append(
            OutgoingRecord(
                key: record.key, value: record.value,
                headers: [
                    .init(RecordHeader.source, source),
                    .init(RecordHeader.stream, stream),
                    .init(RecordHeader.request, fetched.requestID),
                    .init(RecordHeader.fetched, RFC3339.text(fetched.fetchedAt)),
                    .init(RecordHeader.record, record.id.hex),
                ], id: record.id))
    }
}
