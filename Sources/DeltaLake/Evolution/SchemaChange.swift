public import Columnar

/// A change of a table's columns, which rewrites no file.
///
/// Paths name a field by the names on the way; `element`, `key` and `value` stand for the parts of
/// lists and maps.
public enum SchemaChange: Sendable {
    /// Where a field stands among its siblings.
    public enum Position: Sendable {
        /// Before all others.
        case first
        /// Behind the sibling of that name.
        case after(String)
        /// Behind all others.
        case last
    }

    /// A nullable field comes in; files that lack it are read as null.
    case add(Field, within: [String] = [], at: Position = .last)
    /// A field goes; needs column mapping, as the files still have it.
    case drop([String])
    /// A field gets another name; needs column mapping, as the files keep the old one.
    case rename([String], to: String)
    /// A type becomes a wider one; needs `delta.enableTypeWidening`.
    case widen([String], to: DataType)
    /// Values may be absent from now on.
    case makeNullable([String])
    /// A field moves among its siblings.
    case move([String], to: Position)
    /// A comment for people; nil takes it away.
    case comment([String], String?)
}

/// Which types may become which, where a table allows it.
///
/// Protocol, "Type Widening"; specification section 7.
enum TypeWidening {
    static let enabled = "delta.enableTypeWidening"
    static let key = "delta.typeChanges"

    static func isAllowed(from: DataType, to: DataType) -> Bool {
        switch (from, to) {
        case (.byte, .short), (.byte, .integer), (.byte, .long), (.short, .integer),
            (.short, .long), (.integer, .long), (.float, .double), (.byte, .double),
            (.short, .double), (.integer, .double), (.date, .timestampNTZ):
            return true
        case (.decimal(let precision, let scale), .decimal(let toPrecision, let toScale)):
            let more = toScale - scale
            return more >= 0 && toPrecision - precision >= more && from != to
        case (.byte, .decimal(let precision, let scale)),
            (.short, .decimal(let precision, let scale)),
            (.integer, .decimal(let precision, let scale)):
            return precision - scale >= 10
        case (.long, .decimal(let precision, let scale)):
            return precision - scale >= 20
        default:
            return false
        }
    }
}
