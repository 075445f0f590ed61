import Testing

@Suite("The simulation's scripts")
struct ScriptTests {
    @Test("hold every case that a table can show")
    func cases() throws {
        var tables: [String: [String]] = [:]
        for seed: UInt64 in 0..<30 {
            let world = try SimulatedWorld(seed: seed, ticks: 80, instruments: 30)
            tables.merge(world.expected) { $0 + $1 }
        }
        for (path, texts) in Self.cases {
            for text in texts {
                let isThere = (tables[path] ?? []).contains { $0.contains(text) }
                #expect(isThere, "no row of \(path) has \(text)")
            }
        }
    }

    private static let cases: KeyValuePairs = [
        "raw/price-ticks": ["key=null", "value=null", "headers=null", "headers=[\"trace\":"],
        "raw/instrument-metadata": ["key=null", "value=null", "headers=[\"trace\":\"\"]"],
        "bronze/ticks": [
            "rule_flags=0", "rule_flags=1", "rule_flags=2", "rule_flags=3", "rescued=\"{",
            "venue=null", "conditions=\"\"", "conditions=\"@,I\"", "sequence=null",
        ],
        "quarantine/price-ticks": [
            "\"malformed_json\"", "\"empty_value\"", "\"missing_field\"", "\"future_time\"",
            "\"malformed_heartbeat\"", "\"price_not_positive\"", "\"size_not_positive\"",
            "\"duplicate\"",
        ],
        "quarantine/instrument-metadata": [
            "\"malformed_json\"", "\"empty_value\"", "\"missing_field\"", "\"malformed_time\"",
            "\"not_an_object\"", "\"malformed_heartbeat\"", "\"tick_size_not_positive\"",
            "\"lot_size_not_positive\"",
        ],
        "bronze/instruments": ["rescued=\"{", "rescued=null", "sector=null"],
        "silver/bars": ["interval=\"1m\"", "interval=\"5m\"", "trade_count=2"],
        "silver/late_ticks": ["interval=\"1m\"", "interval=\"5m\"", "rescued=\"{"],
        "silver/instruments": ["is_current=true", "is_current=false", "valid_to=null"],
        "gold/daily_bars": [
            "change=null", "change=-", "change_pct=-", "sector=null", "sector=\"Technology\"",
        ],
        "gold/sector_summary": [
            "sector=null", "sector=\"\"", "symbol_count=2", "advancers=1", "decliners=1",
        ],
    ]
}
