internal import DeltaLake
internal import JSONColumns
internal import MarketData
internal import ObjectStorage
internal import Pipeline
internal import Synchronization

/// One Delta table of the lake: its newest known version and the lanes' progress in it.
final class LakeTable: Sendable {
    let layout: LakeTableLayout
    private let identity: LakeIdentity
    private let environment: LakeEnvironment
    private let paths: LakeLayout
    private let memory: Mutex<Memory>
    /// The table as writers see it.
    let place: TablePlace
    /// Keeps its files few.
    let upkeep: TableUpkeep

    private struct Memory {
        var snapshot: Snapshot
        var pace: CheckpointPace
        /// Lanes that had no entry when they were last asked for: their first part expects none.
        var newLanes: Set<LaneID> = []
    }

    /// The tag of a file that says whose lane's rows it holds.
    static let laneTag = "ticklake.lane"

    init(_ layout: LakeTableLayout, identity: LakeIdentity, environment: LakeEnvironment) throws {
        self.layout = layout
        self.identity = identity
        self.environment = environment
        paths = LakeLayout(pipeline: identity.pipeline)
        let snapshot = try Self.open(layout, identity: identity, environment: environment)
        place = TablePlace(snapshot.table, snapshot.metadata)
        upkeep = TableUpkeep(
            snapshot, isJoined: !layout.isRewritten, environment: environment)
        let pace = CheckpointPace(commits: environment.commitsPerCheckpoint)
        memory = Mutex(Memory(snapshot: snapshot, pace: pace))
    }

    /// Opens a table under the lake's identity, or makes it.
    static func open(
        _ layout: LakeTableLayout, identity: LakeIdentity, environment: LakeEnvironment
    ) throws -> Snapshot {
        let table = try DeltaTable(
            store: environment.store, folder: StorePath(layout.table.path))
        let definition = TableDefinition(
            schema: layout.table.schema, partitionColumns: layout.table.partitionColumns,
            configuration: [
                LakeIdentity.pipelineProperty: identity.pipeline,
                LakeIdentity.configurationProperty: identity.configuration,
            ])
        var random = environment.random.fork()
        let snapshot = try table.openOrCreate(
            definition, keepingFiles: layout.isRewritten, now: environment.now(), using: &random)
        // Another instance may have made it since the tables were looked at.
        try check(snapshot, layout.table.path, identity)
        return snapshot
    }

    /// Refuses a table that is there and belongs to another pipeline or configuration.
    static func refuseForeign(
        _ layout: LakeTableLayout, identity: LakeIdentity, environment: LakeEnvironment
    ) throws {
        let table = try DeltaTable(
            store: environment.store, folder: StorePath(layout.table.path))
        guard let present = try table.snapshotIfPresent() else { return }
        try check(present, layout.table.path, identity)
    }

    /// Refuses a table of another pipeline or configuration, with what to do.
    private static func check(_ snapshot: Snapshot, _ path: String, _ identity: LakeIdentity)
        throws
    {
        let properties = snapshot.metadata.configuration
        let pipeline = properties[LakeIdentity.pipelineProperty] ?? "none"
        guard pipeline.utf8.elementsEqual(identity.pipeline.utf8) else {
            throw PortError(
                .halt(.configuration),
                "table \(path) belongs to the pipeline `\(pipeline)`, this one is "
                    + "`\(identity.pipeline)`. use another lake, or the pipeline's own name")
        }
        let configuration = properties[LakeIdentity.configurationProperty] ?? "none"
        guard configuration == identity.configuration else {
            throw PortError(
                .halt(.configuration),
                "table \(path) was made under configuration \(configuration), this one is "
                    + "\(identity.configuration). a contract, rule, interval or delay has changed. "
                    + "replay into a fresh lake with `ticklake replay`, or restore the old file")
        }
    }

    /// The first offset of a lane that the table does not reflect; nil when it has none.
    func progress(of lane: LaneID) throws -> Int64? {
        try memory.withLock { memory in
            try memory.snapshot.update()
            let application = paths.application(of: lane)
            if let entry = memory.snapshot.transaction(application) {
                if layout.isRewritten { _ = try files(of: lane, in: memory.snapshot) }
                return entry.version
            }
            try refuseOrphans(of: lane, in: memory.snapshot)
            memory.newLanes.insert(lane)
            return nil
        }
    }

    /// The table at its newest version.
    func newestSnapshot() throws -> Snapshot {
        try memory.withLock { memory in
            try memory.snapshot.update()
            return memory.snapshot
        }
    }

    /// A table that has a lane's rows but not its progress would double them.
    private func refuseOrphans(of lane: LaneID, in snapshot: Snapshot) throws {
        guard try files(of: lane, in: snapshot).isEmpty else {
            throw PortError(
                .halt(.inconsistent),
                "table \(layout.table.path) has rows of lane \(lane) but no txn for it. another "
                    + "program's checkpoint lost it. restore the table or replay")
        }
    }

    /// The files that hold a lane's rows.
    ///
    /// A file that does not say whose rows it holds may have some of this lane: it stops the lane,
    /// as rows that cannot be found would be doubled.
    private func files(of lane: LaneID, in snapshot: Snapshot) throws -> [AddFile] {
        let name = lane.description
        var files: [AddFile] = []
        try snapshot.forEachFile { file in
            guard let tag = file.tags[Self.laneTag] else {
                throw PortError(
                    .halt(.inconsistent),
                    "lane \(lane) cannot tell its rows in table \(layout.table.path). "
                        + "\(file.path) has no `\(Self.laneTag)` tag: another program wrote or "
                        + "compacted it. `ticklake optimize` splits its files by lanes again, or "
                        + "`ticklake restore` takes the table back to version 0, and the next run "
                        + "makes it again from RAW")
            }
            if tag.utf8.elementsEqual(name.utf8) { files.append(file) }
        }
        return files
    }

    /// How often a commit follows files that others rewrite under it.
    private static let rewritesMax = 8

    /// Commits the parts whose lanes still stand where the parts begin.
    func commit(_ parts: [FinishedPart]) throws -> CommitResult {
        try memory.withLock { memory in
            var fenced: [LaneID] = []
            var remaining = parts
            var rewrites = 0
            var random = environment.random.fork()
            while !remaining.isEmpty {
                let now = environment.now()
                let transaction = try transaction(remaining, over: memory, now: now)
                switch try memory.snapshot.commit(transaction, now: now, using: &random) {
                case .committed(let version):
                    return CommitResult(version: version, fenced: fenced)
                case .conflicted(let reason):
                    // The lanes still stand where the parts begin: what they replace was merely
                    // rewritten, and lies in other files now.
                    rewrites += 1
                    guard rewrites < Self.rewritesMax, remaining.contains(where: \.replaces) else {
                        throw PortError(.rebuild, "\(layout.table.path): \(reason)")
                    }
                case .fenced(let applications):
                    let lost = remaining.filter {
                        applications[paths.application(of: $0.lane)] != nil
                    }
                    guard !lost.isEmpty else {
                        throw PortError(.rebuild, "\(layout.table.path): fenced by no lane")
                    }
                    fenced += lost.map(\.lane)
                    remaining.removeAll { part in lost.contains { $0.lane == part.lane } }
                }
            }
            return CommitResult(version: nil, fenced: fenced)
        }
    }

    private func transaction(_ parts: [FinishedPart], over memory: Memory, now: Int64) throws
        -> Transaction
    {
        var removes: [RemoveFile] = []
        for part in parts where part.replaces {
            removes += try files(of: part.lane, in: memory.snapshot).map { $0.removal(at: now) }
        }
        let audit = CommitAudit(
            pipeline: identity.pipeline, configuration: identity.configuration,
            lanes: parts.map { ($0.lane, $0.audit) })
        return Transaction(
            operation: "STREAMING UPDATE",
            operationParameters: ["outputMode": removes.isEmpty ? "Append" : "Complete"],
            adds: parts.flatMap(\.files), removes: removes,
            progress: parts.map { progress($0, over: memory) },
            info: [CommitAudit.member: audit.json])
    }

    /// The step of a part's lane.
    ///
    /// A lane's first commit expects no entry at all: it begins at the lane's recorded start.
    private func progress(_ part: FinishedPart, over memory: Memory) -> AppProgress {
        let application = paths.application(of: part.lane)
        let isFirst =
            memory.newLanes.contains(part.lane) && memory.snapshot.transaction(application) == nil
        return AppProgress(
            appID: application, from: isFirst ? nil : part.audit.from, until: part.audit.until)
    }

    /// Writes a log checkpoint when enough commits have passed since the last.
    func writeCheckpointIfDue() throws {
        let due = memory.withLock { $0.pace.isDue($0.snapshot) ? $0.snapshot : nil }
        guard let due else { return }
        // Commits go on meanwhile.
        let written = try due.writeCheckpoint(now: environment.now())
        memory.withLock { $0.pace.note(written) }
    }
}
