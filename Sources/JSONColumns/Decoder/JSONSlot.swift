/// What stands in a record for one field: its kind and its place in the arena, in one word.
struct JSONSlot: BitwiseCopyable, Sendable {
    /// The kinds, as the walk over a record finds them, and as checking leaves them.
    enum Kind: UInt8 {
        /// The record does not have the field.
        case absent
        /// An explicit `null`, which is the same.
        case null
        /// A string without escapes; the place is that of its content.
        case string
        /// A string with escapes; the place is that of its content.
        case escapedString
        /// A number with neither point nor exponent.
        case integer
        /// Any other number.
        case number
        /// The literal `true`.
        case isTrue
        /// The literal `false`.
        case isFalse
        /// An array of strings, maybe empty.
        case stringArray
        /// Any other array.
        case array
        /// An object.
        case object
        /// An object around the field is none; the place is that of what stands there.
        case blocked
        /// An optional field whose value is not of its type: null, and rescued.
        case failed
        /// A member of the outermost object that holds fields, and nothing else.
        case container
        /// A member of the outermost object that holds fields, and more: to be rescued whole.
        case outsideContainer
    }

    private let bits: UInt64

    /// Nothing found yet.
    static var absent: JSONSlot { JSONSlot(.absent, from: 0, to: 0) }

    /// The longest text that a slot can hold.
    static var lengthMax: Int { 1 << 28 - 1 }

    /// Makes a slot for a place of at most `lengthMax` bytes.
    @inline(__always)
    init(_ kind: Kind, from start: Int, to end: Int) {
        bits =
            UInt64(kind.rawValue) &<< 60
            | UInt64(truncatingIfNeeded: end &- start) &<< 32
            | UInt64(truncatingIfNeeded: start)
    }

    /// The kind.
    @inline(__always) var kind: Kind {
        Kind(rawValue: UInt8(truncatingIfNeeded: bits &>> 60)) ?? .absent
    }

    /// Where it begins in the arena.
    @inline(__always) var start: Int { Int(UInt32(truncatingIfNeeded: bits)) }

    /// How many bytes it has.
    @inline(__always) var length: Int { Int(bits &>> 32 & 0xfff_ffff) }

    /// Where it ends in the arena.
    @inline(__always) var end: Int { start &+ length }

    /// The same place as another kind.
    @inline(__always)
    func with(_ kind: Kind) -> JSONSlot { JSONSlot(kind, from: start, to: end) }
}
