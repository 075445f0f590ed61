import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import Parquet
import TestSupport
import Testing

@Suite("Skipping by conditions")
struct SkippingTests {
    private func expectSame(_ snapshot: Snapshot, seed: UInt64, count: Int) throws {
        var conditions = try RandomConditions(snapshot, seed: seed)
        for _ in 0..<count {
            guard let condition = conditions.next() else { return }
            var wanted = ContentDigest()
            for batch in conditions.batches {
                let rows = (0..<Int32(batch.rowCount)).filter {
                    condition.holds(Int($0), of: batch)
                }
                wanted.add(batch.gathered(rows.span))
            }
            var found = ContentDigest()
            try snapshot.scan(where: condition) { found.add($0) }
            #expect(found.rowCount == wanted.rowCount, "\(condition)")
            #expect(found.rowChecksum == wanted.rowChecksum, "\(condition)")
        }
    }

    @Test(
        "whatever is left out of other engines' tables, the rows are the same",
        .enabled(if: GoldenTables.folder != nil, GoldenTables.isMissing),
        arguments: GoldenTables.names)
    func golden(name: String) throws {
        let expected = try GoldenTables.expected(name)
        guard let rows = expected["rows"]?.int64, (1...300).contains(rows) else { return }
        let snapshot = try GoldenTables.table(name).snapshot()
        try expectSame(snapshot, seed: UInt64(rows), count: 6)
    }

    @Test("whatever is left out of our tables, the rows are the same", arguments: 0..<UInt64(2))
    func written(seed: UInt64) throws {
        var table = try WrittenTable(MemoryStore())
        for start in 0..<4 { try table.append(start * 30..<start * 30 + 30) }
        try expectSame(table.snapshot, seed: seed, count: 20)
    }

    @Test("whatever pages are left out, the rows are the same", arguments: 0..<UInt64(2))
    func pages(seed: UInt64) throws {
        var options = ParquetWriterOptions()
        options.pageRows = 16
        options.rowGroupRows = 200
        options.batchRowsMin = 1
        var table = try WrittenTable(MemoryStore(), options: options)
        for start in 0..<2 { try table.append(start * 900..<start * 900 + 900) }
        try expectSame(table.snapshot, seed: seed, count: 6)
    }

    @Test("files in which nothing can be wanted are not opened")
    func skipsFiles() throws {
        let store = MemoryStore()
        var written = try WrittenTable(store)
        for start in 0..<4 { try written.append(start * 30..<start * 30 + 30) }
        let table = written
        let files = try table.snapshot.files()
        let condition = Predicate.compare(["offset"], .less, .integer(30))
        let wanted = try files.filter { try table.snapshot.mayMatch(condition, $0) }
        #expect(files.count == 12)
        #expect(wanted.count == 3)
        // Without the others the rows are read all the same.
        for file in files where !wanted.contains(where: { $0.path == file.path }) {
            try store.delete(table.snapshot.table.path(of: file))
        }
        var count = 0
        try table.snapshot.scan(columns: ["symbol"], where: condition) { batch in
            #expect(batch.schema.fields.map(\.name) == ["symbol"])
            count += batch.rowCount
        }
        #expect(count == 30)
    }

    @Test("decimals that may have been rounded on their way into the log bound what they may be")
    func roundedDecimals() throws {
        let store = MemoryStore()
        let table = try DeltaTable(store: store, folder: StorePath("t"), engine: "test/1")
        var random = SplitMix64(seed: 1)
        let snapshot = try table.openOrCreate(
            TableDefinition(schema: Schema([Field("d", .decimal(precision: 38, scale: 2))])),
            now: Tables.now, using: &random)
        func mayBe(_ value: Int128, _ bound: String) throws -> Bool {
            var file = Tables.file("a")
            file.stats =
                #"{"numRecords":1,"minValues":{"d":\#(bound)},"maxValues":{"d":\#(bound)},"#
                + #""nullCount":{"d":0}}"#
            return try snapshot.mayMatch(
                .compare(["d"], .equal, .decimal(value, scale: 2)), file)
        }
        // Both were 99999999999999999999.99 before they were doubles.
        #expect(try mayBe(9_999_999_999_999_999_999_999, "1e20"))
        #expect(try mayBe(9_999_999_999_999_999_999_999, "100000000000000000000.0"))
        #expect(try !mayBe(9_999_999_900_000_000_000_000, "1e20"))
        #expect(try mayBe(-123_456_789_012_345_679, "-1234567890123456.8"))
        #expect(try mayBe(150_000, "1.5E3"))
        #expect(try !mayBe(150_001, "1.5E3"))
        #expect(try !mayBe(149_999, "1500"))
    }

    @Test("conditions that make no sense are refused")
    func nonsense() throws {
        let snapshot = try WrittenTable(MemoryStore()).snapshot
        let conditions: [Predicate] = [
            .isNull(["nothing"]), .isNull(["headers"]), .isNull(["headers", "key"]),
            .compare(["offset"], .equal, .text("1")), .compare(["symbol"], .less, .integer(1)),
            .and([.isNull(["offset"]), .isNull(["offset", "x"])]),
            .compare(["price"], .less, .decimal(1, scale: 10)),
        ]
        for condition in conditions {
            let error = #expect(throws: DeltaError.self) {
                try snapshot.scan(where: condition) { _ in }
            }
            #expect(error?.kind == .invalid)
        }
    }
}
