import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import Parquet
import TestSupport
import Testing

/// What `add.stats` says of a file.
@Suite struct FileStatisticsTests {
    private static let schema = Schema([
        Field("a", .double), Field("b", .double),
        Field("c", .structure([Field("d.e", .long), Field("f", .long)])), Field("g", .long),
    ])

    /// The statistics and the bytes of a file of three rows, in a table of some properties.
    private static func file(
        _ properties: [String: String]
    ) throws -> (stats: JSONValue, bytes: [UInt8]) {
        let store = MemoryStore()
        let table = try DeltaTable(store: store, folder: StorePath("t"), engine: "test/1")
        var random = SplitMix64(seed: 3)
        let snapshot = try table.openOrCreate(
            TableDefinition(schema: schema, configuration: properties), now: Tables.now,
            using: &random)
        var writer = try TableFileWriter(table, snapshot.metadata, using: &random)
        let numbers = AnyColumn.int64(Column([5, -2, 9]))
        try writer.append(
            columns: [
                .double(Column([1.5, .nan, -0.25])), .double(Column([1.5, 1e300, -0.0])),
                .structure(StructColumn(fields: [numbers, numbers], count: 3)), numbers,
            ], rowCount: 3)
        let add = try writer.finish(now: Tables.now)
        return (
            try JSONValue(parsing: try #require(add.stats)),
            try store.get(StorePath("t/\(add.path)"))
        )
    }

    @Test("a column of floating-point numbers has a maximum unless one is no number")
    func boundsFloatingPoint() throws {
        let stats = try Self.file([:]).stats
        #expect(stats["minValues"]?["a"]?.number?.text == "-0.25")
        #expect(stats["maxValues"]?["a"] == nil)
        #expect(stats["minValues"]?["b"]?.number?.text == "-0.0")
        #expect(stats["maxValues"]?["b"]?.number?.text == "1e+300")
        #expect(stats["maxValues"]?["c"]?["d.e"]?.int64 == 9)
    }

    @Test("the columns that a table's properties name have statistics, and no others")
    func followsProperties() throws {
        let named = try Self.file(["delta.dataSkippingStatsColumns": "g, c.`d.e`"]).stats
        #expect(named["minValues"]?["g"]?.int64 == -2)
        #expect(named["minValues"]?["c"]?["d.e"]?.int64 == -2)
        #expect(named["minValues"]?["c"]?["f"] == nil)
        #expect(named["nullCount"]?["a"] == nil)
        let first = try Self.file(["delta.dataSkippingNumIndexedCols": "3"]).stats
        #expect(first["nullCount"]?["c"]?["d.e"]?.int64 == 0)
        #expect(first["nullCount"]?["c"]?["f"] == nil)
        #expect(first["nullCount"]?["g"] == nil)
        let all = try Self.file(["delta.dataSkippingNumIndexedCols": "-1"]).stats
        #expect(all["nullCount"]?["g"]?.int64 == 0)
    }

    @Test("lists and maps have the number of rows in which they are absent, and no bounds")
    func countsNullLists() throws {
        let list = DataType.array(element: .long, containsNull: true)
        let map = DataType.map(key: .string, value: list, valueContainsNull: true)
        let schema = Schema([
            Field("l", list), Field("m", map), Field("s", .structure([Field("l", list)])),
        ])
        let store = MemoryStore()
        let table = try DeltaTable(store: store, folder: StorePath("t"), engine: "test/1")
        var random = SplitMix64(seed: 3)
        let snapshot = try table.openOrCreate(
            TableDefinition(schema: schema), now: Tables.now, using: &random)
        var writer = try TableFileWriter(table, snapshot.metadata, using: &random)
        // A null, an empty list, an absent list, a list.
        var absent = Bitmap(repeating: true, count: 4)
        absent[2] = false
        let lists = AnyColumn.list(
            ListColumn(
                offsets: [0, 1, 1, 1, 2], elements: .int64(Column([5, 6])),
                validity: absent))
        guard case .list(let none) = AnyColumn(empty: map) else {
            Issue.record("a map is a list")
            return
        }
        let maps = AnyColumn.list(
            ListColumn(
                offsets: [0, 0, 0, 0, 0], elements: none.elements,
                validity: Bitmap(repeating: false, count: 4)))
        var parents = Bitmap(repeating: true, count: 4)
        parents[0] = false
        let structure = StructColumn(fields: [lists], count: 4, validity: parents)
        try writer.append(
            columns: [lists, maps, .structure(structure)],
            rowCount: 4)
        let add = try writer.finish(now: Tables.now)
        let stats = try JSONValue(parsing: try #require(add.stats))
        #expect(stats["nullCount"]?.text == #"{"l":1,"m":4,"s":{"l":2}}"#)
        #expect(stats["minValues"]?.text == #"{"s":{}}"#)
    }

    @Test("a table of Parquet's second version has its pages, and they read the same")
    func writesVersion2() throws {
        let first = try ParquetReader(bytes: try Self.file([:]).bytes).readAll()
        let version = ["delta.parquet.format.version": "2.12.0"]
        let file = try Self.file(version).bytes
        let second = try ParquetReader(bytes: file).readAll()
        #expect(file != (try Self.file([:]).bytes))
        guard case .int64(let a)? = first.column("g"), case .int64(let b)? = second.column("g")
        else {
            Issue.record("columns of other types")
            return
        }
        #expect(a.values == b.values)
    }
}
