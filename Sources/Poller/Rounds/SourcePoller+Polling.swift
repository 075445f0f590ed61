internal import Bytes
internal import JSONColumns

/// What a poll came to.
package struct PollReport: Sendable, Equatable {
    /// The things that were asked for one by one; of several polls, of the last.
    package var partitions = 0
    /// Rounds that were sent and written down.
    package var rounds = 0
    /// Rounds that did not fit into memory, and were asked again in halves.
    package var halved = 0
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
        halved += other.halved
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
        begun = ports.clock.now()
        try begin(partitions, now: begun)
        var asked = AskedPartitions()
        while true {
            let now = ports.clock.now()
            let before = report
            defer { ports.metrics?.count(report, since: before) }
            noteProgress(of: partitions)
            let planned: PlannedRound
            do throws(PollProblem) {
                planned = try plan(partitions.filter { !asked.contains($0) }, now: begun)
            } catch {
                return .sourceStopped(reason: error.description)
            }
            guard !planned.fetches.isEmpty else {
                // Time goes on while a market is closed. What there is now was asked for from the
                // poll's beginning on.
                let time = source.hasTimeCursor ? now : begun
                try sendHeartbeats(partitions, now: time, into: &report)
                return try caughtUp(asked.failed)
            }
            var round = FetchRound(planned.fetches, context, tokens: tokens, random: random)
            defer { random = round.random }
            do throws(FetchRound.Interruption) {
                try round.run()
            } catch {
                report.add(round.fetches)
                if error == .tooLarge, roundSize.halve(planned, source) {
                    report.halved += 1
                    continue
                }
                return end(error, planned)
            }
            report.add(round.fetches)
            let failed = try finish(round.fetches, now: now, into: &report)
            asked.note(round.fetches, failed, source)
            if failed.isEmpty { roundSize.grow(after: planned, round) }
            if source.hasTimeCursor { try sendHeartbeats(partitions, now: now, into: &report) }
        }
    }

    private func end(_ interruption: FetchRound.Interruption, _ round: PlannedRound) -> PollEnd {
        switch interruption {
        case .stopped: .stopped
        case .source(let reason): .sourceStopped(reason: reason)
        case .host(let reason): .hostStopped(reason: reason)
        case .tooLarge: .sourceStopped(reason: context.redactor(round.tooLarge(source)))
        }
    }

    private mutating func caughtUp(_ failed: Set<String>) throws(PollProblem) -> PollEnd {
        if failed.isEmpty { try settleUp() } else { try leave(failed) }
        return .caughtUp
    }
}

extension PollReport {
    fileprivate mutating func add(_ fetches: [SliceFetch]) {
        for fetch in fetches { counts.add(fetch.counts) }
    }
}

/// The partitions that a poll has asked for all that it will.
private struct AskedPartitions {
    /// Those that could not be had.
    var failed: Set<String> = []
    /// Those of a source without a cursor of times, which has all there is now.
    private var done: Set<String> = []

    func contains(_ partition: SourcePartition) -> Bool {
        failed.contains(partition.key) || done.contains(partition.key)
    }

    mutating func note(_ fetches: [SliceFetch], _ failed: Set<String>, _ source: SourcePlan) {
        self.failed.formUnion(failed)
        guard !source.hasTimeCursor else { return }
        for fetch in fetches where fetch.phase == .done && !fetch.isCut {
            done.formUnion(fetch.group.members.lazy.map(\.key))
        }
    }
}
