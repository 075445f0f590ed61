import Pipeline

/// What every lane's tables hold, whatever its topic: RAW and quarantine, computed plainly from the
/// design, nothing shared with the engine.
struct LaneOracle {
    /// Rows by table, each row with all its columns.
    private(set) var tables: [String: [String]] = [:]
    let script: LaneScript

    /// What lies in RAW and in quarantine whatever the state of the lane.
    init(_ script: LaneScript) {
        self.script = script
        for entry in script.entries {
            addRaw(entry)
            if case .quarantined(let fault) = entry.meaning { quarantine(entry, fault) }
        }
    }

    mutating func add(_ table: String, _ row: String) {
        tables[table, default: []].append(row)
    }

    mutating func quarantine(_ entry: LaneScript.Entry, _ fault: LaneScript.Fault) {
        add(
            "quarantine/\(script.lane.topic)",
            PlainRow.text([
                "partition": .number(script.lane.partition), "offset": .number(entry.offset),
                "kafka_time": .number(entry.kafkaTime * 1_000), "reason": .text(fault.reason),
                "detail": .text(fault.detail), "rule": .text(fault.rule),
                "rule_version": .number(fault.rule.map { _ in 1 }),
                "value": .text(entry.value), "ingest_date": .number(Self.day(entry)),
            ]))
    }

    private mutating func addRaw(_ entry: LaneScript.Entry) {
        let headers = entry.headers.map {
            (key: PlainRow.Cell.text($0.key), value: PlainRow.Cell.text($0.value))
        }
        add(
            "raw/\(script.lane.topic)",
            PlainRow.text([
                "key": .text(entry.key), "value": .text(entry.value),
                "topic": .text(script.lane.topic), "partition": .number(script.lane.partition),
                "offset": .number(entry.offset), "timestamp": .number(entry.kafkaTime * 1_000),
                "timestampType": .number(entry.timestampType),
                "headers": .pairs(headers.isEmpty ? nil : headers),
                "ingest_date": .number(Self.day(entry)),
            ]))
    }

    private static func day(_ entry: LaneScript.Entry) -> Int64 { entry.kafkaTime / 86_400_000 }

    /// A quotient half to even; the divisor is positive.
    static func quotient(_ dividend: Int128, _ divisor: Int128) -> Int128 {
        let rest = ((dividend % divisor) + divisor) % divisor
        let below = (dividend - rest) / divisor
        let isUp = 2 * rest > divisor || (2 * rest == divisor && below % 2 != 0)
        return isUp ? below + 1 : below
    }
}
