import Columnar

/// A column of a file: values of a primitive type, and the way to them from a row.
struct Leaf: Sendable {
    /// What is passed on the way from the row to the value, from the outside in.
    enum Node: Sendable, Equatable {
        /// A structure, and which of its fields is entered.
        case structure(field: Int, isOptional: Bool)
        /// A list or a map, whose elements are entered.
        case list(isOptional: Bool)
        /// The value.
        case value(isOptional: Bool)

        /// Whether it may be null.
        var isOptional: Bool {
            switch self {
            case .structure(_, let isOptional), .list(let isOptional), .value(let isOptional):
                isOptional
            }
        }
    }

    /// How the values are stored.
    enum Storage: Sendable, Equatable {
        case boolean
        /// 32-bit or 64-bit integers.
        case integer(width: Int)
        /// Singles or doubles.
        case floating(width: Int)
        /// Big-endian integers of a fixed number of bytes.
        case wide(length: Int)
        case bytes
    }

    /// The names from the outside in, as the file has them.
    let path: [String]
    /// The type of the values.
    let type: DataType
    /// The nodes, the first for the row's own column.
    let nodes: [Node]
    /// The definition level of a value that is there.
    let definitionMax: Int
    /// The number of lists around a value.
    let repetitionMax: Int

    init(path: [String], type: DataType, nodes: [Node]) {
        self.path = path
        self.type = type
        self.nodes = nodes
        var definition = 0
        var repetition = 0
        for node in nodes {
            switch node {
            case .structure(_, let isOptional), .value(let isOptional):
                definition += isOptional ? 1 : 0
            case .list(let isOptional):
                definition += isOptional ? 2 : 1
                repetition += 1
            }
        }
        definitionMax = definition
        repetitionMax = repetition
    }

    /// True for a value that is a row's own column.
    var isFlat: Bool { nodes.count == 1 }

    /// The definition level from which the outermost list around a value is there; 0 for none.
    var listDefinition: Int {
        var definition = 0
        for node in nodes {
            definition += node.isOptional ? 1 : 0
            if case .list = node { return definition }
        }
        return 0
    }

    /// How values of the type are stored.
    var storage: Storage {
        switch type {
        case .boolean: .boolean
        case .byte, .short, .integer, .date: .integer(width: 4)
        case .long, .timestamp, .timestampNTZ: .integer(width: 8)
        case .float: .floating(width: 4)
        case .double: .floating(width: 8)
        case .decimal(let precision, _):
            precision <= 9
                ? .integer(width: 4)
                : precision <= 18
                    ? .integer(width: 8) : .wide(length: Self.decimalLength(precision))
        case .string, .binary: .bytes
        case .structure, .array, .map: preconditionFailure("a leaf has a primitive type")
        }
    }

    /// Whether the values are floating-point numbers, of which a NaN has no place in the order.
    var isFloating: Bool { if case .floating = storage { true } else { false } }

    /// The physical type of the values.
    var physical: PhysicalType {
        switch storage {
        case .boolean: .boolean
        case .integer(let width): width == 4 ? .int32 : .int64
        case .floating(let width): width == 4 ? .float : .double
        case .wide: .fixedLengthByteArray
        case .bytes: .byteArray
        }
    }

    /// The fewest bytes that hold every decimal of so many digits.
    static func decimalLength(_ precision: Int) -> Int {
        var bound: Int128 = 1
        for _ in 0..<min(precision, 38) { bound *= 10 }
        var length = 1
        while length < 16, bound - 1 > (1 as Int128) << Int128(8 * length - 1) - 1 { length += 1 }
        return length
    }
}
