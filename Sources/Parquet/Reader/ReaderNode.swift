import Columnar

/// A node of a file's schema as a reader needs it: its type, and the levels that build it.
indirect enum ReaderNode: Sendable {
    /// Values: the number of the leaf, and the definition level of a value that is there.
    case value(leaf: Int, definition: Int)
    /// Fields side by side, and the definition level of a structure that is there.
    case structure([ReaderNode], definition: Int)
    /// Elements, the definition level of a list that is there, and the number of lists around.
    case list(ReaderNode, definition: Int, repetition: Int)

    /// The first leaf in it.
    var firstLeaf: Int {
        switch self {
        case .value(let leaf, _): leaf
        case .structure(let fields, _): fields.first?.firstLeaf ?? 0
        case .list(let element, _, _): element.firstLeaf
        }
    }

    /// The numbers of all leaves in it.
    func addLeaves(to leaves: inout [Int]) {
        switch self {
        case .value(let leaf, _): leaves.append(leaf)
        case .structure(let fields, _): for field in fields { field.addLeaves(to: &leaves) }
        case .list(let element, _, _): element.addLeaves(to: &leaves)
        }
    }
}

/// A column of a file as a reader needs it.
struct ReaderLeaf: Sendable {
    let path: String
    let physical: PhysicalType
    let typeLength: Int
    let type: DataType
    let conversion: ValueConversion
    let definitionMax: Int
    let repetitionMax: Int
}

/// What makes a column's values of the stored ones.
enum ValueConversion: Sendable, Equatable {
    case none
    /// Whole milliseconds become microseconds.
    case multiplied(Int64)
    /// Nanoseconds become microseconds, rounded down.
    case divided(Int64)
    /// Unsigned 32-bit integers.
    case unsigned32
    /// Unsigned 64-bit integers, as decimals.
    case unsigned64
    /// Big-endian two's complement bytes, as decimals.
    case bigEndian
    /// Two bytes of a half, as singles.
    case half
}
