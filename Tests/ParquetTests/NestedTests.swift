import Columnar
import Parquet
import TestSupport
import Testing

@Suite struct NestedTests {
    /// All lists of up to `length` of the items.
    private static func lists(_ items: [Cell], upTo length: Int) -> [Cell] {
        var result: [[Cell]] = [[]]
        var longest: [[Cell]] = [[]]
        for _ in 0..<length {
            longest = longest.flatMap { start in items.map { start + [$0] } }
            result += longest
        }
        return result.map { .list($0) }
    }

    private static func check(_ type: DataType, _ values: [Cell]) throws {
        let schema = Schema([Field("v", type)])
        // Each value alone, and each pair, so that every value meets every neighbour.
        var rows = values
        for left in values { for right in values { rows += [left, right] } }
        var options = ParquetWriterOptions()
        options.pageRows = 64
        let back = try read(write(schema, [rows], options: options).bytes)
        #expect(back.rows == [rows])
        for value in values {
            #expect(try read(write(schema, [[value]]).bytes).rows == [[value]], "\(value)")
        }
    }

    @Test("all small lists of optional values come back next to each other")
    func bringsBackLists() throws {
        let items: [Cell] = [.null, .integer(1), .integer(2)]
        try Self.check(
            .array(element: .long, containsNull: true),
            [.null] + Self.lists(items, upTo: 2))
    }

    @Test("all small lists of lists come back")
    func bringsBackListsOfLists() throws {
        let inner = [Cell.null] + Self.lists([.null, .integer(7)], upTo: 1)
        try Self.check(
            .array(element: .array(element: .integer, containsNull: true), containsNull: true),
            [.null] + Self.lists(inner, upTo: 2))
    }

    @Test("all small structures of optional parts come back")
    func bringsBackStructures() throws {
        let values: [Cell] = [.null, .bytes([65])]
        var structures: [Cell] = [.null]
        for a in values {
            for b in [Cell.null] + Self.lists(values, upTo: 1) {
                structures.append(.structure([a, b, .structure([a])]))
                structures.append(.structure([a, b, .null]))
            }
        }
        try Self.check(
            .structure([
                Field("a", .string), Field("b", .array(element: .string, containsNull: true)),
                Field("c", .structure([Field("d", .string)])),
            ]), structures)
    }

    @Test("all small maps come back")
    func bringsBackMaps() throws {
        let entries: [Cell] = [Cell.null, .bytes([1])].flatMap { value in
            [Cell.structure([.bytes([65]), value]), .structure([.bytes([66]), value])]
        }
        try Self.check(
            .map(key: .string, value: .binary, valueContainsNull: true),
            [.null] + Self.lists(entries, upTo: 2))
    }

    @Test("what cannot be null inside a list is refused when it is")
    func refusesNullsInside() throws {
        let type = DataType.array(element: .long, containsNull: false)
        #expect(throws: ParquetError.self) {
            try write(Schema([Field("v", type)]), [[.list([.null])]])
        }
    }
}
