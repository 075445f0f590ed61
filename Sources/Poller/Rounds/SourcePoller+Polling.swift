internal import Bytes
internal import JSONColumns

/// What a poll came to.
package struct PollReport: Sendable, Equatable {
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
    /// Adds another poll's; of failures only the newest are kept.
    package mutating func add(_ other: PollReport) {
        rounds += other.rounds
        records += other.records
        known += other.known
        heartbeats += other.heartbeats
        counts.add(other.counts)
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
    /// Polls until everything up to now is in the topic.
    ///
    /// - Parameters:
    ///   - keys: what another source has sent records of, for partitions that come from it.
    ///   - report: what happened is added to it, also where an error is thrown.
    /// - Throws: when the topic or the state cannot be written; `recover` comes next.
    package mutating func poll(
        keys: (_ source: String) -> [String] = { _ in [] }, into report: inout PollReport
    ) throws(PollProblem) -> PollEnd {
        try run(.live(source.cursor), keys: keys, into: &report)
    }

    /// Polls a range of time again, beside what is polled anyhow; goes on where it ended before.
    ///
    /// - Throws: also when the source has no cursor of times.
    package mutating func backfill(
        _ range: TimeSlice, keys: (_ source: String) -> [String] = { _ in [] },
        into report: inout PollReport
    ) throws(PollProblem) -> PollEnd {
        guard case .time(var cursor) = source.cursor else {
            throw PollProblem(
                "the source \(source.name) has no cursor of times: there is nothing to fill")
        }
        cursor.start = .at(range.start)
        cursor.end = range.end
        // A bar that begins in one slice and ends in the next belongs to the next.
        cursor.lookback = source.records.barInterval ?? 0
        let name = PollMode.name(of: range)
        let end = try run(.backfill(name: name, cursor), keys: keys, into: &report)
        guard end == .caughtUp, report.failures.isEmpty else { return end }
        state.backfills[name] = nil
        try write()
        return end
    }

    private mutating func run(
        _ mode: PollMode, keys: (_ source: String) -> [String], into report: inout PollReport
    ) throws(PollProblem) -> PollEnd {
        let partitions = SourcePartition.all(source.partitions, keys: keys)
        begin(mode, partitions, now: ports.clock.now())
        var given: Set<String> = []
        while true {
            let now = ports.clock.now()
            let open = partitions.filter { !given.contains($0.key) }
            let planned = plan(mode, open, now: now)
            guard !planned.isEmpty else { return .caughtUp }
            var round = FetchRound(planned, context, tokens: tokens, random: random)
            do throws(FetchRound.Interruption) {
                (tokens, random) = try round.run()
            } catch {
                report.add(round.fetches)
                return error.end
            }
            report.add(round.fetches)
            let failed = try finish(round.fetches, mode, now: now, into: &report)
            given.formUnion(failed)
            try sendHeartbeats(mode, partitions, now: now, into: &report)
            guard mode.isTime else { return .caughtUp }
        }
    }

    /// The fetches of the next round; none when there is nothing to ask for now.
    private func plan(
        _ mode: PollMode, _ partitions: [SourcePartition], now: Int64
    ) -> [SliceFetch] {
        let states = state[mode]
        func group(_ range: FetchRange, _ members: [SourcePartition]) -> [SliceFetch] {
            PartitionGroup.groups(of: members, source.partitions).map {
                SliceFetch($0, range, source)
            }
        }
        switch mode.cursor {
        case .none: return group(.now, partitions)
        case .id(let start, _):
            return Self.grouped(partitions) { states[$0.key]?.id ?? start }
                .flatMap { group(.id($0.value), $0.members) }
        case .time(let cursor):
            func time(_ partition: SourcePartition) -> Int64 { states[partition.key]?.time ?? now }
            guard let end = cursor.roundEnd(partitions.lazy.map(time), now: now) else { return [] }
            return Self.grouped(partitions, by: time).flatMap { start, members in
                cursor.slice(from: start, to: end).map { group(.time($0), members) } ?? []
            }
        }
    }

    /// Lets partitions that were never polled start where the source says, as of now.
    private mutating func begin(_ mode: PollMode, _ partitions: [SourcePartition], now: Int64) {
        guard case .time(let cursor) = mode.cursor else { return }
        for partition in partitions where state[mode][partition.key]?.time == nil {
            state[mode][partition.key, default: PartitionState()].time =
                cursor.firstTime(now: now)
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

/// What a poll goes through.
enum PollMode {
    /// What is polled from now on.
    case live(CursorPlan)
    /// A range of the past.
    case backfill(name: String, TimeCursor)

    /// What a backfill of a range is called in the state.
    static func name(of range: TimeSlice) -> String {
        "\(RFC3339.text(range.start))/\(RFC3339.text(range.end))"
    }

    var cursor: CursorPlan {
        switch self {
        case .live(let cursor): cursor
        case .backfill(_, let cursor): .time(cursor)
        }
    }

    var isTime: Bool {
        if case .time = cursor { return true }
        return false
    }
}

extension PollState {
    /// The partitions of a mode.
    subscript(mode: PollMode) -> [String: PartitionState] {
        get {
            switch mode {
            case .live: partitions
            case .backfill(let name, _): backfills[name] ?? [:]
            }
        }
        set {
            switch mode {
            case .live: partitions = newValue
            case .backfill(let name, _): backfills[name] = newValue
            }
        }
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
