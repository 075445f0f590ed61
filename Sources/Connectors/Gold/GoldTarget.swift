internal import Columnar
internal import DeltaLake
internal import JSONColumns
internal import MarketData
internal import ObjectStorage
internal import Pipeline
internal import Synchronization

/// One of GOLD's tables: whole sessions are replaced, and the sources' versions move with them.
final class GoldTarget: Sendable {
    private let identity: LakeIdentity
    private let environment: LakeEnvironment
    private let place: TablePlace
    private let snapshot: Mutex<Snapshot>
    private let pace: Mutex<CheckpointPace>
    /// Removes what is left of replaced sessions.
    let upkeep: TableUpkeep
    private let bars: String
    private let instruments: String

    init(_ layout: LakeTableLayout, identity: LakeIdentity, environment: LakeEnvironment) throws {
        self.identity = identity
        self.environment = environment
        let paths = LakeLayout(pipeline: identity.pipeline)
        bars = paths.application(ofSource: GoldSources.barsPath)
        instruments = paths.application(ofSource: GoldSources.instrumentsPath)
        let opened = try LakeTable.open(layout, identity: identity, environment: environment)
        place = TablePlace(opened.table, opened.metadata)
        snapshot = Mutex(opened)
        upkeep = TableUpkeep(opened, isJoined: false, environment: environment)
        pace = Mutex(CheckpointPace(commits: environment.commitsPerCheckpoint))
    }

    /// The source versions that the table names.
    func position() throws -> GoldPosition {
        try snapshot.withLock { snapshot in
            try snapshot.update()
            return GoldPosition(
                bars: snapshot.transaction(bars)?.version ?? 0,
                instruments: snapshot.transaction(instruments)?.version ?? 0)
        }
    }

    /// The table's rows.
    func rows(columns: [String]) throws -> [Batch] {
        try snapshot.withLock { snapshot in
            var batches: [Batch] = []
            try snapshot.scan(columns: columns) { batches.append($0) }
            return batches
        }
    }

    /// Replaces the rows of sessions, or the `whole` table by them; false when someone else moved
    /// the table meanwhile.
    func replace(
        _ sessions: [(date: Int32, rows: Batch)], whole: Bool, from: GoldPosition,
        until: GoldPosition
    ) throws -> Bool {
        try snapshot.withLock { snapshot in
            let now = environment.now()
            var random = environment.random.fork()
            let transaction = try transaction(
                sessions, whole: whole, from: from, until: until, over: snapshot, now: now)
            switch try snapshot.commit(transaction, now: now, using: &random) {
            case .committed:
                try writeCheckpointIfDue(snapshot)
                return true
            case .fenced, .conflicted: return false
            }
        }
    }

    private func transaction(
        _ sessions: [(date: Int32, rows: Batch)], whole: Bool, from: GoldPosition,
        until: GoldPosition, over snapshot: Snapshot, now: Int64
    ) throws -> Transaction {
        let dates = Set(
            sessions.compactMap { PartitionValue.date("session_date", day: $0.date).text })
        var removes: [RemoveFile] = []
        for file in try snapshot.files() {
            let isReplaced = file.partitionValue("session_date").map(dates.contains) ?? false
            guard whole || isReplaced else { continue }
            removes.append(file.removal(at: now))
        }
        let audit: JSONValue = .object([
            "pipeline": .string(identity.pipeline),
            "configuration": .string(identity.configuration),
            "sources": .object([
                GoldSources.barsPath: .array([.integer(from.bars), .integer(until.bars)]),
                GoldSources.instrumentsPath: .array([
                    .integer(from.instruments), .integer(until.instruments),
                ]),
            ]),
        ])
        return Transaction(
            operation: "STREAMING UPDATE", operationParameters: ["outputMode": "Update"],
            adds: try sessions.compactMap { try write($0.rows, date: $0.date, now: now) },
            removes: removes,
            progress: steps(from: from, until: until, over: snapshot), reads: .wholeTable,
            info: [CommitAudit.member: audit])
    }

    private func steps(from: GoldPosition, until: GoldPosition, over snapshot: Snapshot)
        -> [AppProgress]
    {
        func step(_ application: String, _ from: Int64, _ until: Int64) -> AppProgress {
            // A restored table may stand at the beginning with an entry.
            let isKnown = snapshot.transaction(application) != nil
            return AppProgress(appID: application, from: isKnown ? from : nil, until: until)
        }
        var steps = [step(bars, from.bars, until.bars)]
        // A source that is not there yet has no version to name.
        if until.instruments > 0 {
            steps.append(step(instruments, from.instruments, until.instruments))
        }
        return steps
    }

    private func write(_ rows: Batch, date: Int32, now: Int64) throws -> AddFile? {
        guard rows.rowCount > 0 else { return nil }
        var random = environment.random.fork()
        var writer = try TableFileWriter(
            place.table, place.metadata,
            partition: [PartitionValue.date("session_date", day: date)], using: &random)
        try writer.append(
            columns: place.dataColumns.map { rows.columns[$0] }, rowCount: rows.rowCount)
        return try writer.finish(now: now)
    }

    private func writeCheckpointIfDue(_ snapshot: Snapshot) throws {
        try pace.withLock { pace in
            guard pace.isDue(snapshot) else { return }
            pace.note(try snapshot.writeCheckpoint(now: environment.now()))
        }
    }
}
