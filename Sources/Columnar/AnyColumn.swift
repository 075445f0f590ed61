/// A column of any type: the unit that flows between decoding, windows and files.
///
/// The case follows the physical form; the schema's `DataType` gives the meaning. `byte`, `short`,
/// `integer` and `date` are `int32`; `long`, both timestamps and decimals of up to 18 digits
/// (unscaled) are `int64`; longer decimals are `int128`; `string` and `binary` are `binary`; a map
/// is a list of structures of key and value.
public enum AnyColumn: Sendable {
    /// Booleans.
    case boolean(Column<Bool>)
    /// 32-bit integers.
    case int32(Column<Int32>)
    /// 64-bit integers.
    case int64(Column<Int64>)
    /// 128-bit integers.
    case int128(Column<Int128>)
    /// Singles.
    case float(Column<Float>)
    /// Doubles.
    case double(Column<Double>)
    /// Byte strings.
    case binary(BinaryColumn)
    /// Lists.
    case list(ListColumn)
    /// Structures.
    case structure(StructColumn)

    /// The number of rows.
    public var count: Int {
        switch self {
        case .boolean(let column): column.count
        case .int32(let column): column.count
        case .int64(let column): column.count
        case .int128(let column): column.count
        case .float(let column): column.count
        case .double(let column): column.count
        case .binary(let column): column.count
        case .list(let column): column.count
        case .structure(let column): column.count
        }
    }

    /// Which rows are there; nil when all are.
    public var validity: Bitmap? {
        switch self {
        case .boolean(let column): column.validity
        case .int32(let column): column.validity
        case .int64(let column): column.validity
        case .int128(let column): column.validity
        case .float(let column): column.validity
        case .double(let column): column.validity
        case .binary(let column): column.validity
        case .list(let column): column.validity
        case .structure(let column): column.validity
        }
    }

    /// The rows at `rows`, in that order.
    public func gathered(_ rows: Span<Int32>) -> AnyColumn {
        switch self {
        case .boolean(let column): .boolean(column.gathered(rows))
        case .int32(let column): .int32(column.gathered(rows))
        case .int64(let column): .int64(column.gathered(rows))
        case .int128(let column): .int128(column.gathered(rows))
        case .float(let column): .float(column.gathered(rows))
        case .double(let column): .double(column.gathered(rows))
        case .binary(let column): .binary(column.gathered(rows))
        case .list(let column): .list(column.gathered(rows))
        case .structure(let column): .structure(column.gathered(rows))
        }
    }

    /// An empty column of the form that a type has.
    public init(empty type: DataType) {
        switch type {
        case .boolean: self = .boolean(Column())
        case .byte, .short, .integer, .date: self = .int32(Column())
        case .long, .timestamp, .timestampNTZ: self = .int64(Column())
        case .float: self = .float(Column())
        case .double: self = .double(Column())
        case .decimal(let precision, _):
            self = precision <= 18 ? .int64(Column()) : .int128(Column())
        case .string, .binary: self = .binary(BinaryColumn())
        case .structure(let fields): self = .structure(StructColumn(empty: fields))
        case .array(let element, _): self = .list(ListColumn(elements: AnyColumn(empty: element)))
        case .map(let key, let value, _):
            self = .list(
                ListColumn(
                    elements: .structure(
                        StructColumn(empty: [Field("key", key), Field("value", value)]))))
        }
    }

    /// Appends the rows of a column of the same form.
    public mutating func append(contentsOf other: AnyColumn) {
        // The column is moved out, grown, and moved back: were it still held here as well, growing
        // would copy all rows.
        self = AnyColumn.joined(consume self, other)
    }

    private static func joined(_ column: consuming AnyColumn, _ other: AnyColumn) -> AnyColumn {
        switch consume column {
        case .boolean(var mine):
            guard case .boolean(let theirs) = other else { break }
            mine.append(contentsOf: theirs)
            return .boolean(mine)
        case .int32(var mine):
            guard case .int32(let theirs) = other else { break }
            mine.append(contentsOf: theirs)
            return .int32(mine)
        case .int64(var mine):
            guard case .int64(let theirs) = other else { break }
            mine.append(contentsOf: theirs)
            return .int64(mine)
        case .int128(var mine):
            guard case .int128(let theirs) = other else { break }
            mine.append(contentsOf: theirs)
            return .int128(mine)
        case .float(var mine):
            guard case .float(let theirs) = other else { break }
            mine.append(contentsOf: theirs)
            return .float(mine)
        case .double(var mine):
            guard case .double(let theirs) = other else { break }
            mine.append(contentsOf: theirs)
            return .double(mine)
        case .binary(var mine):
            guard case .binary(let theirs) = other else { break }
            mine.append(contentsOf: theirs)
            return .binary(mine)
        case .list(var mine):
            guard case .list(let theirs) = other else { break }
            mine.append(contentsOf: theirs)
            return .list(mine)
        case .structure(var mine):
            guard case .structure(let theirs) = other else { break }
            mine.append(contentsOf: theirs)
            return .structure(mine)
        }
        preconditionFailure("columns of one form are appended to each other")
    }
}

/// Lists of elements; a map is a list of key and value structures.
public struct ListColumn: Sendable {
    /// Where each list starts among the elements, and at the end where the last one ends.
    public var offsets: [Int32]
    /// The elements of all lists.
    public var elements: AnyColumn {
        get { held[0] }
        _modify { yield &held[0] }
    }
    /// The elements, always one column.
    ///
    /// An array lets a column hold a column and grow in place. An indirect case would not: its box
    /// still holds the column while it grows, so that every append copies all rows.
    private var held: [AnyColumn]
    /// Which lists are there; nil when all are.
    ///
    /// A null list is empty.
    public var validity: Bitmap?

    /// Makes a column of its parts.
    public init(offsets: [Int32] = [0], elements: AnyColumn, validity: Bitmap? = nil) {
        self.offsets = offsets
        held = [elements]
        self.validity = validity
    }

    /// The number of lists.
    public var count: Int { offsets.count - 1 }

    /// Whether a list is null.
    public func isNull(_ row: Int) -> Bool {
        guard let validity else { return false }
        return !validity[row]
    }

    /// The lists at `rows`, in that order.
    public func gathered(_ rows: Span<Int32>) -> ListColumn {
        var picked: [Int32] = []
        var ends: [Int32] = [0]
        for index in rows.indices {
            let row = Int(rows[index])
            for element in offsets[row]..<offsets[row + 1] { picked.append(element) }
            ends.append(Int32(picked.count))
        }
        return ListColumn(
            offsets: ends, elements: elements.gathered(picked.span),
            validity: validity?.gathered(rows))
    }

    /// Appends the lists of another column.
    public mutating func append(contentsOf other: ListColumn) {
        let rows = count
        let base = offsets[rows]
        for index in 1..<max(1, other.offsets.count) { offsets.append(base + other.offsets[index]) }
        elements.append(contentsOf: other.elements)
        Bitmap.extend(&validity, after: rows, by: other.validity, other.count)
    }
}

/// Structures: columns of equal length side by side.
public struct StructColumn: Sendable {
    /// The columns, one a field.
    public var fields: [AnyColumn]
    /// The number of rows.
    public var count: Int
    /// Which structures are there; nil when all are.
    ///
    /// The fields of a null one are null.
    public var validity: Bitmap?

    /// Makes a column of its parts.
    public init(fields: [AnyColumn], count: Int, validity: Bitmap? = nil) {
        precondition(fields.allSatisfy { $0.count == count }, "a structure's columns are as long")
        self.fields = fields
        self.count = count
        self.validity = validity
    }

    /// Makes an empty column for fields.
    public init(empty fields: [Field]) {
        self.init(fields: fields.map { AnyColumn(empty: $0.type) }, count: 0)
    }

    /// Whether a structure is null.
    public func isNull(_ row: Int) -> Bool {
        guard let validity else { return false }
        return !validity[row]
    }

    /// The structures at `rows`, in that order.
    public func gathered(_ rows: Span<Int32>) -> StructColumn {
        var columns: [AnyColumn] = []
        for field in fields { columns.append(field.gathered(rows)) }
        return StructColumn(
            fields: columns, count: rows.count, validity: validity?.gathered(rows))
    }

    /// Appends the structures of another column.
    public mutating func append(contentsOf other: StructColumn) {
        for index in fields.indices { fields[index].append(contentsOf: other.fields[index]) }
        Bitmap.extend(&validity, after: count, by: other.validity, other.count)
        count += other.count
    }
}
