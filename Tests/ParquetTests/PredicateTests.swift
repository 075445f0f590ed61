import Bytes
import Columnar
import Parquet
import TestSupport
import Testing

@Suite("Conditions on rows")
struct PredicateTests {
    private static let schema = Schema([
        Field("rising", .long), Field("double", .double), Field("text", .string),
        Field(
            "nested",
            .structure([Field("day", .date), Field("price", .decimal(precision: 9, scale: 2))])),
    ])

    /// Rows that differ from page to page, so that some can be left out.
    private static func rows(_ random: inout SplitMix64) -> [[Cell]] {
        func chance(_ cell: Cell) -> Cell { random.chance(1, in: 9) ? .null : cell }
        var columns: [[Cell]] = [[], [], [], []]
        for row in 0..<900 {
            let number = Int64(row / 3) - 50
            columns[0].append(chance(.integer(number)))
            let doubles: [Double] = [.nan, -0.0, 0, Double(number), Double(number) / 4]
            columns[1].append(chance(.double(doubles[Int(random.next() % 5)].bitPattern)))
            columns[2].append(chance(.bytes(Array("\(row / 90) text that is long".utf8))))
            columns[3].append(
                chance(.structure([chance(.integer(number)), chance(.integer(number * 7))])))
        }
        return columns
    }

    /// A condition, and whether a row makes it true; nil where that is neither true nor false.
    private struct Condition {
        let predicate: ParquetPredicate
        let holds: @Sendable (Int) -> Bool?
    }

    private static func condition(
        _ columns: [[Cell]], depth: Int, _ random: inout SplitMix64
    ) -> Condition {
        let parts =
            depth > 0 ? (0..<2).map { _ in condition(columns, depth: depth - 1, &random) } : []
        switch depth > 0 ? random.next() % 4 : 3 {
        case 0:
            return Condition(predicate: .and(parts.map(\.predicate))) { row in
                let truths = parts.map { $0.holds(row) }
                return truths.contains(false) ? false : truths.contains(nil) ? nil : true
            }
        case 1:
            return Condition(predicate: .or(parts.map(\.predicate))) { row in
                let truths = parts.map { $0.holds(row) }
                return truths.contains(true) ? true : truths.contains(nil) ? nil : false
            }
        case 2:
            return Condition(predicate: .not(parts[0].predicate)) { row in
                parts[0].holds(row).map { !$0 }
            }
        default: return simple(columns, &random)
        }
    }

    private static func simple(_ columns: [[Cell]], _ random: inout SplitMix64) -> Condition {
        let paths = [["rising"], ["double"], ["text"], ["nested", "day"], ["nested", "price"]]
        let number = Int(random.next() % 5)
        let values = columns[min(number, 3)].map { cell in
            guard number > 2 else { return value(cell) }
            guard case .structure(let parts) = cell else { return nil }
            return value(parts[number - 3])
        }
        switch random.next() % 8 {
        case 0: return Condition(predicate: .isNull(paths[number])) { values[$0] == nil }
        case 1: return Condition(predicate: .isNotNull(paths[number])) { values[$0] != nil }
        default:
            let pivots = values.compactMap { $0 }
            let pivot = pivots[Int(random.next() % UInt64(pivots.count))]
            let all = ParquetComparison.allCases
            let comparison = all[Int(random.next() % UInt64(all.count))]
            return Condition(predicate: .compare(paths[number], comparison, pivot)) { row in
                values[row].map { comparison.holds($0.order(to: pivot)) }
            }
        }
    }

    private static func value(_ cell: Cell) -> ParquetValue? {
        switch cell {
        case .integer(let number): .whole(Int128(number))
        case .double(let bits): .floating(Double(bitPattern: bits))
        case .bytes(let bytes): .bytes(bytes)
        default: nil
        }
    }

    @Test("no row for which a condition holds is left out", arguments: [true, false])
    func keepsMatches(hasPageIndexes: Bool) throws {
        var random = SplitMix64(seed: 21)
        let columns = Self.rows(&random)
        var options = ParquetWriterOptions()
        options.pageRows = 60
        options.batchRowsMin = 1
        options.rowGroupRows = 450
        options.hasPageIndexes = hasPageIndexes
        let bytes = try write(Self.schema, columns, batchRows: 60, options: options).bytes
        let reader = try ParquetReader(bytes: bytes)
        var leftOut = 0
        for _ in 0..<300 {
            let condition = Self.condition(columns, depth: 2, &random)
            for group in 0..<reader.rowGroupCount {
                let ranges = try reader.rows(ofGroup: group, matching: condition.predicate)
                var kept = Set(ranges.joined())
                leftOut += 450 - kept.count
                kept = Set(kept.map { $0 + group * 450 })
                for row in group * 450..<(group + 1) * 450 where condition.holds(row) == true {
                    #expect(kept.contains(row), "\(condition.predicate), \(row)")
                }
            }
        }
        // Enough to see that there is something left out at all.
        #expect(leftOut > (hasPageIndexes ? 60_000 : 10_000), "\(leftOut)")
    }

    @Test("a condition on rising numbers leaves the pages that have them")
    func leavesOutPages() throws {
        var random = SplitMix64(seed: 1)
        var options = ParquetWriterOptions()
        options.pageRows = 60
        options.batchRowsMin = 1
        let bytes = try write(Self.schema, Self.rows(&random), batchRows: 60, options: options)
            .bytes
        let reader = try ParquetReader(bytes: bytes)
        // Rows 300 to 302, in the page of rows 300 to 359.
        let equal = ParquetPredicate.compare(["rising"], .equal, .whole(50))
        #expect(try reader.rows(ofGroup: 0, matching: equal) == [300..<360])
        #expect(try reader.rows(ofGroup: 0, matching: .and([equal, .not(equal)])) == [300..<360])
        let none = ParquetPredicate.compare(["rising"], .greater, .whole(1000))
        #expect(try reader.rows(ofGroup: 0, matching: none) == [])
        #expect(try reader.rows(ofGroup: 0, matching: .or([none, equal])) == [300..<360])
        // NaN is greater than any bound.
        let nan = ParquetPredicate.compare(["double"], .greater, .floating(1000))
        #expect(try reader.rows(ofGroup: 0, matching: nan) == [0..<900])
    }

    @Test("columns that are not there and values of other types are refused")
    func refusesNonsense() throws {
        let rows = TestTypes.all.fields.map { RoundTripTests.rows($0.type, 9, .none, seed: 5) }
        let reader = try ParquetReader(bytes: write(TestTypes.all, rows).bytes)
        for predicate: ParquetPredicate in [
            .isNull(["missing"]), .isNull(["map"]), .isNull(["deep", "b"]),
            .compare(["long"], .equal, .floating(1)), .compare(["string"], .less, .whole(1)),
            .not(.or([.compare(["double"], .less, .bytes([]))])),
        ] {
            let error = #expect(throws: ParquetError.self) {
                try reader.rows(ofGroup: 0, matching: predicate)
            }
            #expect(error?.kind == .invalidInput)
        }
        #expect(try reader.rows(ofGroup: 0, matching: .isNull(["deep", "c", "e"])) == [0..<9])
    }
}
