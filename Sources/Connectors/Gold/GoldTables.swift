internal import Columnar
internal import DeltaLake
internal import JSONColumns
internal import MarketData
internal import ObjectStorage
public import Pipeline
internal import Synchronization

/// GOLD: daily bars and sectors, made from SILVER's Delta log and the instruments' history.
///
/// Each GOLD table names, for each source, the next version that it does not reflect, and moves it
/// by compare-and-swap in the commit that replaces the rows of the sessions that changed. Both
/// tables are made in rounds from the state in memory; after a failure, or when another instance
/// came first, the state is made anew from the tables.
public final class GoldTables: DerivedTables {
    private let sources: GoldSources
    private let identity: LakeIdentity
    private let environment: LakeEnvironment
    private let targets: [GoldTarget]
    private let contract: [Field]
    private let memory = Mutex<GoldMemory?>(nil)

    /// Opens GOLD over the lake; `contract` are the columns of the instruments' contract.
    init(contract: [Field], identity: LakeIdentity, environment: LakeEnvironment) throws {
        self.contract = contract
        self.identity = identity
        self.environment = environment
        sources = GoldSources(environment: environment, contract: contract)
        targets = try mappingErrors {
            try Self.layouts(contract: contract).map {
                try GoldTarget($0, identity: identity, environment: environment)
            }
        }
    }

    /// The layouts of GOLD's tables: daily bars, then sectors.
    static func layouts(contract: [Field]) -> [LakeTableLayout] {
        [DailyBarsTable.layout(contract: contract), SectorSummaryTable.layout]
            .map { LakeTableLayout($0, isRewritten: true) }
    }

    /// Brings both tables to the newest versions of their sources.
    public func advance() throws -> DerivedProgress {
        try memory.withLock { memory in
            do {
                return try mappingErrors { try advance(&memory) }
            } catch {
                memory = nil
                throw error
            }
        }
    }

    /// Does a step of the upkeep of every table, whatever becomes of the others'.
    public func maintain() throws -> MaintenanceReport {
        try mappingErrors {
            var report = MaintenanceReport()
            var failure = FirstFailure()
            for target in targets {
                failure.note {
                    let step = try target.upkeep.step()
                    report.removedFiles += step.removedFiles
                    report.removedBytes += step.removedBytes
                    report.removedLogFiles += step.removedLogFiles
                }
            }
            try failure.rethrow()
            return report
        }
    }

    private func advance(_ memory: inout GoldMemory?) throws -> DerivedProgress {
        let newest = try sources.newest()
        var current = try memory ?? recover()
        memory = nil
        guard current.reflected != newest || current.needsRewrite else {
            memory = current
            return DerivedProgress(commits: 0, isUpToDate: true)
        }
        do {
            try sources.fold(from: current.reflected, until: newest, into: &current.state)
        } catch is SourceRewound {
            current = GoldMemory(
                state: try GoldState(contract: contract), reflected: .start,
                targets: current.targets, needsRewrite: true)
            try sources.fold(from: .start, until: newest, into: &current.state)
        }
        let dates = current.state.changedDates
        var rows: [(date: Int32, rows: GoldRows)] = []
        for date in dates { rows.append((date, try current.state.rows(of: date))) }
        var commits = 0
        for (index, target) in targets.enumerated() {
            let parts = rows.map {
                (date: $0.date, rows: index == 0 ? $0.rows.dailyBars : $0.rows.sectorSummary)
            }
            guard
                try target.replace(
                    parts, whole: current.needsRewrite, from: current.targets[index],
                    until: newest)
            else {
                // Another instance came first: what it made is taken up with the next round.
                return DerivedProgress(commits: commits, isUpToDate: false)
            }
            current.targets[index] = newest
            commits += 1
        }
        current.state.finishRound()
        current.reflected = newest
        current.needsRewrite = false
        memory = current
        return DerivedProgress(commits: commits, isUpToDate: true)
    }

    /// The state that GOLD's own tables stand for.
    ///
    /// Where the two tables stand at different versions, the state is that of the one that is
    /// behind, and the other's sessions are made again: they come out the same.
    private func recover() throws -> GoldMemory {
        let positions = try targets.map { try $0.position() }
        let behind = GoldPosition(
            bars: positions.map(\.bars).min() ?? 0,
            instruments: positions.map(\.instruments).min() ?? 0)
        if positions.allSatisfy({ $0 == positions[0] }), behind != .start,
            let state = try remembered(behind)
        {
            return GoldMemory(
                state: state, reflected: behind, targets: positions, needsRewrite: false)
        }
        // From the start: every session is made again.
        return GoldMemory(
            state: try GoldState(contract: contract), reflected: .start, targets: positions,
            needsRewrite: behind != .start)
    }

    /// The state after some versions of the sources; nil where those cannot be read any more.
    private func remembered(_ position: GoldPosition) throws -> GoldState? {
        let instruments: Batch?
        do {
            instruments = try sources.rememberedInstruments(below: position.instruments)
        } catch is SourceRewound { return nil }
        var state = try GoldState(contract: contract)
        try state.restore(
            dailyBars: try targets[0].rows(columns: ["symbol", "close", "session_date"]),
            instruments: instruments)
        return state
    }
}

/// What GOLD holds in memory between rounds.
struct GoldMemory: Sendable {
    var state: GoldState
    /// The versions that the state reflects.
    var reflected: GoldPosition
    /// The versions that each table names.
    var targets: [GoldPosition]
    /// Whether tables must be brought together although their sources have not changed.
    var needsRewrite: Bool
}

/// For each source the next version that is not reflected.
struct GoldPosition: Sendable, Equatable {
    var bars: Int64
    var instruments: Int64

    static let start = GoldPosition(bars: 0, instruments: 0)
}
