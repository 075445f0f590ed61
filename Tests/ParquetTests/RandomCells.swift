import Bytes
import Columnar
import TestSupport

extension SplitMix64 {
    /// A value of a type: often one of few, sometimes an extreme, never null unless inside.
    mutating func cell(_ type: DataType, distinct: UInt64 = 40) -> Cell {
        switch type {
        case .boolean: return .boolean(chance(1, in: 2))
        case .byte: return .integer(Int64(Int8(truncatingIfNeeded: next())))
        case .short: return .integer(Int64(Int16(truncatingIfNeeded: next())))
        case .integer, .date: return .integer(Int64(Int32(truncatingIfNeeded: number(distinct))))
        case .long, .timestamp, .timestampNTZ: return .integer(number(distinct))
        case .float: return .float(Float(number(distinct)).bitPattern)
        case .double:
            let special: [Double] = [.nan, -0.0, 0, .infinity, -.infinity, .leastNonzeroMagnitude]
            if chance(1, in: 20) { return .double(special[Int(next() % 6)].bitPattern) }
            return .double(Double(number(distinct)).bitPattern)
        case .decimal(let precision, _):
            var bound: Int128 = 1
            for _ in 0..<precision { bound *= 10 }
            let raw = Int128(Int64(bitPattern: next())) * Int128(next() >> 1)
            let value = chance(1, in: 10) ? bound - 1 : raw % bound
            return precision <= 18 ? .integer(Int64(value)) : .wide(value)
        case .string: return .bytes(Array(text(distinct).utf8))
        case .binary: return .bytes(bytes(Int(next() % 20)))
        case .structure(let fields):
            return .structure(
                fields.map { $0.isNullable ? optional($0.type) : cell($0.type) })
        case .array(let element, let containsNull):
            return .list(
                (0..<Int(next() % 4)).map { _ in
                    containsNull ? optional(element) : cell(element)
                })
        case .map(let key, let value, let containsNull):
            // A key occurs once: some readers keep the last entry only.
            var keys: Set<Cell> = []
            for _ in 0..<next() % 4 { keys.insert(cell(key)) }
            return .list(
                keys.sorted { $0.order < $1.order }.map {
                    .structure([$0, containsNull ? optional(value) : cell(value)])
                })
        }
    }

    /// A value or, once in four times, null.
    mutating func optional(_ type: DataType) -> Cell {
        chance(1, in: 4) ? .null : cell(type)
    }

    private mutating func number(_ distinct: UInt64) -> Int64 {
        if chance(1, in: 50) { return chance(1, in: 2) ? .min : .max }
        return Int64(next() % distinct) * 1_000_003 - 20_000_000
    }

    private mutating func text(_ distinct: UInt64) -> String {
        let number = next() % distinct
        return number % 7 == 0 ? "" : String(repeating: "k\(number)é", count: Int(number % 11))
    }
}

extension Cell {
    /// Some order of keys, so that a seed gives the same map in every run.
    fileprivate var order: String { "\(self)" }
}

/// Types to be tried, by name.
enum TestTypes {
    static let primitives: [(String, DataType)] = [
        ("boolean", .boolean), ("byte", .byte), ("short", .short), ("integer", .integer),
        ("long", .long), ("float", .float), ("double", .double), ("date", .date),
        ("timestamp", .timestamp), ("timestamp_ntz", .timestampNTZ),
        ("decimal9", .decimal(precision: 9, scale: 2)),
        ("decimal18", .decimal(precision: 18, scale: 9)),
        ("decimal19", .decimal(precision: 19, scale: 0)),
        ("decimal38", .decimal(precision: 38, scale: 17)),
        ("string", .string), ("binary", .binary),
    ]

    static let nested: [(String, DataType)] = [
        (
            "headers",
            .array(
                element: .structure([
                    Field("key", .string, isNullable: false), Field("value", .binary),
                ]), containsNull: true)
        ),
        ("map", .map(key: .string, value: .long, valueContainsNull: true)),
        ("strictMap", .map(key: .integer, value: .string, valueContainsNull: false)),
        (
            "deep",
            .structure([
                Field("a", .long), Field("b", .array(element: .string, containsNull: false)),
                Field(
                    "c",
                    .structure([
                        Field(
                            "d",
                            .array(
                                element: .array(element: .integer, containsNull: true),
                                containsNull: true)),
                        Field("e", .decimal(precision: 30, scale: 3)),
                    ]), isNullable: false),
            ])
        ),
    ]

    static let all = Schema((primitives + nested).map { Field($0.0, $0.1) })
}
