import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage

/// What writers take from others: conditions in SQL, and commits that came between.
enum WriteFuzzing {
    /// A condition over columns of every kind holds for rows as it does for files.
    static func evaluate(_ text: String) {
        guard let condition = try? RowCondition(text, schema: rows.schema) else { return }
        let truths = condition.truths(of: rows)
        precondition(truths.count == rows.rowCount, "a truth for each row")
        precondition(
            condition.rows(of: rows).count == truths.count { $0 == .yes },
            "rows are chosen by their truths")
        precondition(condition.truths(of: empty).isEmpty, "no truth for no row")
    }

    /// A constraint of a table judges rows that come in, and a text generates a column.
    static func constrain(_ text: String, in store: MemoryStore) throws {
        let checked = FuzzedTable.commit(
            schema: FuzzedTable.schema, with: ["delta.constraints.c": .string(text)])
        try store.put(FuzzedTable.log.appending("00000000000000000000.json"), checked)
        FuzzedTable.allowingRefusal { try append(to: store) }
        let schema: JSONValue = .object([
            "type": .string("struct"),
            "fields": .array([
                field("a", "long", ["delta.generationExpression": .string(text)]),
                field("b", "string", ["delta.invariants": .string(text)]),
                field("p", "timestamp", [:]),
            ]),
        ])
        var writer = JSONWriter()
        writer.append(schema)
        let generated = FuzzedTable.commit(
            schema: String(decoding: writer.copy(), as: UTF8.self), with: [:])
        try store.put(FuzzedTable.log.appending("00000000000000000000.json"), generated)
        try append(to: store)
    }

    /// Rows for which a condition is true are deleted, and the feed tells which.
    static func delete(_ text: String, in store: MemoryStore) throws {
        try store.put(
            FuzzedTable.log.appending("00000000000000000000.json"), FuzzedTable.firstCommit)
        try FuzzedTable.readAll(store)
        var random = SplitMix64(seed: 1)
        let table = try DeltaTable(store: store, folder: FuzzedTable.folder)
        try table.delete(where: text, now: 0, using: &random)
        var deleted = 0
        let version = try table.snapshot().version
        try table.changes(from: 0) { deleted += $0.rowCount }
        precondition(version == 0 || deleted > 9, "the feed tells of what was deleted")
    }

    /// A commit that comes second judges another's that it has not seen.
    static func commit(against text: [UInt8], in store: MemoryStore) throws {
        let first = FuzzedTable.log.appending
        try store.put(first("00000000000000000000.json"), FuzzedTable.firstCommit)
        let table = try DeltaTable(store: store, folder: FuzzedTable.folder)
        let old = try table.snapshot(keepingFiles: true)
        let files = try old.files()
        try store.put(first("00000000000000000001.json"), text)
        var random = SplitMix64(seed: 1)
        for isOverwrite in [false, true] {
            var snapshot = old
            let transaction = Transaction(
                operation: "WRITE", removes: isOverwrite ? files.map { $0.removal(at: 0) } : [],
                progress: [AppProgress(appID: "x", from: nil, until: 1)],
                reads: isOverwrite
                    ? .matching(try RowCondition("p < '2026-02-01'", schema: old.schema)) : nil)
            FuzzedTable.allowingRefusal {
                _ = try snapshot.commit(transaction, now: 0, using: &random)
            }
        }
        try FuzzedTable.readAll(store)
    }

    /// Appends rows with the columns that the table has of those here.
    static func append(to store: MemoryStore) throws {
        let table = try DeltaTable(store: store, folder: FuzzedTable.folder)
        let known = try table.snapshot().schema.fields
        let wanted = rows.schema.fields.indices.filter { index in
            known.contains { $0.name == rows.schema.fields[index].name }
        }
        let batch = Batch(
            schema: Schema(wanted.map { rows.schema.fields[$0] }),
            columns: wanted.map { rows.columns[$0] }, rowCount: rows.rowCount)
        var random = SplitMix64(seed: 1)
        try table.append([batch], now: 0, using: &random)
    }

    private static func field(_ name: String, _ type: String, _ metadata: JSONObject) -> JSONValue {
        .object([
            "name": .string(name), "type": .string(type), "nullable": .bool(true),
            "metadata": .object(metadata),
        ])
    }

    /// Columns of every kind, with extremes and nulls.
    private static let rows: Batch = {
        let validity: Bitmap = {
            var bits = Bitmap()
            for bit in [true, true, false, true] { bits.append(bit) }
            return bits
        }()
        let texts = ["", "A_%", "2026-01-05 10:00:00", "é\u{301}x"]
        let fields: [(Field, AnyColumn)] = [
            (Field("a", .long), .int64(Column([.min, .max, 0, -1], validity: validity))),
            (Field("p", .timestamp), .int64(Column([.min, .max, 0, 1_767_225_600_000_000]))),
            (Field("b", .string), .binary(BinaryColumn(texts))),
            (Field("d", .date), .int32(Column([.min, .max, 0, 20_000], validity: validity))),
            (Field("r", .double), .double(Column([.nan, -0.0, .infinity, 1e300]))),
            (
                Field("n", .decimal(precision: 38, scale: 10)),
                .int128(Column([.max, .min, 0, 15_000_000_000]))
            ),
            (
                Field("f", .boolean),
                .boolean(Column([true, false, true, false], validity: validity))
            ),
        ]
        return Batch(
            schema: Schema(fields.map(\.0)), columns: fields.map(\.1), rowCount: texts.count)
    }()

    private static let empty = Batch(empty: rows.schema)
}
