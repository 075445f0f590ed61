import Pipeline

/// What the tables of a metadata lane hold: one record after the other, a dictionary of versions.
struct InstrumentOracle {
    /// A version of an instrument; times in microseconds.
    struct Version {
        var instrument: LaneScript.Instrument
        var end: Int64?
    }

    private(set) var lane: LaneOracle
    /// The versions of each symbol by the time from which they hold.
    private var versions: [String: [Int64: Version]] = [:]

    init(_ script: LaneScript) {
        lane = LaneOracle(script)
        for entry in script.entries {
            switch entry.meaning {
            case .instrument(let instrument): take(instrument, entry)
            case .tombstone: end(entry.key, at: entry.kafkaTime * 1_000)
            case .tick, .quarantined, .heartbeat: break
            }
        }
        for symbol in versions.keys { addVersions(of: symbol) }
    }

    /// The instrument that a symbol was up to an instant.
    func held(_ symbol: String, before end: Int64) -> LaneScript.Instrument? {
        let known = versions[symbol] ?? [:]
        guard let start = known.keys.filter({ $0 < end }).max(), let version = known[start],
            validTo(start, version, among: known) ?? .max >= end
        else { return nil }
        return version.instrument
    }

    private mutating func take(_ instrument: LaneScript.Instrument, _ entry: LaneScript.Entry) {
        let start = instrument.validFrom / 1_000
        let end = versions[instrument.symbol]?[start]?.end
        versions[instrument.symbol, default: [:]][start] = Version(
            instrument: instrument, end: end)
        let identity = PlainRow.text(["symbol": .text(instrument.symbol)])
        let lineage = PlainRow.text([
            "valid_from": .number(start), "rescued": .text(instrument.rescued),
            "rule_flags": .number(0), "schema_version": .number(ShippedPlan.schemaVersion),
            "topic": .text(lane.script.lane.topic),
            "partition": .number(lane.script.lane.partition), "offset": .number(entry.offset),
            "kafka_time": .number(entry.kafkaTime * 1_000),
        ])
        lane.add("bronze/instruments", "\(identity) \(Self.attributes(instrument)) \(lineage)")
    }

    /// A tombstone ends the newest version, once.
    private mutating func end(_ symbol: String?, at time: Int64) {
        guard let symbol, let newest = versions[symbol]?.keys.max(),
            versions[symbol]?[newest]?.end == nil
        else { return }
        versions[symbol]?[newest]?.end = time
    }

    private mutating func addVersions(of symbol: String) {
        let known = versions[symbol] ?? [:]
        for (start, version) in known {
            let until = validTo(start, version, among: known)
            let validity = PlainRow.text([
                "symbol": .text(symbol), "valid_from": .number(start), "valid_to": .number(until),
                "is_current": .flag(until == nil),
            ])
            lane.add("silver/instruments", "\(validity) \(Self.attributes(version.instrument))")
        }
    }

    private func validTo(_ start: Int64, _ version: Version, among known: [Int64: Version])
        -> Int64?
    {
        let following = known.keys.filter { $0 > start }.min()
        return [version.end, following].compactMap { $0 }.min()
    }

    /// The columns of the contract without the symbol and its time; nulls for no instrument.
    static func attributes(_ instrument: LaneScript.Instrument?) -> String {
        PlainRow.text([
            "name": .text(instrument?.name?.replacing("\\u0026", with: "&")),
            "asset_class": .text(instrument?.assetClass), "sector": .text(instrument?.sector),
            "industry": .text(instrument?.industry), "exchange": .text(instrument?.exchange),
            "currency": .text(instrument?.currency), "tick_size": .number(instrument?.tickSize),
            "lot_size": .number(instrument?.lotSize), "status": .text(instrument?.status),
        ])
    }
}
