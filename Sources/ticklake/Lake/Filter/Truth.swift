/// What a condition says of a row; a comparison with null is unknown.
enum Truth: UInt8, Comparable, Sendable {
    case no
    case unknown
    case yes

    init(_ value: Bool) { self = value ? .yes : .no }

    /// Unknown stays unknown.
    var negated: Truth {
        switch self {
        case .no: .yes
        case .unknown: .unknown
        case .yes: .no
        }
    }

    static func < (left: Truth, right: Truth) -> Bool { left.rawValue < right.rawValue }
}
