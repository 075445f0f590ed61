public import Columnar

/// `gold/daily_bars`: a row for each symbol and session date.
public enum DailyBarsTable {
    /// The layout: prices and sums, then the contract's instrument columns as of the session's
    /// end.
    public static func layout(contract: [Field]) -> TableLayout {
        TableLayout(
            path: "gold/daily_bars",
            schema: Schema(
                [
                    Field("symbol", .string), Field("open", .price), Field("high", .price),
                    Field("low", .price), Field("close", .price), Field("volume", .volume),
                    Field("notional", .notional), Field("vwap", .price),
                    Field("trade_count", .long), Field("change", .price),
                    Field("change_pct", .decimal(precision: 18, scale: 4)),
                ] + InstrumentsTable.attributes(contract) + [Field("session_date", .date)]),
            partitionColumns: ["session_date"])
    }
}

/// `gold/sector_summary`: a row for each sector and session date.
public enum SectorSummaryTable {
    /// The layout of the table.
    public static let layout = TableLayout(
        path: "gold/sector_summary",
        schema: Schema([
            Field("sector", .string), Field("symbol_count", .long),
            Field("trade_count", .long), Field("volume", .volume),
            Field("notional", .notional), Field("advancers", .long),
            Field("decliners", .long), Field("unchanged", .long),
            Field("session_date", .date),
        ]), partitionColumns: ["session_date"])
}
