import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import Synchronization
import TestSupport
import Testing

@Suite("Constraints on rows that are written")
struct ConstraintTests {
    private let store = MemoryStore()

    @Test("a CHECK constraint is enforced, and the message shows constraint, rows and values")
    func enforces() throws {
        var ticks = try TickTable(store)
        try ticks.append(0..<5)
        let snapshot = try ticks.addConstraint("positive", "price > 0 AND size < 100")
        #expect(snapshot.tableProtocol.minWriterVersion == 7)
        #expect(
            snapshot.tableProtocol.writerFeatures == [
                "appendOnly", "invariants", "checkConstraints",
            ])
        #expect(snapshot.tableProtocol.minReaderVersion == 1)
        try ticks.append(5..<10)
        let error = #expect(throws: DeltaError.self) { try ticks.append([7, 120, 130]) }
        let message = error?.message ?? ""
        for part in [
            "`positive`", "price > 0 AND size < 100", "price = 120.50, size = 120",
        ] { #expect(message.contains(part), "\(message)") }
        #expect(try ticks.sizes() == Array(0..<10))
    }

    @Test("null does not fulfil a constraint, as Delta has it")
    func refusesNull() throws {
        var ticks = try TickTable(store, partitioned: false)
        try ticks.addConstraint("c", "price > 0")
        let batch = Batch(
            schema: Schema([Field("symbol", .string)]),
            columns: [.binary(BinaryColumn(["A"]))], rowCount: 1)
        let error = #expect(throws: DeltaError.self) {
            try ticks.table.append([batch], now: Tables.now, using: &ticks.random)
        }
        #expect(error?.message.contains("price = NULL") == true, "\(error?.message ?? "")")
    }

    @Test("a constraint that rows of the table break is not added")
    func looksAtRows() throws {
        var ticks = try TickTable(store)
        try ticks.append(0..<5)
        let error = #expect(throws: DeltaError.self) {
            try ticks.addConstraint("c", "size < 4")
        }
        #expect(error?.message.contains("size = 4") == true)
        #expect(try ticks.table.newestVersion() == 1)
        try ticks.addConstraint("c", "size < 5")
        #expect(throws: DeltaError.self) { try ticks.addConstraint("C", "size < 9") }
        _ = try ticks.table.dropConstraint("c", now: Tables.now, using: &ticks.random)
        try ticks.append([9])
    }

    @Test("rows that come in while a constraint is added are looked at as well")
    func racesWithAppends() throws {
        var ticks = try TickTable(store)
        try ticks.append(0..<3)
        let rival = Mutex((ticks: ticks, isDone: false))
        let faulty = FaultyStore(store) { call in
            guard call.operation == .putIfAbsent else { return nil }
            rival.withLock { rival in
                if rival.isDone { return }
                rival.isDone = true
                _ = try? rival.ticks.append([50])
            }
            return nil
        }
        let table = try DeltaTable(store: faulty, folder: StorePath("t"), engine: "test/1")
        var random = SplitMix64(seed: 8)
        let error = #expect(throws: DeltaError.self) {
            try table.addConstraint("c", "size < 10", now: Tables.now, using: &random)
        }
        #expect(error?.message.contains("size = 50") == true, "\(error?.message ?? "")")
    }

    @Test("partition columns and nested fields are part of constraints")
    func readsPartitions() throws {
        var ticks = try TickTable(store)
        try ticks.addConstraint("c", "day >= '2024-10-05' OR at.venue = 'X'")
        try ticks.append([0, 2, 11])
        let error = #expect(throws: DeltaError.self) { try ticks.append([3]) }
        #expect(error?.message.contains("day = 2024-10-04, at = {venue: 'Y', lot: 6}") == true)
    }

    @Test("an expression beyond what is supported leaves the table readable and is named")
    func refusesUnknown() throws {
        var ticks = try TickTable(store)
        try ticks.append(0..<3)
        var snapshot = try ticks.table.snapshot()
        var metadata = snapshot.metadata
        metadata.configuration["delta.constraints.odd"] = "sqrt(size) < 10"
        _ = try snapshot.commit(
            Transaction(operation: "ADD CONSTRAINT", metadata: metadata), now: Tables.now,
            using: &ticks.random)
        #expect(try ticks.sizes() == [0, 1, 2])
        let error = #expect(throws: DeltaError.self) { try ticks.append([1]) }
        #expect(error?.kind == .unsupported)
        for part in ["`odd`", "sqrt(size) < 10", "function `sqrt` at column 1"] {
            #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
        }
    }

    @Test("NOT NULL holds at any depth, and a null structure is no fault of its fields")
    func notNull() throws {
        let item = DataType.structure([Field("k", .string, isNullable: false)])
        let schema = Schema([
            Field("s", item), Field("l", .array(element: .integer, containsNull: false)),
            Field("p", .string, isNullable: false),
        ])
        let table = try DeltaTable(store: store, folder: StorePath("n"), engine: "test/1")
        var random = SplitMix64(seed: 1)
        _ = try table.openOrCreate(
            TableDefinition(schema: schema, partitionColumns: ["p"]), now: Tables.now,
            using: &random)
        func append(_ key: String?, structureIsNull: Bool, element: Int32?, part: String?) throws {
            var numbers = Column<Int32>()
            if let element { numbers.append(element) } else { numbers.appendNull(placeholder: 0) }
            let batch = Batch(
                schema: schema,
                columns: [
                    .structure(
                        StructColumn(
                            fields: [.binary(BinaryColumn([key]))], count: 1,
                            validity: structureIsNull ? Bitmap(repeating: false, count: 1) : nil)),
                    .list(ListColumn(offsets: [0, 1], elements: .int32(numbers))),
                    .binary(BinaryColumn([part])),
                ], rowCount: 1)
            try table.append([batch], now: Tables.now, using: &random)
        }
        try append("k", structureIsNull: false, element: 1, part: "a")
        try append(nil, structureIsNull: true, element: 1, part: "a")
        for (key, element, part, name) in [
            (nil, 1, "a", "`s.k`"), ("k", nil, "a", "`l.element`"), ("k", 1, nil, "`p`"),
        ] as [(String?, Int32?, String?, String)] {
            let error = #expect(throws: DeltaError.self) {
                try append(key, structureIsNull: false, element: element, part: part)
            }
            #expect(
                error?.message.contains("\(name) must not be null") == true,
                "\(error?.message ?? "")"
            )
        }
    }

    @Test("invariants and generated columns of others are enforced")
    func metadataOfColumns() throws {
        var ticks = try TickTable(store)
        var snapshot = try ticks.table.snapshot()
        var metadata = snapshot.metadata
        metadata.tableSchema.fields[2].metadata["delta.invariants"] = .string(
            "{\"expression\":{\"expression\":\"size > 3\"}}")
        metadata.tableSchema.fields[5].metadata["delta.generationExpression"] = .string(
            "CAST(time AS DATE)")
        let needs = try snapshot.tableProtocol.enabling(["generatedColumns"], for: metadata)
        _ = try snapshot.commit(
            Transaction(operation: "X", metadata: metadata, tableProtocol: needs),
            now: Tables.now, using: &ticks.random)
        try ticks.append([4, 5])
        var error = #expect(throws: DeltaError.self) { try ticks.append([3]) }
        #expect(error?.message.contains("invariant of column `size`, size > 3") == true)
        var wrong = TickTable.rows([40])
        wrong.columns[5] = .int32(Column([1]))
        error = #expect(throws: DeltaError.self) {
            try ticks.table.append([wrong], now: Tables.now, using: &ticks.random)
        }
        #expect(error?.message.contains("generated column `day` AS (CAST(time AS DATE))") == true)
        let lacking = Batch(
            schema: Schema(Array(wrong.schema.fields.dropLast())),
            columns: Array(wrong.columns.dropLast()), rowCount: 1)
        error = #expect(throws: DeltaError.self) {
            try ticks.table.append([lacking], now: Tables.now, using: &ticks.random)
        }
        #expect(error?.message.contains("`day` is missing, and is generated") == true)
    }
}
