import Bytes
import Columnar
import DeltaLake
import TestSupport
import Testing

@Suite("Conditions on rows, by hand and at random")
struct ConditionRowsTests {
    private static let schema = Schema([
        Field("symbol", .string), Field("price", .decimal(precision: 18, scale: 2)),
        Field("count", .long), Field("ratio", .double), Field("good", .boolean),
        Field("day", .date), Field("time", .timestamp),
        Field("tags", .array(element: .string, containsNull: true)),
    ])

    /// Four rows; the last one is null in every column.
    private static let batch: Batch = {
        func there<Value>(_ values: [Value]) -> Column<Value> {
            var validity = Bitmap(repeating: true, count: 3)
            validity.append(false)
            return Column(values, validity: validity)
        }
        let lists = ListColumn(
            offsets: [0, 0, 0, 0, 0], elements: AnyColumn(empty: .string),
            validity: there([0, 0, 0, 0] as [Int64]).validity)
        return Batch(
            schema: schema,
            columns: [
                .binary(BinaryColumn(["A", "B", "it's", nil])),
                .int64(there([150, -150, 0, 0])), .int64(there([1, 2, 3, 0])),
                .double(there([0.5, -.infinity, .nan, 0])),
                .boolean(there([true, false, true, false])),
                .int32(there([20_458, 20_459, -1, 0])),
                .int64(there([1_767_623_400_000_000, 1_767_623_400_000_001, -1, 0])),
                .list(lists),
            ], rowCount: 4)
    }()

    @Test(
        "rows are those for which the condition is true",
        arguments: [
            ("count = 2", [1]), ("count != 2", [0, 2]), ("count <> 2", [0, 2]),
            ("count >= 2", [1, 2]), ("NOT count >= 2", [0]), ("count < 1.5", [0]),
            ("count = 1.5", []), ("count != 1.5", [0, 1, 2]), ("count <= 2e0", [0, 1]),
            ("count > -99999999999999999999999999999999999999999", [0, 1, 2]),
            ("count < 1e300", [0, 1, 2]),
            ("symbol = 'it''s'", [2]), ("symbol > 'A'", [1, 2]), ("symbol = 'a'", []),
            ("symbol IS NULL", [3]), ("symbol is not null", [0, 1, 2]),
            ("tags IS NULL", [3]), ("symbol IN ('A', 'x', 'B')", [0, 1]),
            ("symbol NOT IN ('A')", [1, 2]), ("price = 1.5", [0]), ("price = 1.500", [0]),
            ("price = 1.501", []), ("price < 1.501", [0, 1, 2]), ("price >= 1.501", []),
            ("price <= -1.501", []), ("price > -1.501", [0, 1, 2]), ("price < -1.499", [1]),
            ("ratio < 0", [1]), ("ratio != 0.5", [1, 2]), ("good = true", [0, 2]),
            ("good != TRUE", [1]), ("day = '2026-01-05'", [0]), ("day < '1970-01-01'", [2]),
            ("time = '2026-01-05T14:30:00Z'", [0]), ("time > '2026-01-05T14:30:00Z'", [1]),
            ("time >= '2026-01-05T15:30:00.0000005+01:00'", [1]),
            ("time < '2026-01-05'", [2]),
            ("count = 1 OR count = 2 AND good = true", [0]),
            ("(count = 1 OR count = 2) AND good = false", [1]),
            ("NOT (count = 1 OR symbol IS NULL)", [1, 2]),
            ("count = 9 OR symbol IS NULL", [3]), ("NOT (count = 1 AND good = true)", [1, 2]),
            ("`count` = 1 and \"symbol\" = 'A'", [0]),
        ])
    func rows(text: String, expected: [Int32]) throws {
        let condition = try RowCondition(text, schema: Self.schema)
        #expect(condition.rows(of: Self.batch) == expected)
    }

    @Test("no nesting and no length ends the process")
    func hostile() throws {
        let deep = String(repeating: "(", count: 100_000)
        #expect(throws: ExpressionError.self) { try RowCondition(deep, schema: Self.schema) }
        let nots = String(repeating: "NOT ", count: 10_000) + "count = 1"
        #expect(try RowCondition(nots, schema: Self.schema).rows(of: Self.batch) == [0])
        let long = Array(repeating: "count = 1", count: 4_000).joined(separator: " OR ")
        #expect(try RowCondition(long, schema: Self.schema).rows(of: Self.batch) == [0])
        let number = "count < " + String(repeating: "9", count: 5_000)
        #expect(try RowCondition(number, schema: Self.schema).rows(of: Self.batch) == [0, 1, 2])
    }

    @Test("random conditions agree with a row-by-row reading of SQL's logic", arguments: 0..<200)
    func random(seed: UInt64) throws {
        var source = ConditionSource(seed: seed)
        let (text, truth) = source.next(depth: 4)
        let condition = try RowCondition(text, schema: Self.schema)
        let counts: [Int64?] = [1, 2, 3, nil]
        let expected = counts.indices.filter { truth(counts[$0]) == true }.map { Int32($0) }
        #expect(condition.rows(of: Self.batch) == expected, "\(text)")
    }
}

/// Makes conditions on `count`, and what each should say of a value.
private struct ConditionSource {
    typealias Truth = (Int64?) -> Bool?

    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func next(depth: Int) -> (String, Truth) {
        switch depth == 0 ? 0 : Int.random(in: 0..<5, using: &random) {
        case 1:
            let (text, truth) = next(depth: depth - 1)
            return ("NOT (\(text))", { value in truth(value).map { !$0 } })
        case 2:
            let (left, right) = (next(depth: depth - 1), next(depth: depth - 1))
            return (
                "(\(left.0)) AND (\(right.0))",
                { value in
                    let parts = [left.1(value), right.1(value)]
                    return parts.contains(false) ? false : parts.contains(nil) ? nil : true
                }
            )
        case 3:
            let (left, right) = (next(depth: depth - 1), next(depth: depth - 1))
            return (
                "(\(left.0)) OR (\(right.0))",
                { value in
                    let parts = [left.1(value), right.1(value)]
                    return parts.contains(true) ? true : parts.contains(nil) ? nil : false
                }
            )
        default: return leaf()
        }
    }

    private mutating func leaf() -> (String, Truth) {
        let pivot = Int64.random(in: 0...4, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return ("count < \(pivot)", { value in value.map { $0 < pivot } })
        case 1: return ("count = \(pivot)", { value in value.map { $0 == pivot } })
        case 2: return ("count >= \(pivot).5", { value in value.map { $0 > pivot } })
        case 3: return ("count IS NULL", { $0 == nil })
        default:
            return ("count IN (1, \(pivot))", { value in value.map { $0 == 1 || $0 == pivot } })
        }
    }
}
