import Columnar

extension AnyColumn {
    /// Whether the column has the form that a type's columns have, all the way down.
    func hasForm(of type: DataType) -> Bool {
        switch (self, type) {
        case (.boolean, .boolean), (.float, .float), (.double, .double): true
        case (.int32, .byte), (.int32, .short), (.int32, .integer), (.int32, .date): true
        case (.int64, .long), (.int64, .timestamp), (.int64, .timestampNTZ): true
        case (.int64, .decimal(let precision, _)): precision <= 18
        case (.int128, .decimal(let precision, _)): precision > 18
        case (.binary, .string), (.binary, .binary): true
        case (.structure(let column), .structure(let fields)):
            Self.have(column.fields, formsOf: fields.map(\.type))
        case (.list(let column), .array(let element, _)): column.elements.hasForm(of: element)
        case (.list(let column), .map(let key, let value, _)):
            if case .structure(let entry) = column.elements {
                Self.have(entry.fields, formsOf: [key, value])
            } else {
                false
            }
        default: false
        }
    }

    private static func have(_ columns: [AnyColumn], formsOf types: [DataType]) -> Bool {
        columns.count == types.count && zip(columns, types).allSatisfy { $0.hasForm(of: $1) }
    }
}
