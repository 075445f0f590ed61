import Bytes
import Columnar
import TestSupport
import Testing

/// Lists of structures of a text and a number: what headers and maps are.
@Suite struct NestedColumnTests {
    private struct Pair: Equatable {
        let name: String
        let number: Int64?
    }

    /// Nil is a null list, which is not an empty one.
    private typealias Rows = [[Pair]?]

    private let type = DataType.array(
        element: .structure([Field("name", .string), Field("number", .long)]), containsNull: true)

    private func column(_ rows: Rows) -> AnyColumn {
        let pairs = rows.compactMap(\.self).flatMap(\.self)
        var numbers = Column<Int64>()
        for pair in pairs {
            if let number = pair.number {
                numbers.append(number)
            } else {
                numbers.appendNull(placeholder: 0)
            }
        }
        let elements = StructColumn(
            fields: [.binary(BinaryColumn(pairs.map(\.name))), .int64(numbers)],
            count: pairs.count)
        var list = ListColumn(elements: .structure(elements))
        var end: Int32 = 0
        var validity = Bitmap()
        for row in rows {
            end += Int32(row?.count ?? 0)
            list.offsets.append(end)
            validity.append(row != nil)
        }
        if rows.contains(nil) { list.validity = validity }
        return .list(list)
    }

    private func rows(_ column: AnyColumn) -> Rows {
        guard case .list(let list) = column, case .structure(let pairs) = list.elements,
            case .binary(let names) = pairs.fields[0], case .int64(let numbers) = pairs.fields[1]
        else { return [] }
        return (0..<list.count).map { row in
            if list.isNull(row) { return nil }
            return (Int(list.offsets[row])..<Int(list.offsets[row + 1])).map { index in
                Pair(
                    name: names.text(index) ?? "",
                    number: numbers.isNull(index) ? nil : numbers.values[index])
            }
        }
    }

    private func randomRows(_ rng: inout SplitMix64) -> Rows {
        (0..<rng.next(upperBound: 30 as UInt64)).map { _ in
            if rng.chance(1, in: 6) { return nil }
            return (0..<rng.next(upperBound: 4 as UInt64)).map { index in
                Pair(name: "n\(index)", number: rng.chance(1, in: 4) ? nil : Int64(index))
            }
        }
    }

    @Test("lists of structures keep their rows when joined and gathered", arguments: 0..<100)
    func nested(seed: UInt64) {
        var rng = SplitMix64(seed: seed)
        let first = randomRows(&rng)
        let second = randomRows(&rng)
        var both = AnyColumn(empty: type)
        both.append(contentsOf: column(first))
        both.append(contentsOf: column(second))
        #expect(rows(both) == first + second)
        #expect(both.count == first.count + second.count)
        let picked =
            both.count == 0
            ? []
            : (0..<20).map { _ in
                Int32(rng.next(upperBound: UInt64(both.count)))
            }
        #expect(rows(both.gathered(picked.span)) == picked.map { (first + second)[Int($0)] })
    }

    @Test("every type has an empty column that takes a column of its own kind")
    func empties() {
        let types: [DataType] = [
            .boolean, .byte, .short, .integer, .long, .float, .double, .string, .binary, .date,
            .timestamp, .timestampNTZ, .decimal(precision: 18, scale: 9),
            .decimal(precision: 38, scale: 8), type,
            .map(key: .string, value: .long, valueContainsNull: true),
            .structure([Field("a", .long)]),
        ]
        for type in types {
            var column = AnyColumn(empty: type)
            column.append(contentsOf: AnyColumn(empty: type))
            #expect(column.count == 0)
            #expect(column.validity == nil)
        }
    }

    @Test("a part of a record batch holds its records and goes on after them")
    func recordBatches() {
        var batch = RecordBatch(next: 99)
        batch.offsets = [3, 5, 8]
        batch.timestamps = [30, 50, 80]
        batch.timestampTypes = [0, 1, 0]
        batch.keys = BinaryColumn(["a", nil, "c"])
        batch.values = BinaryColumn([nil, "v", "w"])
        let part = batch.extracting(1..<2)
        #expect(part.offsets == [5] && part.timestamps == [50] && part.timestampTypes == [1])
        #expect(part.keys.text(0) == nil && part.values.text(0) == "v")
        #expect(part.next == 6)
        #expect(batch.extracting(0..<0).next == 99)
        #expect(part.byteCount == 1)
    }

    @Test("reason codes are lower case, unique, and never change their numbers")
    func reasonCodes() {
        let texts = ReasonCode.allCases.map(\.text)
        #expect(Set(texts).count == texts.count)
        #expect(texts.allSatisfy { $0.wholeMatch(of: /[a-z0-9_]+/) != nil })
        #expect(ReasonCode.allCases.map(\.rawValue) == Array(1...UInt8(texts.count)))
        #expect(ReasonCode.emptyValue.rawValue == 1 && ReasonCode.duplicate.rawValue == 20)
    }
}
