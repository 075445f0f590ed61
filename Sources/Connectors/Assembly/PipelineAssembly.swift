internal import Columnar
internal import MarketData
internal import ObjectStorage
public import Pipeline

/// A plan made into the parts of an engine: lanes, settings, ports.
///
/// Everything that touches the world comes in as an argument, so that the service and the
/// simulation assemble the same pipeline.
public struct PipelineAssembly: Sendable {
    private let plan: PipelinePlan
    private let identity: LakeIdentity
    private let environment: LakeEnvironment
    private let recipes: [String: Recipe]
    /// The columns of the instruments' contract; empty without a metadata topic.
    private let instrumentColumns: [Field]

    private enum Recipe: Sendable {
        case ticks(TickLaneRecipe)
        case instruments(InstrumentLaneRecipe)
    }

    /// Checks that a plan can be run, and prepares its lanes' recipes.
    public init(_ plan: PipelinePlan, environment: LakeEnvironment) throws {
        self.plan = plan
        self.environment = environment
        identity = LakeIdentity(pipeline: plan.name, configuration: plan.digest)
        var recipes: [String: Recipe] = [:]
        var columns: [Field] = []
        for topic in plan.topics {
            switch topic.kind {
            case .ticks: recipes[topic.name] = .ticks(try TickLaneRecipe(topic, of: plan))
            case .instruments:
                recipes[topic.name] = .instruments(try InstrumentLaneRecipe(topic, of: plan))
                columns = topic.contractColumns
            }
        }
        self.recipes = recipes
        instrumentColumns = columns
    }

    /// Opens the lake's tables, making those that are not there, and returns the engine's ports.
    ///
    /// A lake that is another pipeline's, or was made under another configuration, is refused
    /// before anything is written into it.
    public func ports(source: any RecordSource) throws -> EnginePorts {
        try mappingErrors {
            for layout in layouts + goldLayouts {
                try LakeTable.refuseForeign(layout, identity: identity, environment: environment)
            }
        }
        try LakeConfiguration.record(
            plan.decidingText, identity: identity, environment: environment)
        let tables = try DeltaLakeTables(layouts, identity: identity, environment: environment)
        let gold =
            makesBars
            ? try GoldTables(
                contract: instrumentColumns, identity: identity, environment: environment) : nil
        return EnginePorts(
            source: source, archive: RawArchive(tables), lake: tables,
            state: LakeStateStore(identity: identity, environment: environment), derived: gold)
    }

    /// The longest that a table without commits waits for being looked after, in nanoseconds: what
    /// is due is known without a look at the store.
    private static let upkeepAgeMax: Int64 = 60_000_000_000

    /// The engine's numbers.
    public func settings(seed: UInt64, endsWhenCaughtUp: Bool) -> EngineSettings {
        var settings = EngineSettings()
        settings.readLimit.records = plan.limits.batchRows
        settings.memoryBytes = plan.limits.memoryBytes - plan.limits.clientMemoryBytes
        if plan.maintenance.optimizeInterval != nil {
            settings.memoryBytes -= plan.maintenance.memoryBytes
        }
        settings.upkeepAge = plan.maintenance.shortestInterval.map { min($0, Self.upkeepAgeMax) }
        settings.quietAge = plan.cadences.quietTransaction
        settings.stateAge = plan.cadences.stateSnapshot.interval
        settings.stateBytes = plan.cadences.stateSnapshot.bytes.map { Int($0) } ?? .max
        settings.derivedAge = plan.cadences.gold.interval
        settings.acceptsLoss = plan.onDataLoss == .continue
        settings.endsWhenCaughtUp = endsWhenCaughtUp
        settings.seed = seed
        return settings
    }

    /// The lanes of a topic's partitions.
    ///
    /// `firstPartitions` is how many the topic had when the pipeline first saw it: a partition that
    /// was added later starts at its beginning, whatever the plan says of new lanes.
    public func lanes(topic name: String, partitions: [Int32], firstPartitions: Int) throws
        -> [LaneSetup]
    {
        guard let topic = plan.topic(named: name), let recipe = recipes[name] else {
            throw PortError(.halt(.inconsistent), "the pipeline has no topic \(name)")
        }
        let tables = tables(of: topic)
        return partitions.map { partition in
            let lane = LaneID(topic: name, partition: partition)
            return LaneSetup(
                lane: lane, tables: tables,
                start: Int(partition) < firstPartitions ? plan.start : .earliest
            ) {
                switch recipe {
                case .ticks(let recipe): TickLane(recipe, lane: lane)
                case .instruments(let recipe): InstrumentLane(recipe, lane: lane)
                }
            }
        }
    }

    private var makesBars: Bool {
        plan.topics.contains { $0.kind == .ticks }
            && plan.bars.intervals.contains { $0.name == "1m" }
    }

    /// The tables that a topic's lanes feed, in the order of their operator's rows.
    private func tables(of topic: TopicPlan) -> [LaneTable] {
        let silver = Set([BarsTable.layout, LateTicksTable.layout].map(\.path))
            .union([InstrumentsTable.layout(contract: []).path])
        return TablePaths.lane(of: topic.name, topic.kind).map { path in
            LaneTable(
                path: path,
                cadence: silver.contains(path) ? plan.cadences.silver : plan.cadences.raw,
                isRaw: path == TablePaths.raw(topic.name))
        }
    }

    /// The layouts of all lanes' tables.
    private var layouts: [LakeTableLayout] {
        var layouts: [LakeTableLayout] = []
        for topic in plan.topics {
            layouts.append(LakeTableLayout(RawTable.layout(topic: topic.name)))
            layouts.append(LakeTableLayout(QuarantineTable.layout(topic: topic.name)))
        }
        if plan.topics.contains(where: { $0.kind == .ticks }) {
            layouts.append(LakeTableLayout(TicksTable.layout))
            layouts.append(LakeTableLayout(BarsTable.layout))
            layouts.append(LakeTableLayout(LateTicksTable.layout))
        }
        if plan.topics.contains(where: { $0.kind == .instruments }) {
            layouts.append(
                LakeTableLayout(InstrumentRecordsTable.layout(contract: instrumentColumns)))
            layouts.append(
                LakeTableLayout(
                    InstrumentsTable.layout(contract: instrumentColumns), isRewritten: true))
        }
        return layouts
    }

    /// The layouts of the tables that are made from others.
    private var goldLayouts: [LakeTableLayout] {
        guard makesBars else { return [] }
        return GoldTables.layouts(contract: instrumentColumns)
    }

    /// How many partitions a topic had when the pipeline first saw it, recorded if absent.
    public func firstPartitions(of topic: String, now count: Int) throws -> Int {
        try LakeStateStore(identity: identity, environment: environment)
            .recordPartitions(of: topic, count: count)
    }
}
