import Bytes
import Columnar
import JSONColumns

extension CheckpointForm {
    /// The adds of rows in this form: what comes as text is parsed, what comes parsed is spelled,
    /// as far as the form wants it and does not find it.
    func completed(_ adds: StructColumn, _ fields: [Field]) throws -> StructColumn {
        let source = AddColumns(adds, fields)
        let columns = try add.map { field -> AnyColumn in
            switch (field.name, field.type) {
            case ("stats", _): return source.statisticsTexts
            case ("partitionValues", _): return try source.partitionValues(field)
            case ("stats_parsed", .structure(let fields)):
                return source.conformed(field) ?? source.parsedStatistics(fields)
            case ("partitionValues_parsed", .structure(let fields)):
                return source.conformed(field) ?? source.parsedPartition(fields)
            default: return try source.batch.conformedColumn(field)
            }
        }
        return StructColumn(fields: columns, count: adds.count, validity: adds.validity)
    }
}

/// The adds of some rows, as a file or a log has them.
private struct AddColumns {
    let batch: Batch
    let validity: Bitmap?

    init(_ adds: StructColumn, _ fields: [Field]) {
        batch = Batch(schema: Schema(fields), columns: adds.fields, rowCount: adds.count)
        validity = adds.validity
    }

    /// The column of a field where there is one that fits.
    func conformed(_ field: Field) -> AnyColumn? {
        guard batch.schema.index(of: field.name) != nil else { return nil }
        // After a column's type was widened the values are parsed anew from their texts.
        return try? batch.conformedColumn(field)
    }

    /// The partition values: none where there is no map, which readers cannot do without.
    func partitionValues(_ field: Field) throws -> AnyColumn {
        guard case .list(var lists) = try batch.conformedColumn(field), let known = lists.validity
        else { return try batch.conformedColumn(field) }
        var present = Bitmap()
        for row in 0..<batch.rowCount { present.append(known[row] || validity?[row] ?? true) }
        lists.validity = present
        return .list(lists)
    }

    /// The statistics as texts; where a row has only values, they are spelled.
    var statisticsTexts: AnyColumn {
        guard let index = batch.schema.index(of: "stats_parsed"),
            case .structure(let fields) = batch.schema.fields[index].type,
            case .structure(let values) = batch.columns[index]
        else { return batch.column("stats") ?? AnyColumn(nullsOf: .string, count: batch.rowCount) }
        if case .binary(let texts)? = batch.column("stats"), hasTexts(texts, where: values) {
            return .binary(texts)
        }
        return .binary(
            BinaryColumn(
                (0..<batch.rowCount).map { row in
                    if case .binary(let texts)? = batch.column("stats"), !texts.isNull(row) {
                        return texts.text(row)
                    }
                    if values.isNull(row) { return nil }
                    return JSONValue(row: row, of: .structure(values), .structure(fields)).text
                }))
    }

    private func hasTexts(_ texts: BinaryColumn, where values: StructColumn) -> Bool {
        (0..<batch.rowCount).allSatisfy { !texts.isNull($0) || values.isNull($0) }
    }

    /// The statistics as values; null where a text makes no sense.
    func parsedStatistics(_ fields: [Field]) -> AnyColumn {
        let builder = ColumnBuilder.make(for: .structure(fields))
        guard case .binary(let texts)? = batch.column("stats") else {
            return AnyColumn(nullsOf: .structure(fields), count: batch.rowCount)
        }
        for row in 0..<batch.rowCount {
            builder.append(texts.isNull(row) ? nil : try? JSONValue(parsing: texts[row]))
        }
        return builder.column
    }

    /// The partition values as values of their types; null where a text makes no sense.
    func parsedPartition(_ fields: [Field]) -> AnyColumn {
        guard case .list(let lists)? = batch.column("partitionValues"),
            case .structure(let entries) = lists.elements, entries.fields.count == 2,
            case .binary(let keys) = entries.fields[0], case .binary(let values) = entries.fields[1]
        else { return AnyColumn(nullsOf: .structure(fields), count: batch.rowCount) }
        let columns = fields.map { field -> AnyColumn in
            let name = Array(field.name.utf8)
            var runs = PartitionRuns(field)
            for row in 0..<batch.rowCount {
                let entries = Int(lists.offsets[row])..<Int(lists.offsets[row + 1])
                let entry = entries.first { keys[$0].equals(name.span.rawBytes) }
                runs.append(entry.flatMap { values.text($0) })
            }
            return runs.finished()
        }
        return .structure(
            StructColumn(fields: columns, count: batch.rowCount, validity: validity))
    }
}

/// Builds a column of partition values: files of one partition follow each other.
private struct PartitionRuns {
    private let field: Field
    private var column: AnyColumn
    private var text: String?
    private var count = 0

    init(_ field: Field) {
        self.field = field
        column = AnyColumn(empty: field.type)
    }

    mutating func append(_ next: String?) {
        if count > 0, !isSame(next, text) { flush() }
        text = next
        count += 1
    }

    private func isSame(_ left: String?, _ right: String?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return left.isSame(as: right)
    }

    mutating func finished() -> AnyColumn {
        flush()
        return column
    }

    private mutating func flush() {
        let run = try? AnyColumn(
            repeating: text, of: field.type, named: field.name, count: count)
        column.append(contentsOf: run ?? AnyColumn(nullsOf: field.type, count: count))
        count = 0
    }
}
