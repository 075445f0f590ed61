import Bytes
import Columnar
import DeltaLake
import TestSupport
import Testing

@Suite("Conditions on rows")
struct RowConditionTests {
    static let schema = Schema([
        Field("symbol", .string), Field("price", .decimal(precision: 18, scale: 2)),
        Field("count", .long), Field("ratio", .double), Field("good", .boolean),
        Field("day", .date), Field("time", .timestamp),
        Field("tags", .array(element: .string, containsNull: true)),
        Field("at", .structure([Field("venue", .string), Field("odd name", .integer)])),
    ])

    /// Four rows; the last one is null in every column.
    static let batch: Batch = {
        var validity = Bitmap(repeating: true, count: 3)
        validity.append(false)
        func there<Value>(_ values: [Value]) -> Column<Value> {
            Column(values, validity: validity)
        }
        return Batch(
            schema: schema,
            columns: [
                .binary(BinaryColumn(["A", "Bé", "it's", nil])),
                .int64(there([150, -150, 0, 0])), .int64(there([1, 2, 3, 0])),
                .double(there([0.5, -.infinity, .nan, 0])),
                .boolean(there([true, false, true, false])),
                .int32(there([20_458, 20_459, -1, 0])),
                .int64(there([1_767_623_400_000_000, 1_767_623_400_000_001, -1, 0])),
                .list(
                    ListColumn(
                        offsets: [0, 0, 0, 0, 0], elements: AnyColumn(empty: .string),
                        validity: validity)),
                .structure(
                    StructColumn(
                        fields: [
                            .binary(BinaryColumn(["X", nil, "Z", nil])),
                            .int32(there([7, 8, 9, 0])),
                        ], count: 4, validity: validity)),
            ], rowCount: 4)
    }()

    @Test(
        "rows are those for which the condition is true",
        arguments: [
            ("count = 2", [1]), ("count != 2", [0, 2]), ("count <> 2", [0, 2]),
            ("2 <= count", [1, 2]),
            ("NOT count >= 2", [0]), ("count < 1.5", [0]), ("count = 1.5", []),
            ("count > -99999999999999999999999999999999999999999", [0, 1, 2]),
            ("count < 1e300", [0, 1, 2]), ("count = 2e0", [1]),
            ("count <=> NULL", [3]), ("NOT (count <=> 2)", [0, 2, 3]), ("count = NULL", []),
            ("symbol = 'it''s'", [2]), ("symbol > 'A'", [1, 2]), ("symbol = 'a'", []),
            ("symbol = \"A\"", [0]), ("\"symbol\" = 'A'", [0]), ("SYMBOL = 'A'", [0]),
            ("symbol IS NULL", [3]), ("symbol is not null", [0, 1, 2]), ("tags IS NULL", [3]),
            ("at IS NOT NULL", [0, 1, 2]), ("at.venue IS NULL", [1, 3]), ("at.venue = 'Z'", [2]),
            ("at.`odd name` + 1 = 9", [1]), ("symbol IN ('A', 'x', 'it''s')", [0, 2]),
            ("symbol NOT IN ('A')", [1, 2]), ("count IN (2, NULL)", [1]),
            ("count NOT IN (2, NULL)", []), ("price = 1.5", [0]), ("price < 1.501", [0, 1, 2]),
            ("price BETWEEN -1.5 AND 0", [1, 2]), ("count NOT BETWEEN 2 AND 3", [0]),
            ("ratio < 0", [1]), ("ratio != 0.5", [1, 2]), ("ratio > 1e308", [2]),
            ("ratio = ratio", [0, 1, 2]), ("good", [0, 2]), ("NOT good", [1]),
            ("good = true", [0, 2]), ("day = '2026-01-05'", [0]), ("day < DATE '1970-01-01'", [2]),
            ("time = '2026-01-05T14:30:00Z'", [0]),
            ("time >= '2026-01-05T15:30:00.0000005+01:00'", [1]),
            ("time > TIMESTAMP '2026-01-05 14:30:00'", [1]), ("time < '2026-01-05'", [2]),
            ("time >= day", [0, 2]), ("count = 1 OR count = 2 AND good = true", [0]),
            ("(count = 1 OR count = 2) AND good = false", [1]),
            ("count = 9 OR symbol IS NULL", [3]), ("NOT (count = 1 AND good = true)", [1, 2]),
            ("count + 1 = 3", [1]), ("count * price = -3.00", [1]), ("count * 2 - 1 = 5", [2]),
            ("count % 2 = 1", [0, 2]), ("count / 2 = 0.5", [0]),
            ("count / 0 IS NULL", [0, 1, 2, 3]),
            ("-count = -3", [2]), ("ratio * 2 = 1", [0]), ("length(symbol) = 2", [1]),
            ("abs(price) = 1.5", [0, 1]), ("upper(symbol) = 'BÉ'", [1]),
            ("lower(symbol) = 'a'", [0]),
            ("coalesce(count, 7) = 7", [3]),
            ("year(day) = 2026 AND month(day) = 1 AND day(day) = 6", [1]),
            ("year(time) = 1969", [2]), ("CAST(time AS DATE) = day", [0, 2]),
            ("CAST(count AS STRING) = '2'", [1]), ("CAST(price AS INT) = 1", [0]),
            ("CAST(price AS DECIMAL(10,1)) = 1.5", [0]), ("symbol LIKE '%t_s'", [2]),
            ("symbol NOT LIKE 'A%'", [1, 2]),
            ("count * 99999999999999999999999999999999999999 IS NULL", [1, 2, 3]),
        ])
    func rows(text: String, expected: [Int32]) throws {
        let condition = try RowCondition(text, schema: Self.schema)
        #expect(condition.rows(of: Self.batch) == expected)
    }

    @Test(
        "what is not supported is named with its place",
        arguments: [
            ("", "expected a column or a value, not the end at column 1"),
            ("pric = 1", "no column `pric` at column 1"),
            ("at.nothing = 1", "no column `at.nothing` at column 1"),
            ("price = 'x'", "not supported: comparing a number with a text at column 7"),
            ("day = '2026-02-30'", "'2026-02-30' is no date at column 5"),
            ("tags = 'x'", "not supported: comparing a structure, list or map with a text"),
            ("count", "expected a condition, not a number at column 1"),
            (
                "count = 1 count",
                "expected an operator, AND, OR or the end, not `count` at column 11"
            ),
            ("(count = 1", "expected an operator, AND, OR or `)`, not the end at column 11"),
            ("count = 12x", "`12x` is no number at column 9"),
            ("symbol = 'A", "the quote ' is never closed at column 10"),
            ("symbol = 'a\\n'", "not supported: a backslash in a text"),
            ("count ~ 1", "`~` has no meaning here at column 7"),
            ("sqrt(count) > 1", "not supported: the function `sqrt` at column 1"),
            ("price / 3 > 1", "not supported: dividing decimals"),
            ("CASE WHEN good THEN 1 ELSE 2 END = 1", "not supported: CASE at column 1"),
            ("CAST(tags AS STRING) = 'x'", "not supported: CAST of a structure, list or map"),
            ("count IN ()", "expected a column or a value, not `)` at column 11"),
        ])
    func mistakes(text: String, expected: String) {
        let error = #expect(throws: ExpressionError.self) {
            try RowCondition(text, schema: Self.schema)
        }
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }

    @Test("no nesting and no length ends the process")
    func hostile() throws {
        func condition(_ text: String) throws -> RowCondition {
            try RowCondition(text, schema: Self.schema)
        }
        for text in [
            String(repeating: "(", count: 50_000), String(repeating: "length(", count: 50_000),
            "count = " + String(repeating: "1+", count: 50_000) + "1",
            "count = " + String(repeating: "9", count: 5_000) + "x",
            String(repeating: "a", count: 1 << 20),
        ] {
            #expect(throws: ExpressionError.self) { try condition(text) }
        }
        let nots = String(repeating: "NOT ", count: 10_000) + "count = 1"
        #expect(try condition(nots).rows(of: Self.batch) == [0])
        let long = Array(repeating: "count = 1", count: 2_000).joined(separator: " OR ")
        #expect(try condition(long).rows(of: Self.batch) == [0])
    }

    @Test("files are skipped only where their partition rules every row out")
    func files() throws {
        let metadata = TableMetadata(
            id: "x", schema: Self.schema, partitionColumns: ["day", "symbol"])
        func mayMatch(_ text: String, day: String?, symbol: String? = "A") throws -> Bool {
            let file = AddFile(
                path: "f",
                partitionValues: [PartitionValue("day", day), PartitionValue("symbol", symbol)],
                size: 1, modificationTime: 0)
            return try RowCondition(text, schema: Self.schema).mayMatch(file, of: metadata)
        }
        #expect(try mayMatch("day = '2026-01-05'", day: "2026-01-05"))
        #expect(try !mayMatch("day = '2026-01-05'", day: "2026-01-06"))
        #expect(try !mayMatch("day < '2026-01-05' AND count = 1", day: "2026-01-06"))
        #expect(try mayMatch("day < '2026-01-05' OR count = 1", day: "2026-01-06"))
        #expect(try mayMatch("NOT (day = '2026-01-05' AND count = 1)", day: "2026-01-05"))
        #expect(try !mayMatch("NOT (day = '2026-01-05' OR count = 1)", day: "2026-01-05"))
        #expect(try !mayMatch("day = '2026-01-05'", day: nil))
        #expect(try !mayMatch("NOT day = '2026-01-05'", day: nil))
        #expect(try mayMatch("day IS NULL", day: nil))
        #expect(try !mayMatch("day IS NOT NULL", day: nil))
        #expect(try !mayMatch("symbol IN ('B', 'C')", day: nil))
        #expect(try mayMatch("symbol NOT IN ('B', 'C')", day: nil))
        #expect(try !mayMatch("upper(symbol) = 'B'", day: nil))
        // A value that is none of its column's type says nothing.
        #expect(try mayMatch("day = '2026-01-05'", day: "yesterday"))
    }
}
