internal import Columnar
internal import DeltaLake
internal import MarketData
internal import ObjectStorage

/// A source's log does not tell any more what came between two versions, or rows were taken out of
/// it: by a restore, a vacuum or log clean-up.
///
/// What is in the source now says it all.
struct SourceRewound: Error {}

/// SILVER as GOLD's source: its tables' logs, version by version.
struct GoldSources: Sendable {
    let environment: LakeEnvironment
    let contract: [Field]

    static let barsPath = BarsTable.layout.path
    static let instrumentsPath = "silver/instruments"

    private static let barColumns = [
        "symbol", "bar_start", "open", "high", "low", "close", "volume", "notional",
        "trade_count", "first_event_time_ns", "last_event_time_ns", "first_sequence",
        "last_sequence", "revision", "topic", "partition", "first_offset", "last_offset",
        "interval", "bar_date",
    ]

    private func table(_ path: String) throws -> DeltaTable {
        try DeltaTable(store: environment.store, folder: StorePath(path))
    }

    /// The versions after the newest ones; zero for a table that is not there.
    func newest() throws -> GoldPosition {
        GoldPosition(
            bars: try newest(Self.barsPath), instruments: try newest(Self.instrumentsPath))
    }

    private func newest(_ path: String) throws -> Int64 {
        do {
            return try table(path).newestVersion() + 1
        } catch let error as DeltaError where error.kind == .notFound {
            return 0
        }
    }

    /// The rows of `silver/instruments` as of the version before `version`; nil for none.
    func instruments(below version: Int64) throws -> Batch? {
        guard version > 0 else { return nil }
        let snapshot = try table(Self.instrumentsPath).snapshot(version: version - 1)
        var rows = Batch(empty: snapshot.schema)
        try snapshot.scan { rows.append(contentsOf: $0) }
        return rows
    }

    /// The rows of `silver/instruments` as GOLD last saw them.
    ///
    /// - Throws: `SourceRewound` where vacuum or log clean-up has taken that version.
    func rememberedInstruments(below version: Int64) throws -> Batch? {
        do {
            return try instruments(below: version)
        } catch let error as StoreError where error.kind == .notFound {
            throw SourceRewound()
        } catch let error as DeltaError where error.kind == .notFound || error.kind == .corrupt {
            // The way to it in the log is gone; what is damaged stops the newest version too.
            throw SourceRewound()
        }
    }

    /// Adds what SILVER gained between two positions to a state, and loads the sessions that the
    /// state needs for its rows.
    func fold(from: GoldPosition, until: GoldPosition, into state: inout GoldState) throws {
        if until.bars > from.bars { try foldBars(from.bars, until.bars, into: &state) }
        if until.instruments > from.instruments,
            let rows = try instruments(below: until.instruments)
        {
            try state.update(instruments: rows)
        }
        try loadSessions(below: until.bars, into: &state)
    }

    private func foldBars(_ from: Int64, _ until: Int64, into state: inout GoldState) throws {
        let table = try table(Self.barsPath)
        if from == 0 {
            // From the start, the live files say it all, however early the log begins.
            try table.snapshot(version: until - 1).scan(
                columns: Self.barColumns, files: Self.isMinute
            ) { try state.fold($0) }
            return
        }
        let snapshot = try table.snapshot(version: until - 1)
        for version in from..<until {
            guard let commit = try table.commit(version),
                !commit.removes.contains(where: \.dataChange)
            else { throw SourceRewound() }
            for file in commit.adds where file.dataChange && Self.isMinute(file) {
                do {
                    try snapshot.read(file, columns: Self.barColumns) { try state.fold($0) }
                } catch let error as StoreError where error.kind == .notFound {
                    throw SourceRewound()
                }
            }
        }
    }

    private func loadSessions(below version: Int64, into state: inout GoldState) throws {
        guard version > 0, !state.datesToLoad.isEmpty else { return }
        let snapshot = try table(Self.barsPath).snapshot(version: version - 1, keepingFiles: true)
        while let date = state.datesToLoad.first {
            let days = state.barDates(of: date).map {
                PartitionValue.date("bar_date", day: $0).text
            }
            var batches: [Batch] = []
            try snapshot.scan(
                columns: Self.barColumns,
                files: { Self.isMinute($0) && days.contains($0.partitionValue("bar_date")) }
            ) { batches.append($0) }
            try state.load(date, bars: batches)
        }
    }

    private static func isMinute(_ file: AddFile) -> Bool {
        file.partitionValue("interval") == "1m"
    }
}
