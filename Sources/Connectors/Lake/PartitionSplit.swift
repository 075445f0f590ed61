internal import Columnar

/// The values of a row's partition columns.
struct PartitionKey: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        case day(Int32)
        case text(String)
    }

    let values: [Value]
}

/// Splits rows by the values of their partition columns.
enum PartitionSplit {
    /// The rows of each partition, in the order of their first row.
    ///
    /// A batch that lies within one partition, the usual case, is handed on as it is.
    static func parts(of batch: Batch, by columns: [(name: String, index: Int)])
        -> [(key: PartitionKey, rows: Batch)]
    {
        guard batch.rowCount > 0 else { return [] }
        let values = columns.map { batch.columns[$0.index] }
        if values.allSatisfy(isConstant) {
            return [(key(of: 0, values), batch)]
        }
        var order: [PartitionKey] = []
        var rows: [PartitionKey: [Int32]] = [:]
        for row in 0..<batch.rowCount {
            let key = key(of: row, values)
            if rows[key] == nil { order.append(key) }
            rows[key, default: []].append(Int32(row))
        }
        return order.map { key in
            let picked = rows[key] ?? []
            return (key, batch.gathered(picked.span))
        }
    }

    private static func key(of row: Int, _ columns: [AnyColumn]) -> PartitionKey {
        PartitionKey(
            values: columns.map { column in
                switch column {
                case .int32(let days): .day(days.values[row])
                case .binary(let texts): .text(texts.text(row) ?? "")
                default: preconditionFailure("tables are partitioned by dates and texts")
                }
            })
    }

    private static func isConstant(_ column: AnyColumn) -> Bool {
        switch column {
        case .int32(let days):
            let values = days.values.span
            for row in values.indices where values[row] != values[0] { return false }
            return true
        case .binary(let texts): return texts.isConstant
        default: preconditionFailure("tables are partitioned by dates and texts")
        }
    }
}
