import Bytes
import Columnar
import TestSupport
import Testing

@Suite("Appending columns to columns")
struct AppendTests {
    /// The values that a column of a form is made of, as texts: nil for null.
    private func column(_ form: Int, _ rows: [Int64?]) -> AnyColumn {
        var numbers = Column<Int64>()
        for row in rows {
            if let row { numbers.append(row) } else { numbers.appendNull(placeholder: 0) }
        }
        let texts = BinaryColumn(rows.map { $0.map { String($0) } })
        switch form {
        case 0: return .int64(numbers)
        case 1: return .binary(texts)
        case 2:
            return .list(
                ListColumn(
                    offsets: (0...rows.count).map { Int32($0) }, elements: .binary(texts),
                    validity: numbers.validity))
        default:
            return .structure(
                StructColumn(
                    fields: [.int64(numbers), .binary(texts)], count: rows.count,
                    validity: numbers.validity))
        }
    }

    private func text(_ column: AnyColumn, _ row: Int) -> String? {
        switch column {
        case .int64(let column): column.isNull(row) ? nil : String(column.values[row])
        case .binary(let column): column.text(row)
        case .list(let column): column.isNull(row) ? nil : text(column.elements, row)
        case .structure(let column):
            column.isNull(row) ? nil : text(column.fields[0], row).map { $0 + "/" }
        default: "unexpected column"
        }
    }

    @Test("the rows of both follow each other, nulls included", arguments: 0..<UInt64(40))
    func appends(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for form in 0..<4 {
            var all: [Int64?] = []
            var grown = column(form, [])
            for _ in 0..<5 {
                let hasNulls = random.chance(1, in: 2)
                let rows: [Int64?] = (0..<random.next(upperBound: UInt64(150))).map { _ in
                    hasNulls && random.chance(1, in: 3) ? nil : Int64(random.next() >> 40)
                }
                let before = grown
                grown.append(contentsOf: column(form, rows))
                // Columns are values: what was held before did not change.
                #expect(before.count == all.count)
                all += rows
            }
            #expect(grown.count == all.count)
            for (row, value) in all.enumerated() {
                let expected = value.map { form == 3 ? "\($0)/" : "\($0)" }
                #expect(text(grown, row) == expected)
            }
        }
    }

    @Test("growing by small parts takes time in proportion to the rows", .timeLimit(.minutes(1)))
    func growsInPlace() {
        // Copying all rows for every part would be 10^11 bytes here.
        for form in 0..<4 {
            let part = column(form, (0..<32).map { Int64($0) })
            var grown = column(form, [])
            for _ in 0..<20_000 { grown.append(contentsOf: part) }
            #expect(grown.count == 640_000)
        }
    }
}
