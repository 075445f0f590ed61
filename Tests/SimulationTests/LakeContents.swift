import Columnar
import DeltaLake
import ObjectStorage

/// The rows of a lake's tables as texts, in the oracle's form.
struct LakeContents {
    let store: any ObjectStore

    /// The rows of a table, sorted; none where there is no table.
    func rows(_ path: String, _ text: (Row) -> String) throws -> [String] {
        let table = try DeltaTable(store: store, folder: StorePath(path))
        guard let snapshot = try table.snapshotIfPresent() else { return [] }
        var rows: [String] = []
        try snapshot.scan { batch in
            for index in 0..<batch.rowCount { rows.append(text(Row(batch: batch, index: index))) }
        }
        return rows.sorted()
    }

    /// The rows of all tables that the oracle computes.
    func tables(topic: String) throws -> [String: [String]] {
        [
            "raw/\(topic)": try rows("raw/\(topic)") { "\($0.lane) offset=\($0["offset"])" },
            "quarantine/\(topic)": try rows("quarantine/\(topic)") { row in
                let first = row["detail"].split(separator: " ").last ?? ""
                let suffix = row["reason"] == "duplicate" ? " first=\(first)" : ""
                return "\(topic)/\(row["partition"]) offset=\(row["offset"]) "
                    + "reason=\(row["reason"])\(suffix)"
            },
            "bronze/ticks": try rows("bronze/ticks") { row in
                "\(row.lane) offset=\(row["offset"]) symbol=\(row["symbol"]) "
                    + "ns=\(row["event_time_ns"]) price=\(row["price"]) size=\(row["size"]) "
                    + "id=\(row["trade_id"])"
            },
            "silver/late_ticks": try rows("silver/late_ticks") { row in
                "\(row.lane) offset=\(row["offset"]) interval=\(row["interval"]) "
                    + "start=\(row["bar_start"]) lateness=\(row["lateness_ms"])"
            },
            "silver/bars": try rows("silver/bars") { row in
                "\(row.lane) interval=\(row["interval"]) symbol=\(row["symbol"]) "
                    + "start=\(row["bar_start"]) open=\(row["open"]) high=\(row["high"]) "
                    + "low=\(row["low"]) close=\(row["close"]) volume=\(row["volume"]) "
                    + "notional=\(row["notional"]) count=\(row["trade_count"]) "
                    + "first=\(row["first_offset"]) last=\(row["last_offset"]) "
                    + "trigger=\(row["trigger_offset"])"
            },
            "gold/daily_bars": try rows("gold/daily_bars") { row in
                "symbol=\(row["symbol"]) date=\(row["session_date"]) open=\(row["open"]) "
                    + "high=\(row["high"]) low=\(row["low"]) close=\(row["close"]) "
                    + "volume=\(row["volume"]) count=\(row["trade_count"])"
            },
        ]
    }

    /// One row of a batch.
    struct Row {
        let batch: Batch
        let index: Int

        var lane: String { "\(self["topic"])/\(self["partition"])" }

        subscript(name: String) -> String {
            guard let column = batch.column(name) else { return "no \(name)" }
            if let validity = column.validity, !validity[index] { return "null" }
            return switch column {
            case .boolean(let column): "\(column.values[index])"
            case .int32(let column): "\(column.values[index])"
            case .int64(let column): "\(column.values[index])"
            case .int128(let column): "\(column.values[index])"
            case .float(let column): "\(column.values[index])"
            case .double(let column): "\(column.values[index])"
            case .binary(let column): column.text(index) ?? "null"
            case .list, .structure: "nested"
            }
        }
    }
}
