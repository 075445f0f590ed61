public import Bytes
internal import Columnar
internal import DeltaLake
internal import JSONColumns
public import MarketData
public import ObjectStorage
public import Pipeline
internal import Synchronization

/// The engine's tables as Delta tables, with the ledger in their logs.
public final class DeltaLakeTables: LakeTables {
    private let tables: [String: LakeTable]
    private let identity: LakeIdentity
    private let environment: LakeEnvironment

    /// Opens the tables, creating those that are not there, all under the lake's identity.
    ///
    /// Throws `PortError` when a table is of another pipeline, another configuration, or has other
    /// columns.
    public init(
        _ layouts: [LakeTableLayout], identity: LakeIdentity, environment: LakeEnvironment
    ) throws {
        self.identity = identity
        self.environment = environment
        var opened: [String: LakeTable] = [:]
        for layout in layouts {
            opened[layout.table.path] = try mappingErrors {
                try LakeTable(layout, identity: identity, environment: environment)
            }
        }
        tables = opened
    }

    /// Each table's `next` of a lane; nil where it has none.
    public func progress(of lane: LaneID, in tables: [LaneTable]) throws -> [Int64?] {
        try mappingErrors { try tables.map { try table($0.path).progress(of: lane) } }
    }

    /// A writer of files that belong to the lane.
    public func writer(for table: LaneTable, lane: LaneID) throws -> any LaneTableWriter {
        try mappingErrors {
            try LaneFileWriter(self.table(table.path).place, lane: lane, environment: environment)
        }
    }

    /// Finishes the parts' files and commits them, each lane by compare-and-swap.
    public func commit(_ parts: [CommitPart], to table: LaneTable) throws -> CommitResult {
        try mappingErrors {
            let finished = try parts.map { try FinishedPart($0) }
            return try self.table(table.path).commit(finished)
        }
    }

    /// Writes a log checkpoint when enough commits have passed since the last, and does a step of
    /// the table's upkeep, also where the checkpoint could not be written: there may be no space.
    public func maintain(
        _ table: LaneTable, _ scope: MaintenanceScope
    ) throws -> MaintenanceReport {
        try mappingErrors {
            let table = try self.table(table.path)
            var report = MaintenanceReport()
            var failure = FirstFailure()
            failure.note { try table.writeCheckpointIfDue() }
            if scope == .everything {
                failure.note { report = try table.upkeep.step() }
            }
            try failure.rethrow()
            return report
        }
    }

    /// A table at its newest version.
    func snapshot(of path: String) throws -> Snapshot { try table(path).newestSnapshot() }

    private func table(_ path: String) throws -> LakeTable {
        guard let table = tables[path] else {
            throw PortError(.halt(.inconsistent), "the lake has no table \(path)")
        }
        return table
    }
}

/// A table of the lake, and whether its rows are replaced.
public struct LakeTableLayout: Sendable {
    /// Path, columns and partition columns.
    public let table: TableLayout
    /// Whether lanes replace their rows, so that the list of files is kept at hand.
    public let isRewritten: Bool

    /// Describes a table.
    public init(_ table: TableLayout, isRewritten: Bool = false) {
        self.table = table
        self.isRewritten = isRewritten
    }
}

/// Whose lake it is: what every table and commit is marked with.
public struct LakeIdentity: Sendable {
    /// The pipeline's name.
    public let pipeline: String
    /// The digest of what decides rows.
    public let configuration: String

    /// Names a pipeline under a configuration.
    public init(pipeline: String, configuration: String) {
        self.pipeline = pipeline
        self.configuration = configuration
    }

    /// The table property that holds the pipeline's name.
    public static let pipelineProperty = "ticklake.pipeline"
    /// The table property that holds the configuration's digest.
    public static let configurationProperty = "ticklake.configuration"
}

/// What the lake's tables are given from outside.
public struct LakeEnvironment: Sendable {
    /// The store at the lake's root.
    public let store: any ObjectStore
    /// The wall clock, in milliseconds since the epoch: for file times and `commitInfo` only.
    public let now: @Sendable () -> Int64
    /// Random bits for file names and commit ids.
    public let random: RandomBits
    /// After how many commits a table's log gets a checkpoint.
    public let commitsPerCheckpoint: Int64
    /// What is done for the tables besides.
    public let maintenance: MaintenancePlan
    /// Whose turn it is to be kept.
    let upkeepTurn = UpkeepTurn()

    /// Gathers the surroundings.
    public init(
        store: any ObjectStore, now: @escaping @Sendable () -> Int64, random: RandomBits,
        commitsPerCheckpoint: Int64 = 100, maintenance: MaintenancePlan = MaintenancePlan()
    ) {
        self.store = store
        self.now = now
        self.random = random
        self.commitsPerCheckpoint = commitsPerCheckpoint
        self.maintenance = maintenance
    }
}

/// A random generator that several threads draw from.
public final class RandomBits: Sendable {
    private let generate: Mutex<any RandomNumberGenerator & Sendable>

    /// Shares a generator.
    public init(_ generator: any RandomNumberGenerator & Sendable) {
        generate = Mutex(generator)
    }

    /// The next 64 bits.
    public func next() -> UInt64 { generate.withLock { $0.next() } }

    /// A generator of its own, begun from the shared one.
    public func fork() -> SplitMix64 { SplitMix64(seed: next()) }
}
