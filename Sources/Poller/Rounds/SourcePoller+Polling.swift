internal import Bytes
internal import JSONColumns

/// What a poll came to.
package struct PollReport: Sendable, Equatable {
    /// The things that were asked for one by one; of several polls, of the last.
    package var partitions = 0
    /// Rounds that were sent and written down.
    package var rounds = 0
    /// Records that were sent.
    package var records = 0
    /// Records that had been sent before.
    package var known = 0
    /// Heartbeats that were sent.
    package var heartbeats = 0
    /// What was asked, and what came.
    package var counts = FetchCounts()
    /// Partitions that could not be had, with the reason.
    package var failures: [PartitionFailure] = []

    /// Nothing yet.
    package init() {}

    /// A partition that could not be had.
    package struct PartitionFailure: Sendable, Equatable {
        /// The partition's key.
        package let partition: String
        /// The reason.
        package let reason: String
    }
}

extension PollReport {
    /// Adds another poll's; of failures, and of what vendors' records have, only the newest are
    /// kept.
    package mutating func add(_ other: PollReport) {
        partitions = other.partitions
        rounds += other.rounds
        records += other.records
        known += other.known
        heartbeats += other.heartbeats
        let survey = counts.survey
        counts.add(other.counts)
        counts.survey = other.counts.survey.rowCount > 0 ? other.counts.survey : survey
        failures = other.failures
    }
}

/// How a poll ended.
package enum PollEnd: Sendable, Equatable {
    /// Everything up to now is polled, but for the failures of the report.
    case caughtUp
    /// The process is to end.
    case stopped
    /// Nothing of the source can be had until someone mends something.
    case sourceStopped(reason: String)
    /// The host sent us away.
    case hostStopped(reason: String)
}

extension SourcePoller {
    /// Polls until everything up to the poll's beginning is in the topic.
    ///
    /// - Parameters:
    ///   - lookup: finds the values of partitions that the source's file does not say.
    ///   - report: what happened is added to it, also where an error is thrown.
    /// - Throws: when the topic or the state cannot be written; `recover` comes next.
    package mutating func poll(
        lookup: PartitionLookup = { _ throws(PollProblem) in [] }, into report: inout PollReport
    ) throws(PollProblem) -> PollEnd {
        // A poll may bring nothing, and nothing would be written.
        try checkAlone()
        let partitions = try SourcePartition.all(source.partitions, lookup: lookup)
        report.partitions = partitions.count
        // What comes to be while it polls is the next poll's: else it would never be over where a
        // vendor tells finer times apart than a request takes.
        let begun = ports.clock.now()
        try begin(partitions, now: begun)
        var given: Set<String> = []
        while true {
            let now = ports.clock.now()
            let before = report
            defer { ports.metrics?.count(report, since: before) }
            noteProgress(of: partitions)
            let open = partitions.filter { !given.contains($0.key) }
            let planned: [SliceFetch]
            do throws(PollProblem) {
                planned = try plan(open, now: begun)
            } catch {
                return .sourceStopped(reason: error.description)
            }
            guard !planned.isEmpty else {
                // Time goes on while a market is closed.
                try sendHeartbeats(partitions, now: now, into: &report)
                return try caughtUp(given)
            }
            var round = FetchRound(planned, context, tokens: tokens, random: random)
            // A token that was good once is kept however the round ends.
            defer { (tokens, random) = (round.tokens, round.random) }
            do throws(FetchRound.Interruption) {
                try round.run()
            } catch {
                report.add(round.fetches)
                return error.end
            }
            report.add(round.fetches)
            let failed = try finish(round.fetches, now: now, into: &report)
            given.formUnion(failed)
            try sendHeartbeats(partitions, now: now, into: &report)
            guard case .time = source.cursor else { return try caughtUp(given) }
        }
    }

    private mutating func caughtUp(_ failed: Set<String>) throws(PollProblem) -> PollEnd {
        if failed.isEmpty { try settleUp() }
        return .caughtUp
    }

    /// The fetches of the next round; none when there is nothing to ask for now.
    ///
    /// - Throws: where a calendar does not know the dates.
    private func plan(
        _ partitions: [SourcePartition], now: Int64
    ) throws(PollProblem) -> [SliceFetch] {
        let states = state.partitions
        func group(_ range: FetchRange, _ members: [SourcePartition]) -> [SliceFetch] {
            PartitionGroup.groups(of: members, source.partitions).map {
                SliceFetch($0, range, source)
            }
        }
        switch source.cursor {
        case .none: return group(.now, partitions)
        case .id(let start, _):
            return Self.grouped(partitions) { states[$0.key]?.id ?? start }
                .flatMap { group(.id($0.value), $0.members) }
        case .time(let cursor):
            func time(_ partition: SourcePartition) -> Int64 { states[partition.key]?.time ?? now }
            var open: [SourcePartition] = []
            for partition in partitions {
                let last = source.end(of: partition).addingSaturated(source.overhang)
                if last < .max, try cursor.slice(from: time(partition), to: last) == nil {
                    continue
                }
                open.append(partition)
            }
            guard let end = try cursor.roundEnd(open.lazy.map(time), now: now) else { return [] }
            var fetches: [SliceFetch] = []
            for (start, members) in Self.grouped(open, by: time) {
                for (last, members) in Self.grouped(members, by: source.end) {
                    let end = min(end, last.addingSaturated(source.overhang))
                    guard let slice = try cursor.slice(from: start, to: end) else { continue }
                    fetches += group(.time(slice), members)
                }
            }
            return fetches
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

extension FetchRound.Interruption {
    fileprivate var end: PollEnd {
        switch self {
        case .stopped: .stopped
        case .source(let reason): .sourceStopped(reason: reason)
        case .host(let reason): .hostStopped(reason: reason)
        }
    }
}

extension PollReport {
    fileprivate mutating func add(_ fetches: [SliceFetch]) {
        for fetch in fetches { counts.add(fetch.counts) }
    }
}
