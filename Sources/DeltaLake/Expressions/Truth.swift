/// What a condition says of a row; a comparison with null is unknown.
public enum Truth: UInt8, Comparable, Sendable {
    /// It is false.
    case no
    /// It cannot be told: something in it is null.
    case unknown
    /// It is true.
    case yes

    /// Yes for true, no for false.
    public init(_ value: Bool) { self = value ? .yes : .no }

    /// The opposite; unknown stays unknown.
    public var negated: Truth {
        switch self {
        case .no: .yes
        case .unknown: .unknown
        case .yes: .no
        }
    }

    /// No comes before unknown, and unknown before yes.
    public static func < (left: Truth, right: Truth) -> Bool { left.rawValue < right.rawValue }
}
