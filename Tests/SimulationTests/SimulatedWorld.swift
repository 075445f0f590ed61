import Bytes
import Connectors
import ObjectStorage
import Pipeline
import Synchronization
import TestSupport
import Testing

/// A pipeline over scripted records and a store in memory: two lanes of ticks, two of instruments.
struct SimulatedWorld {
    let plan: PipelinePlan
    let scripts: [LaneScript]
    let disk: MemoryStore
    private let clock = WorldClock()

    /// What every object is stamped with, and instances take the time from.
    private final class WorldClock: Sendable {
        private let time = Mutex<Int64>(0)
        var milliseconds: Int64 {
            get { time.withLock { $0 } }
            set { time.withLock { $0 = newValue } }
        }
    }

    private static let topics = [ShippedPlan.ticks, ShippedPlan.metadata]
    private static let partitions: [Int32] = [0, 1]

    init(
        seed: UInt64, ticks: Int, instruments: Int,
        maintenance: MaintenancePlan = MaintenancePlan()
    ) throws {
        let clock = clock
        disk = MemoryStore(now: { clock.milliseconds })
        var plan = try ShippedPlan.plan()
        plan.cadences.raw = Cadence(interval: 400, bytes: 20_000)
        plan.cadences.silver = Cadence(interval: 150)
        plan.cadences.gold = Cadence(interval: 500)
        plan.cadences.quietTransaction = 900
        plan.cadences.stateSnapshot = Cadence(interval: 700)
        plan.maintenance = maintenance
        self.plan = plan
        scripts = Self.topics.flatMap { topic in
            Self.partitions.map { partition in
                LaneScript(
                    lane: LaneID(topic: topic, partition: partition),
                    count: topic == ShippedPlan.ticks ? ticks : instruments,
                    seed: seed &* 31 &+ UInt64(partition))
            }
        }
    }

    func source(seed: UInt64) -> ScriptedSource { Self.source(scripts, seed: seed) }

    static func source(_ scripts: [LaneScript], seed: UInt64) -> ScriptedSource {
        let pairs = scripts.map { ($0.lane, $0.records) }
        return ScriptedSource(Dictionary(uniqueKeysWithValues: pairs), seed: seed)
    }

    /// Sets the wall clock, which stands still between calls: a unit of `now` is a millisecond.
    func setTime(_ now: Int64) { clock.milliseconds = Self.milliseconds(now) }

    /// The wall clock's time, in milliseconds since 1970.
    static func milliseconds(_ now: Int64) -> Int64 { 1_800_000_000_000 + now }

    /// An instance over the disk as a store with faults shows it; nil when it cannot start.
    func instance(
        _ store: any ObjectStore, over source: ScriptedSource? = nil, seed: UInt64, now: Int64
    ) -> SimulatedInstance? {
        setTime(now)
        let clock = clock
        let environment = LakeEnvironment(
            store: store, now: { clock.milliseconds },
            random: RandomBits(SplitMix64(seed: seed &+ 99)), commitsPerCheckpoint: 7,
            maintenance: plan.maintenance)
        do {
            let assembly = try PipelineAssembly(plan, environment: environment)
            var settings = assembly.settings(seed: seed, endsWhenCaughtUp: true)
            settings.pauseMin = 20
            settings.pauseMax = 200
            settings.attempts = 10_000
            let lanes = try Self.topics.flatMap {
                try assembly.lanes(topic: $0, partitions: Self.partitions, firstPartitions: 2)
            }
            return SimulatedInstance(
                lanes: lanes, settings: settings,
                ports: try assembly.ports(source: source ?? self.source(seed: seed)),
                seed: seed, now: now)
        } catch { return nil }
    }

    /// The rows of every table by the oracles; a table that stays empty is there as well.
    var expected: [String: [String]] {
        let ticks = scripts.filter { $0.lane.topic == ShippedPlan.ticks }.map { TickOracle($0) }
        let instruments = scripts.filter { $0.lane.topic == ShippedPlan.metadata }.map {
            InstrumentOracle($0)
        }
        var tables = GoldOracle(ticks, instruments).tables
        for lane in ticks.map(\.lane) + instruments.map(\.lane) {
            tables.merge(lane.tables) { $0 + $1 }
        }
        for path in Self.paths where tables[path] == nil { tables[path] = [] }
        return tables
    }

    /// All tables of a lake.
    static let paths = [
        "raw/price-ticks", "quarantine/price-ticks", "bronze/ticks", "silver/bars",
        "silver/late_ticks", "raw/instrument-metadata", "quarantine/instrument-metadata",
        "bronze/instruments", "silver/instruments", "gold/daily_bars", "gold/sector_summary",
    ]

    /// Compares every column of every table with the oracles.
    func check(_ seed: UInt64) throws {
        let expected = expected
        #expect(expected.keys.sorted() == Self.paths.sorted())
        for (path, wanted) in expected {
            let rows = try LakeContents(store: disk).rows(path)
            guard rows != wanted.sorted() else { continue }
            let extra = Self.rest(of: rows, without: wanted)
            let missing = Self.rest(of: wanted, without: rows)
            Issue.record(
                """
                \(path), seed \(seed): \(extra.count) rows too many, \(missing.count) missing
                found:  \(extra.prefix(2).joined(separator: "\n        "))
                wanted: \(missing.prefix(2).joined(separator: "\n        "))
                """)
        }
    }

    /// The rows that have no counterpart.
    private static func rest(of rows: [String], without others: [String]) -> [String] {
        var counts: [String: Int] = [:]
        for row in others { counts[row, default: 0] += 1 }
        return rows.sorted().filter { row in
            counts[row, default: 0] -= 1
            return counts[row, default: 0] < 0
        }
    }
}
