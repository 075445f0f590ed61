import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

@Suite("Writing rows to a table")
struct TableWriteTests {
    private let store = MemoryStore()

    @Test("rows are appended to their partitions, and counted")
    func appends() throws {
        var ticks = try TickTable(store)
        let result = try ticks.append(0..<25)
        #expect(result.version == 1)
        #expect(result.filesAdded == 3 && result.rowsWritten == 25 && result.rowsDeleted == 0)
        #expect(try ticks.sizes() == Array(0..<25))
        let entry = try #require(try ticks.table.history(limit: 1).first)
        #expect(entry.operation == "WRITE")
        #expect(entry.info["isBlindAppend"]?.bool == true)
    }

    @Test("columns are found by name at any depth, and missing nullable ones are null")
    func arranges() throws {
        var ticks = try TickTable(store)
        let day = Column<Int32>([20_000])
        let batch = Batch(
            schema: Schema([
                Field("day", .date), Field("at", .structure([Field("lot", .integer)])),
                Field("symbol", .string),
            ]),
            columns: [
                .int32(day),
                .structure(StructColumn(fields: [.int32(Column([7]))], count: 1)),
                .binary(BinaryColumn(["A"])),
            ], rowCount: 1)
        try ticks.table.append([batch], now: Tables.now, using: &ticks.random)
        var seen: [String] = []
        let condition = try RowCondition(
            "at.lot = 7 AND at.venue IS NULL AND price IS NULL AND symbol = 'A'",
            schema: TickTable.schema)
        try ticks.table.snapshot().scan { batch in
            seen += condition.rows(of: batch).map { "\($0)" }
        }
        #expect(seen == ["0"])
    }

    @Test("columns that the table has not come with the rows, where that is asked for")
    func mergesSchema() throws {
        var ticks = try TickTable(store)
        try ticks.append(0..<3)
        var rows = TickTable.rows(3..<5)
        rows.schema.fields.append(Field("size2", .long, isNullable: false))
        rows.columns.append(.int64(Column([7, 8])))
        rows.schema.fields[3].type = .structure([
            Field("venue", .string), Field("lot", .integer), Field("side", .string),
        ])
        if case .structure(var structure) = rows.columns[3] {
            structure.fields.append(.binary(BinaryColumn(["b", nil])))
            rows.columns[3] = .structure(structure)
        }
        #expect(throws: DeltaError.self) {
            try ticks.table.append([rows], now: Tables.now, using: &ticks.random)
        }
        let result = try ticks.table.append(
            [rows, rows], mergingSchema: true, now: Tables.now, using: &ticks.random)
        #expect(result.version == 2 && result.rowsWritten == 4)
        let snapshot = try ticks.table.snapshot()
        #expect(snapshot.schema.fields.map(\.name).last == "size2")
        #expect(snapshot.schema.fields.last?.isNullable == true)
        var counts = [0, 0]
        for (place, text) in ["size2 IS NULL AND size < 3", "size2 = size + 4"].enumerated() {
            let condition = try RowCondition(text, schema: snapshot.schema)
            try snapshot.scan(where: condition) { counts[place] += $0.rowCount }
        }
        #expect(counts == [3, 4])
        let side = try RowCondition("at.side = 'b'", schema: snapshot.schema)
        var sides = 0
        try snapshot.scan(columns: ["size"], where: side) { sides += $0.rowCount }
        #expect(sides == 2)
        // Nothing is merged where a type differs: the difference is said.
        rows.schema.fields[2].type = .string
        rows.columns[2] = .binary(BinaryColumn(["x", "y"]))
        let error = #expect(throws: DeltaError.self) {
            try ticks.table.append(
                [rows], mergingSchema: true, now: Tables.now, using: &ticks.random)
        }
        #expect(error?.kind == .mismatch && error?.message.contains("`size`") == true)
    }

    @Test("rows of another schema are refused with every difference")
    func listsDifferences() throws {
        var ticks = try TickTable(store)
        let schema = Schema([
            Field("Price", .decimal(precision: 18, scale: 2)), Field("size", .long),
            Field(
                "at", .structure([Field("venue", .integer), Field("desk", .string)])),
            Field("extra", .boolean), Field("day", .string),
        ])
        let batch = Batch(empty: schema)
        let error = #expect(throws: DeltaError.self) {
            try ticks.table.append([batch], now: Tables.now, using: &ticks.random)
        }
        #expect(error?.kind == .mismatch)
        for part in [
            "column `Price` is `price` in the table: case counts",
            "column `size` is long instead of integer",
            "column `at.venue` is integer instead of string",
            "column `at.desk` string is none of the table's",
            "column `extra` boolean is none of the table's",
            "column `day` is string instead of date",
            "column `symbol` string is missing, and is NOT NULL",
        ] {
            #expect(error?.message.contains(part) == true, "\(part): \(error?.message ?? "")")
        }
        #expect(try ticks.table.newestVersion() == 0)
    }

    @Test("one partition is replaced, and rows outside of it are refused")
    func overwrites() throws {
        var ticks = try TickTable(store)
        try ticks.append(0..<25)
        let result = try ticks.overwrite([3, 4], where: "day = DATE '2024-10-04'")
        #expect(result.rowsDeleted == 10 && result.filesRemoved == 1 && result.rowsWritten == 2)
        #expect(try ticks.sizes() == [3, 4] + Array(10..<25))
        var error = #expect(throws: DeltaError.self) {
            try ticks.overwrite([13], where: "day = DATE '2024-10-04'")
        }
        #expect(error?.message.contains("day = 2024-10-05") == true, "\(error?.message ?? "")")
        error = #expect(throws: DeltaError.self) {
            try ticks.overwrite([3], where: "size = 3")
        }
        #expect(error?.message.contains("reads size") == true)
        try ticks.overwrite([99])
        #expect(try ticks.sizes() == [99])
    }

    @Test("deleting keeps untouched files, removes whole ones and writes the rest anew")
    func deletes() throws {
        var ticks = try TickTable(store)
        try ticks.append(0..<30)
        let before = try ticks.table.snapshot().files().map(\.path)
        let result = try ticks.delete("day = DATE '2024-10-04' OR size IN (15, 16)")
        #expect(result.rowsDeleted == 12 && result.filesRemoved == 2 && result.filesAdded == 1)
        #expect(try ticks.sizes() == [10, 11, 12, 13, 14] + Array(17..<30))
        let after = try ticks.table.snapshot().files().map(\.path)
        #expect(Set(before).intersection(after).count == 1)
        #expect(try ticks.delete("size > 1000").version == nil)
    }

    @Test("an append-only table loses no rows")
    func respectsAppendOnly() throws {
        var ticks = try TickTable(store, properties: ["delta.appendOnly": "true"])
        try ticks.append(0..<5)
        let error = #expect(throws: DeltaError.self) { try ticks.delete("size = 1") }
        #expect(error?.message.contains("append-only") == true)
        #expect(throws: DeltaError.self) { try ticks.overwrite([1]) }
        #expect(try ticks.sizes() == Array(0..<5))
    }

    @Test("a table with a change feed tells which rows were deleted")
    func feedsChanges() throws {
        var ticks = try TickTable(
            store, properties: ["delta.enableChangeDataFeed": "true"])
        try ticks.append(0..<30)
        try ticks.delete("size < 12")
        let commit = try #require(try ticks.table.commit(2))
        let changes = commit.actions.compactMap {
            if case .change(let file) = $0 { file } else { nil }
        }
        #expect(changes.count == 2)
        #expect(changes.allSatisfy { $0.path.hasPrefix("_change_data/") })
        // Whole files tell it all.
        try ticks.delete("day = DATE '2024-10-06'")
        let whole = try #require(try ticks.table.commit(3))
        #expect(whole.actions.allSatisfy { if case .change = $0 { false } else { true } })
    }

    @Test("a partition with a null or strange value comes back as it was")
    func partitionsByTexts() throws {
        let table = try DeltaTable(store: store, folder: StorePath("p"), engine: "test/1")
        var random = SplitMix64(seed: 1)
        _ = try table.openOrCreate(
            TableDefinition(
                schema: Schema([
                    Field("key", .string), Field("at", .timestamp),
                    Field("amount", .decimal(precision: 10, scale: 2)), Field("n", .long),
                ]), partitionColumns: ["key", "at", "amount"]), now: Tables.now, using: &random)
        let keys = ["a b/c:é%25", nil, "x=y", "a b/c:é%25"]
        let batch = Batch(
            schema: try table.snapshot().schema,
            columns: [
                .binary(BinaryColumn(keys)), .int64(Column([1, 1, -1, 1])),
                .int64(Column([-150, 5, 0, -150])), .int64(Column([0, 1, 2, 3])),
            ], rowCount: 4)
        let result = try table.append([batch], now: Tables.now, using: &random)
        #expect(result.filesAdded == 3)
        var seen: [Int64: String] = [:]
        try table.snapshot().scan { batch in
            guard case .int64(let numbers) = batch.columns[3],
                case .binary(let keys) = batch.columns[0],
                case .int64(let times) = batch.columns[1],
                case .int64(let amounts) = batch.columns[2]
            else { return }
            for row in 0..<batch.rowCount {
                seen[numbers.values[row]] =
                    "\(keys.text(row) ?? "NULL") \(times.values[row]) \(amounts.values[row])"
            }
        }
        #expect(
            seen == [
                0: "a b/c:é%25 1 -150", 1: "NULL 1 5", 2: "x=y -1 0", 3: "a b/c:é%25 1 -150",
            ])
    }
}
