import Columnar

/// The rows of a batch by the partitions that they belong to.
struct PartitionSplit {
    /// The rows of one partition.
    struct Part {
        let values: [PartitionValue]
        /// Their columns without the partition columns.
        let rows: Batch
    }

    /// The partitions in the order in which their first rows come.
    let parts: [Part]

    /// - Parameter batch: has the columns of the table, in its order.
    /// - Throws: `DeltaError` of kind `unsupported` for partition columns of other than simple
    ///   types.
    init(_ batch: Batch, of metadata: TableMetadata) throws {
        let data = batch.without(metadata.partitionColumns)
        if metadata.partitionColumns.isEmpty {
            parts = [Part(values: [], rows: data)]
            return
        }
        var rows: [[ByteText?]: [Int32]] = [:]
        var order: [[ByteText?]] = []
        let columns = try metadata.partitionColumns.map { name in
            try PartitionTexts(batch, name)
        }
        for row in 0..<batch.rowCount {
            let key = columns.map { $0.text(row).map { ByteText($0) } }
            if rows[key] == nil { order.append(key) }
            rows[key, default: []].append(Int32(row))
        }
        parts = order.map { key in
            let values = zip(metadata.partitionColumns, key).map { PartitionValue($0, $1?.text) }
            let places = rows[key] ?? []
            return Part(values: values, rows: data.gathered(places.span))
        }
    }
}

extension Batch {
    fileprivate func without(_ names: [String]) -> Batch {
        let kept = schema.fields.indices.filter { index in
            !names.contains { $0.isSame(as: schema.fields[index].name) }
        }
        return Batch(
            schema: Schema(kept.map { schema.fields[$0] }), columns: kept.map { columns[$0] },
            rowCount: rowCount)
    }
}

/// The values of a column as the log spells partition values.
private struct PartitionTexts {
    private let column: AnyColumn
    private let type: DataType

    init(_ batch: Batch, _ name: String) throws {
        guard let index = batch.schema.index(of: name) else {
            throw DeltaError(.invalid, "the rows have no partition column `\(name)`")
        }
        column = batch.columns[index]
        type = batch.schema.fields[index].type
        switch type {
        case .structure, .array, .map, .binary:
            throw DeltaError(
                .unsupported, "partitioning by `\(name)` is not supported: it is \(type.deltaName)")
        default: break
        }
    }

    /// The text of a row; nil for null and for the empty text, which the log cannot tell from it.
    func text(_ row: Int) -> String? {
        if let validity = column.validity, !validity[row] { return nil }
        switch (column, type) {
        case (.binary(let texts), _):
            return texts.text(row).flatMap { $0.isEmpty ? nil : $0 }
        case (.int64(let times), .timestamp):
            return CivilTime.text(microseconds: times.values[row]) + "Z"
        case (.int64(let times), .timestampNTZ):
            return CivilTime.text(microseconds: times.values[row], separator: " ")
        default: return column.text(ofRow: row, type)
        }
    }
}
