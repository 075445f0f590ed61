public import Pipeline
internal import MarketData

/// Which tables a pipeline keeps, by what feeds them.
public enum TablePaths {
    /// The table that holds a topic's records as Kafka gave them.
    static func raw(_ topic: String) -> String { RawTable.layout(topic: topic).path }

    /// The table of the records that did not pass.
    static func quarantine(_ topic: String) -> String { QuarantineTable.layout(topic: topic).path }

    /// The tables that each lane of a topic feeds, in the order of its operator's rows.
    public static func lane(of topic: String, _ kind: TopicKind) -> [String] {
        switch kind {
        case .ticks:
            [
                raw(topic), TicksTable.layout.path, quarantine(topic), BarsTable.layout.path,
                lateTicks,
            ]
        case .instruments:
            [
                raw(topic), InstrumentRecordsTable.layout(contract: []).path, quarantine(topic),
                InstrumentsTable.layout(contract: []).path,
            ]
        }
    }

    /// The table of the ticks that missed their bars.
    public static let lateTicks = LateTicksTable.layout.path

    /// GOLD's tables, where there are bars of a minute.
    public static let gold = GoldTables.layouts(contract: []).map(\.table.path)
}
