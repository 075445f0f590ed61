import Columnar

/// What the values of an expression are.
enum ValueKind: Equatable, Sendable {
    case boolean
    /// Numbers without rounding; whole ones divide as doubles do, as in Spark.
    case exact(scale: Int, isWhole: Bool)
    /// Doubles; NaN is equal to itself and greater than everything, as in Spark.
    case real
    case text
    case binary
    /// Days since 1970.
    case date
    /// Seconds since 1970 of `scale` digits.
    case time(scale: Int)
    /// Structures, lists and maps: there or not.
    case nested
    /// Always null.
    case null

    init(_ type: DataType) {
        switch type {
        case .boolean: self = .boolean
        case .byte, .short, .integer, .long: self = .exact(scale: 0, isWhole: true)
        case .decimal(_, let scale): self = .exact(scale: scale, isWhole: false)
        case .float, .double: self = .real
        case .string: self = .text
        case .binary: self = .binary
        case .date: self = .date
        case .timestamp, .timestampNTZ: self = .time(scale: 6)
        case .structure, .array, .map: self = .nested
        }
    }

    /// The kind's name in messages.
    var name: String {
        switch self {
        case .boolean: "a boolean"
        case .exact, .real: "a number"
        case .text: "a text"
        case .binary: "bytes"
        case .date: "a date"
        case .time: "a time"
        case .nested: "a structure, list or map"
        case .null: "NULL"
        }
    }

    /// Digits after the point of kinds that are kept as whole numbers.
    var scale: Int {
        switch self {
        case .exact(let scale, _), .time(let scale): scale
        default: 0
        }
    }

    var isNumber: Bool {
        switch self {
        case .exact, .real, .null: true
        default: false
        }
    }
}

/// An expression whose columns are found and whose types fit.
struct TypedNode: Sendable {
    let kind: ValueKind
    let form: TypedForm
}

/// What a typed expression does.
indirect enum TypedForm: Sendable {
    /// A column, or a field within one.
    case column([String])
    case constant(SQLLiteral)
    case negative(TypedNode)
    case arithmetic(SQLArithmetic, TypedNode, TypedNode)
    /// Both sides are of one kind; the scales of exact ones may differ.
    case comparison(SQLComparison, TypedNode, TypedNode)
    case isNull(TypedNode)
    case like(TypedNode, LikePattern)
    case not(TypedNode)
    case all([TypedNode])
    case any([TypedNode])
    case function(SQLFunction, [TypedNode])
    /// Any kind to another; the type says the range.
    case cast(TypedNode, DataType)
    /// Exact numbers as doubles, dates as times: what comparisons and arithmetic do of themselves.
    case widened(TypedNode)
}

/// The functions that expressions may call, by their names in SQL.
enum SQLFunction: String, Sendable {
    case length
    case charLength = "char_length"
    case abs
    case upper
    case lower
    case coalesce
    case year
    case month
    case day
}

extension TypedNode {
    /// The names of the table's columns that are read, in the order met.
    var columns: [String] {
        var names: [String] = []
        collectColumns(into: &names)
        return names
    }

    private func collectColumns(into names: inout [String]) {
        switch form {
        case .column(let path):
            if !names.contains(where: { $0.isSame(as: path[0]) }) { names.append(path[0]) }
        case .constant: break
        case .negative(let node), .isNull(let node), .like(let node, _), .not(let node),
            .cast(let node, _), .widened(let node):
            node.collectColumns(into: &names)
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right):
            left.collectColumns(into: &names)
            right.collectColumns(into: &names)
        case .all(let nodes), .any(let nodes), .function(_, let nodes):
            for node in nodes { node.collectColumns(into: &names) }
        }
    }
}
