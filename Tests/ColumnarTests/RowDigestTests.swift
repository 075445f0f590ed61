import Bytes
import Columnar
import TestSupport
import Testing

@Suite("A row digest")
struct RowDigestTests {
    private static let schema = Schema([
        Field("a", .long), Field("b", .string), Field("c", .decimal(precision: 38, scale: 2)),
        Field("d", .boolean), Field("e", .double), Field("f", .integer),
    ])

    private func batch(_ seed: UInt64, rows: Int = 40) -> Batch {
        var random = SplitMix64(seed: seed)
        func nulls() -> Bitmap {
            var bits = Bitmap()
            for _ in 0..<rows { bits.append(!random.chance(1, in: 5)) }
            return bits
        }
        let numbers = (0..<rows).map { _ in Int64.random(in: -3...3, using: &random) }
        let texts = (0..<rows).map { _ -> String? in
            random.chance(1, in: 4)
                ? nil : ["", "a", "ab", "a longer text"].randomElement(using: &random)
        }
        let wide = numbers.map { Int128($0) << 70 }
        return Batch(
            schema: Self.schema,
            columns: [
                .int64(Column(numbers, validity: nulls())), .binary(BinaryColumn(texts)),
                .int128(Column(wide, validity: nulls())),
                .boolean(Column(numbers.map { $0 > 0 })),
                .double(Column(numbers.map { Double($0) / 3 }, validity: nulls())),
                .int32(Column(numbers.map { Int32($0) }, validity: nulls())),
            ], rowCount: rows)
    }

    /// The digest as the documentation words it.
    private func plain(_ batch: Batch) -> UInt64 {
        let none: UInt64 = 0x6e75_6c6c_6e75_6c6c
        var total: UInt64 = 0
        for row in 0..<batch.rowCount {
            var state = UInt64(batch.columns.count)
            for column in batch.columns {
                let isNull = column.validity.map { !$0[row] } ?? false
                for word in isNull ? [none] : words(column, row) {
                    state = StableHash.mix(state ^ word, 0xe703_7ed1_a0b4_28db)
                }
            }
            total &+= state
        }
        return total
    }

    private func words(_ column: AnyColumn, _ row: Int) -> [UInt64] {
        switch column {
        case .boolean(let column): [column.values[row] ? 1 : 0]
        case .int32(let column): [UInt64(truncatingIfNeeded: column.values[row])]
        case .int64(let column): [UInt64(truncatingIfNeeded: column.values[row])]
        case .int128(let column):
            [
                UInt64(truncatingIfNeeded: column.values[row] >> 64),
                UInt64(truncatingIfNeeded: column.values[row]),
            ]
        case .double(let column): [column.values[row].bitPattern]
        case .binary(let column): [StableHash.hash64(column[row])]
        default: []
        }
    }

    @Test("is what its documentation says", arguments: 0..<UInt64(20))
    func documented(seed: UInt64) {
        let batch = batch(seed)
        #expect(RowDigest.digest(of: batch) == plain(batch))
    }

    @Test("adds up over parts and does not depend on the order of rows", arguments: 0..<UInt64(20))
    func adds(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let batch = batch(seed)
        let whole = RowDigest.digest(of: batch)
        let order = (0..<Int32(batch.rowCount)).shuffled(using: &random)
        let cut = Int.random(in: 0...order.count, using: &random)
        let head = Array(order[..<cut])
        let tail = Array(order[cut...])
        let parts =
            RowDigest.digest(of: batch.gathered(head.span))
            &+ RowDigest.digest(of: batch.gathered(tail.span))
        #expect(parts == whole)
        #expect(RowDigest.digest(of: Batch(empty: batch.schema)) == 0)
    }

    @Test("sees a changed value, a null, a lost row and swapped columns")
    func sees() {
        let batch = batch(3)
        let whole = RowDigest.digest(of: batch)
        guard case .int64(var numbers) = batch.columns[0] else { return }
        for row in 0..<batch.rowCount {
            let before = numbers
            numbers.values[row] += 1
            numbers.validity?[row] = true
            var changed = batch
            changed.columns[0] = .int64(numbers)
            #expect(RowDigest.digest(of: changed) != whole)
            numbers.validity?[row] = false
            changed.columns[0] = .int64(numbers)
            if !before.isNull(row) {
                #expect(RowDigest.digest(of: changed) != whole)
            }
            numbers = before
            let others = (0..<Int32(batch.rowCount)).filter { $0 != row }
            #expect(RowDigest.digest(of: batch.gathered(others.span)) != whole)
        }
        var swapped = batch
        swapped.columns.swapAt(0, 5)
        #expect(RowDigest.digest(of: swapped) != whole)
    }

    @Test("tells an absent list from an empty one, and where one list ends")
    func lists() {
        func digest(_ offsets: [Int32], _ validity: Bitmap?) -> UInt64 {
            let elements = StructColumn(
                fields: [.binary(BinaryColumn(["k", "k"])), .binary(BinaryColumn(["v", nil]))],
                count: 2)
            let lists = ListColumn(
                offsets: offsets, elements: .structure(elements), validity: validity)
            return RowDigest.digest(
                of: Batch(
                    schema: Schema([
                        Field(
                            "headers",
                            .array(element: RecordBatch.headerType, containsNull: true))
                    ]), columns: [.list(lists)], rowCount: 2))
        }
        var first = Bitmap(repeating: true, count: 2)
        first[1] = false
        #expect(
            Set([digest([0, 1, 2], nil), digest([0, 2, 2], nil), digest([0, 2, 2], first)]).count
                == 3)
    }

    @Test("is the same in every version")
    func pinned() {
        let batch = Batch(
            schema: Schema([Field("a", .long), Field("b", .string)]),
            columns: [
                .int64(Column([1, -1])), .binary(BinaryColumn(["AAPL", nil])),
            ], rowCount: 2)
        #expect(RowDigest.digest(of: batch) == 2_026_142_021_396_775_226)
    }
}
