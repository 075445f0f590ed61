import Bytes
import Columnar
import Parquet
import TestSupport
import Testing

@Suite("Some columns of a file")
struct ProjectionTests {
    private func file() throws -> (bytes: [UInt8], rows: [[Cell]]) {
        let rows = TestTypes.all.fields.enumerated().map {
            RoundTripTests.rows($1.type, 200, .some, seed: UInt64($0))
        }
        return (try write(TestTypes.all, rows).bytes, rows)
    }

    @Test("parts of structures are read without the others")
    func structures() throws {
        let (bytes, rows) = try file()
        let reader = try ParquetReader(bytes: bytes).projected(to: [
            ["deep", "c", "e"], ["long"], ["deep", "a"],
        ])
        #expect(
            reader.schema
                == Schema([
                    Field("long", .long),
                    Field(
                        "deep",
                        .structure([
                            Field("a", .long),
                            Field(
                                "c",
                                .structure([Field("e", .decimal(precision: 30, scale: 3))]),
                                isNullable: false),
                        ])),
                ]))
        let batch = try reader.readAll()
        let place = try #require(TestTypes.all.index(of: "deep"))
        let expected = rows[place].map { cell -> Cell in
            guard case .structure(let parts) = cell, case .structure(let inner) = parts[2] else {
                return .null
            }
            return .structure([parts[0], .structure([inner[1]])])
        }
        #expect(batch.columns[1].cells == expected)
    }

    @Test("parts of lists and maps keep their places, and maps their keys")
    func lists() throws {
        let (bytes, rows) = try file()
        let reader = try ParquetReader(bytes: bytes).projected(to: [
            ["headers", "element", "value"], ["map", "key"],
        ])
        let batch = try reader.readAll()
        let headers = try #require(TestTypes.all.index(of: "headers"))
        let expected = rows[headers].map { cell -> Cell in
            guard case .list(let items) = cell else { return .null }
            return .list(
                items.map { item in
                    guard case .structure(let parts) = item else { return .null }
                    return .structure([parts[1]])
                })
        }
        #expect(batch.columns[0].cells == expected)
        #expect(batch.columns[1].cells == rows[try #require(TestTypes.all.index(of: "map"))])
    }

    @Test("what is not there is refused by name")
    func refuses() throws {
        let reader = try ParquetReader(bytes: file().bytes)
        for path in [
            ["missing"], ["deep", "x"], ["long", "x"], ["map", "x"], ["headers", "value"],
        ] {
            let error = #expect(throws: ParquetError.self) { try reader.projected(to: [path]) }
            #expect(error?.kind == .invalidInput)
        }
    }
}
