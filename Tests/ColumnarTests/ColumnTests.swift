import Bytes
import Columnar
import TestSupport
import Testing

@Suite struct ColumnTests {
    private func rows(_ column: Column<Int64>) -> [Int64?] {
        (0..<column.count).map { column.isNull($0) ? nil : column.values[$0] }
    }

    private func rows(_ column: BinaryColumn) -> [String?] {
        (0..<column.count).map { column.text($0) }
    }

    private func column(_ rows: [Int64?]) -> Column<Int64> {
        var column = Column<Int64>()
        for row in rows {
            if let row { column.append(row) } else { column.appendNull(placeholder: 0) }
        }
        return column
    }

    private func randomRows(_ rng: inout SplitMix64) -> [Int64?] {
        let nulls: UInt64 = rng.chance(1, in: 2) ? 0 : 3
        return (0..<rng.next(upperBound: 80 as UInt64)).map { _ in
            rng.chance(nulls, in: 10) ? nil : Int64(truncatingIfNeeded: rng.next() >> 40)
        }
    }

    private func randomPick(_ count: Int, _ rng: inout SplitMix64) -> [Int32] {
        guard count > 0 else { return [] }
        return (0..<rng.next(upperBound: 50 as UInt64)).map { _ in
            Int32(rng.next(upperBound: UInt64(count)))
        }
    }

    @Test("columns of numbers keep values and nulls through every change", arguments: 0..<100)
    func numbers(seed: UInt64) {
        var rng = SplitMix64(seed: seed)
        let first = randomRows(&rng)
        let second = randomRows(&rng)
        var both = column(first)
        #expect(rows(both) == first)
        both.append(contentsOf: column(second))
        #expect(rows(both) == first + second)
        #expect(both.validity == nil || both.validity?.count == both.count)
        let picked = randomPick(both.count, &rng)
        #expect(rows(both.gathered(picked.span)) == picked.map { (first + second)[Int($0)] })
        both.truncate(to: first.count)
        #expect(rows(both) == first)
        both.removeAll()
        #expect(both.count == 0 && both.validity == nil)
    }

    @Test("columns of texts keep bytes and nulls through every change", arguments: 0..<100)
    func texts(seed: UInt64) {
        var rng = SplitMix64(seed: seed)
        let first = randomRows(&rng).map {
            $0.map { String(repeating: "ü\($0)", count: Int($0 % 4)) }
        }
        let second = randomRows(&rng).map { $0.map { "\($0)" } }
        var both = BinaryColumn(first)
        #expect(rows(both) == first)
        both.append(contentsOf: BinaryColumn(second))
        #expect(rows(both) == first + second)
        #expect(both.offsets.count == both.count + 1)
        let picked = randomPick(both.count, &rng)
        #expect(rows(both.gathered(picked.span)) == picked.map { (first + second)[Int($0)] })
        both.truncate(to: first.count)
        #expect(rows(both) == first)
        let last = both.offsets.last.map(Int.init)
        #expect(last == both.bytes.count)
        both.removeAll()
        #expect(both.count == 0 && both.bytes.isEmpty)
    }

    @Test("an empty text is not a null")
    func emptyText() {
        let column = BinaryColumn(["", nil, "a"])
        #expect(column.text(0) == "")
        #expect(column.text(1) == nil)
        #expect(column[1].byteCount == 0)
        #expect(column.isNull(1) && !column.isNull(0))
    }

    @Test("a column is constant if all rows hold the same bytes")
    func constants() {
        #expect(BinaryColumn([]).isConstant)
        #expect(BinaryColumn(["ab"]).isConstant)
        #expect(BinaryColumn(["ab", "ab", "ab"]).isConstant)
        #expect(!BinaryColumn(["ab", "ab", "ac"]).isConstant)
        #expect(!BinaryColumn(["ab", "a", "bab"]).isConstant)
        #expect(BinaryColumn(["", nil, ""]).isConstant)
    }

    @Test("a column of one text in every row", arguments: [0, 1, 63, 64, 65, 200])
    func repeated(count: Int) {
        for text in ["", "x", "price-ticks"] {
            let column = BinaryColumn(repeating: Array(text.utf8), count: count)
            #expect(rows(column) == [String?](repeating: text, count: count))
            #expect(column.isConstant)
        }
    }

    @Test(
        "pieces of an arena are appended as they are, short and long, up to its end",
        arguments: 0..<50)
    func pieces(seed: UInt64) {
        var rng = SplitMix64(seed: seed)
        let arena = (0..<rng.next(upperBound: 200 as UInt64)).map { _ in
            UInt8(truncatingIfNeeded: rng.next())
        }
        let places = (0..<rng.next(upperBound: 60 as UInt64)).map { _ in
            let start = Int(rng.next(upperBound: UInt64(arena.count + 1)))
            let most = rng.chance(1, in: 4) ? arena.count - start : min(20, arena.count - start)
            return start..<start + Int(rng.next(upperBound: UInt64(most + 1)))
        }
        var column = BinaryColumn(rng.chance(1, in: 2) ? ["before", nil] : [])
        let before = column.count
        let pieces = places.map { BytePiece(start: $0.lowerBound, count: $0.count) }
        column.append(pieces.span, of: arena.span.rawBytes)
        #expect(column.count == before + places.count)
        #expect(column.bytes.count == Int(column.offsets[column.count]))
        for (row, place) in places.enumerated() {
            let found = column[before + row]
            #expect((0..<found.byteCount).map { found.byte(at: $0) } == Array(arena[place]))
            #expect(!column.isNull(before + row))
        }
    }

    @Test("parts that do not fit each other are a programmer's error")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            _ = Column([1, 2], validity: Bitmap(repeating: true, count: 1))
        }
        await #expect(processExitsWith: .failure) {
            _ = BinaryColumn(offsets: [0, 2], bytes: [1])
        }
        await #expect(processExitsWith: .failure) {
            var column = BinaryColumn()
            let arena: [UInt8] = [1, 2, 3]
            column.append([BytePiece(start: 2, count: 2)].span, of: arena.span.rawBytes)
        }
        await #expect(processExitsWith: .failure) {
            var column = AnyColumn.boolean(Column())
            column.append(contentsOf: .int32(Column()))
        }
    }

    @Test("a schema finds a field by its bytes: names that only look alike are two")
    func names() {
        let schema = Schema([Field("e\u{301}", .string), Field("\u{e9}", .long)])
        #expect(schema.index(of: "\u{e9}") == 1)
        #expect(schema.index(of: "e\u{301}") == 0)
        #expect(schema.index(of: "E") == nil)
    }
}
