internal import Bytes

extension SourcePoller {
    /// The next round; without fetches when there is nothing to ask for now.
    ///
    /// - Throws: where a calendar does not know the dates.
    func plan(_ partitions: [SourcePartition], now: Int64) throws(PollProblem) -> PlannedRound {
        switch source.cursor {
        case .none: return PlannedRound(fetches(.now, partitions), at: roundSize)
        case .id(let start, _):
            // Pages of ids follow each other: what comes behind one may wait for the next round.
            let pages = min(roundSize.pages, source.limits.pages)
            let cut: Int? = if case .ids = source.paging { pages } else { nil }
            let all = Self.grouped(partitions) { state.partitions[$0.key]?.id ?? start }
                .flatMap { fetches(.id($0.value), $0.members, cut: cut) }
            var round = PlannedRound(all, at: roundSize)
            round.pages = cut ?? 1
            return round
        case .time(let cursor):
            return try plan(partitions, cursor.cut(to: roundSize.step), now: now)
        }
    }

    private func plan(
        _ partitions: [SourcePartition], _ cursor: TimeCursor, now: Int64
    ) throws(PollProblem) -> PlannedRound {
        let states = state.partitions
        func time(_ partition: SourcePartition) -> Int64 { states[partition.key]?.time ?? now }
        var open: [SourcePartition] = []
        for partition in partitions {
            let last = source.end(of: partition).addingSaturated(source.overhang)
            if last < .max, try cursor.slice(from: time(partition), to: last) == nil {
                continue
            }
            open.append(partition)
        }
        guard let span = try cursor.round(open.lazy.map(time), now: now) else {
            return PlannedRound([], at: roundSize)
        }
        var fetches: [SliceFetch] = []
        for (start, members) in Self.grouped(open, by: time) {
            for (last, members) in Self.grouped(members, by: source.end) {
                let end = min(span.end, last.addingSaturated(source.overhang))
                guard let slice = try cursor.slice(from: start, to: end) else { continue }
                fetches += self.fetches(.time(slice), members)
            }
        }
        var round = PlannedRound(fetches, at: roundSize)
        round.length = span.end.addingSaturated(-span.start)
        return round
    }

    private func fetches(
        _ range: FetchRange, _ members: [SourcePartition], cut: Int? = nil
    ) -> [SliceFetch] {
        PartitionGroup.groups(of: members, source.partitions).map {
            SliceFetch($0, range, source, cut: cut, pageSizes)
        }
    }

    /// Partitions by a value, in the order of the values.
    private static func grouped(
        _ partitions: [SourcePartition], by value: (SourcePartition) -> Int64
    ) -> [(value: Int64, members: [SourcePartition])] {
        Dictionary(grouping: partitions, by: value).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }
}
