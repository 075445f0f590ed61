import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

@Suite("Changes of a table's columns")
struct EvolutionTests {
    private let store = MemoryStore()

    @Test("columns are added at any depth, and older files read as null there")
    func addsColumns() throws {
        var ticks = try TickTable(store)
        try ticks.append(0..<3)
        let snapshot = try ticks.evolve(
            .add(Field("note", .string), at: .first),
            .add(Field("desk", .long), within: ["at"], at: .after("venue")))
        #expect(snapshot.tableProtocol == TableProtocol())
        #expect(snapshot.schema.fields[0].name == "note")
        #expect(
            snapshot.schema.fields[4].type.deltaName == "struct<venue:string,desk:long,lot:integer>"
        )
        try ticks.append(3..<5)
        #expect(try ticks.sizes() == Array(0..<5))
        let condition = try RowCondition(
            "note IS NULL AND at.desk IS NULL AND at.lot = size * 2", schema: snapshot.schema)
        var count = 0
        try ticks.table.snapshot().scan { count += condition.rows(of: $0).count }
        #expect(count == 5)
    }

    @Test("changes that cannot be are refused together, each with its reason")
    func listsReasons() throws {
        var ticks = try TickTable(store)
        try ticks.addConstraint("c", "price > 0")
        let error = #expect(throws: DeltaError.self) {
            try ticks.evolve(
                .add(Field("must", .string, isNullable: false)), .add(Field("SIZE", .long)),
                .add(Field("a b", .long)), .add(Field("x", .long), within: ["nothing"]),
                .drop(["size"]), .rename(["price"], to: "symbol"), .widen(["size"], to: .long),
                .makeNullable(["nowhere"]), .move(["size"], to: .after("nobody")))
        }
        #expect(error?.kind == .invalid)
        for part in [
            "`must` must be nullable", "`SIZE` is there already, as `size`",
            "`a b` has a character", "there is no structure `nothing`",
            "`size` can be dropped only with column mapping",
            "`price` can be renamed only with column mapping",
            "`price` cannot be renamed: the constraint `c` CHECK (price > 0) reads it",
            "`price` cannot be renamed: `symbol` is there already",
            "`size` can be widened only with the property delta.enableTypeWidening",
            "there is no column `nowhere`", "there is no `nobody` to put `size` behind",
        ] { #expect(error?.message.contains(part) == true, "\(part): \(error?.message ?? "")") }
        #expect(try ticks.table.newestVersion() == 1)
    }

    @Test("with column mapping columns are renamed, dropped and added, without touching files")
    func mapsColumns() throws {
        var ticks = try TickTable(store)
        try ticks.append(0..<12)
        let mapped = try ticks.set(["delta.columnMapping.mode": "name"])
        #expect(mapped.tableProtocol.minReaderVersion == 3)
        #expect(mapped.tableProtocol.readerFeatures == ["columnMapping"])
        #expect(mapped.metadata.configuration["delta.columnMapping.maxColumnId"] == "8")
        let evolved = try ticks.evolve(
            .rename(["size"], to: "the size"), .rename(["day"], to: "date"), .drop(["price"]),
            .rename(["at", "lot"], to: "lots"), .add(Field("price", .long)))
        #expect(evolved.metadata.partitionColumns == ["date"])
        #expect(evolved.metadata.configuration["delta.columnMapping.maxColumnId"] == "9")
        let batch = Batch(
            schema: Schema([
                Field("symbol", .string), Field("the size", .integer), Field("date", .date),
                Field("price", .long),
            ]),
            columns: [
                .binary(BinaryColumn(["Z"])), .int32(Column([99])), .int32(Column([20_001])),
                .int64(Column([7])),
            ], rowCount: 1)
        try ticks.table.append([batch], now: Tables.now, using: &ticks.random)
        func count(_ text: String) throws -> Int {
            let snapshot = try ticks.table.snapshot()
            let condition = try RowCondition(text, schema: snapshot.schema)
            var count = 0
            try snapshot.scan(files: { condition.mayMatch($0, of: snapshot.metadata) }) {
                count += condition.rows(of: $0).count
            }
            return count
        }
        #expect(try count("`the size` < 12 AND price IS NULL AND at.lots = `the size` * 2") == 12)
        #expect(try count("price = 7 AND symbol = 'Z'") == 1)
        #expect(try count("date = DATE '2024-10-05'") == 3)
        try ticks.delete("`the size` IN (3, 99)")
        #expect(try count("TRUE") == 11)
    }

    @Test("types are widened where the table allows it, and the change is noted")
    func widens() throws {
        var ticks = try TickTable(store, properties: ["delta.enableTypeWidening": "true"])
        #expect(try ticks.table.snapshot().tableProtocol.readerFeatures == ["typeWidening"])
        try ticks.append(0..<3)
        let snapshot = try ticks.evolve(
            .widen(["size"], to: .long), .widen(["price"], to: .decimal(precision: 20, scale: 4)),
            .widen(["at", "lot"], to: .long))
        let changes = snapshot.metadata.tableSchema["size"]?.metadata["delta.typeChanges"]?.array
        #expect(changes?.first?["fromType"]?.string == "integer")
        #expect(changes?.first?["toType"]?.string == "long")
        let condition = try RowCondition(
            "price = size + 0.5 AND at.lot = 2 * size", schema: snapshot.schema)
        var count = 0
        try snapshot.scan { count += condition.rows(of: $0).count }
        #expect(count == 3)
        let error = #expect(throws: DeltaError.self) {
            try ticks.evolve(.widen(["symbol"], to: .long), .widen(["size"], to: .integer))
        }
        #expect(error?.message.contains("`symbol` cannot become long: it is string") == true)
        #expect(error?.message.contains("`size` cannot become integer: it is long") == true)
    }

    @Test("nullability is relaxed, also of elements; comments and order change")
    func relaxes() throws {
        let table = try DeltaTable(store: store, folder: StorePath("t"), engine: "test/1")
        var random = SplitMix64(seed: 1)
        _ = try table.openOrCreate(
            TableDefinition(
                schema: Schema([
                    Field("a", .string, isNullable: false),
                    Field("l", .array(element: .long, containsNull: false)),
                ])), now: Tables.now, using: &random)
        let snapshot = try table.evolve(
            [
                .makeNullable(["a"]), .makeNullable(["l", "element"]), .move(["l"], to: .first),
                .comment(["a"], "for people"),
            ], now: Tables.now, using: &random)
        #expect(
            snapshot.schema.fields == [
                Field("l", .array(element: .long, containsNull: true)), Field("a", .string),
            ])
        #expect(snapshot.metadata.tableSchema["a"]?.metadata["comment"]?.string == "for people")
    }

    @Test("appends that others commit meanwhile are no conflict")
    func doesNotConflict() throws {
        var ticks = try TickTable(store)
        var rival = ticks
        var stale = try ticks.table.snapshot()
        try ticks.append(0..<3)
        var metadata = stale.metadata
        metadata.tableSchema.fields.append(SchemaField("note", .primitive(.string)))
        let outcome = try stale.commit(
            Transaction(operation: "CHANGE COLUMN", reads: .nothing, metadata: metadata),
            now: Tables.now, using: &rival.random)
        #expect(outcome == .committed(version: 2))
        try rival.append(3..<5)
        #expect(try ticks.sizes() == Array(0..<5))
    }

    @Test("properties of the wrong form are refused together, unknown ones are kept")
    func checksProperties() throws {
        var ticks = try TickTable(store)
        let error = #expect(throws: DeltaError.self) {
            try ticks.set([
                "delta.appendOnly": "maybe", "delta.logRetentionDuration": "interval 1 month",
                "delta.checkpointInterval": "0", "delta.isolationLevel": "None",
                "delta.unknownThing": "x",
            ])
        }
        for part in [
            "`delta.appendOnly` takes true or false, not `maybe`", "`delta.logRetentionDuration`",
            "`delta.checkpointInterval` takes a whole number from 1", "`delta.isolationLevel`",
        ] { #expect(error?.message.contains(part) == true, "\(error?.message ?? "")") }
        #expect(error?.message.contains("unknownThing") == false)
        let snapshot = try ticks.set(["delta.unknownThing": "x", "app": "y"])
        #expect(snapshot.metadata.configuration["delta.unknownThing"] == "x")
        #expect(throws: DeltaError.self) { try ticks.set(["delta.constraints.c": "size > 0"]) }
        #expect(throws: DeltaError.self) {
            try ticks.set(["delta.feature.appendOnly": "supported"])
        }
        #expect(throws: DeltaError.self) { try ticks.set(["delta.columnMapping.mode": "id"]) }
    }
}
