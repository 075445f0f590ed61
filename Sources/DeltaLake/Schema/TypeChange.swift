import Columnar
import JSONColumns

/// A change of a field's type that its metadata notes: older files may hold the older type.
///
/// Delta protocol, "Type Widening".
struct TypeChange {
    static let key = "delta.typeChanges"

    /// The first noted change that is none that files can be read over, as words; nil for none.
    static func unreadable(of field: SchemaField) -> String? {
        for change in field.metadata[key]?.array ?? [] {
            let names = [change["fromType"], change["toType"]].map { $0?.string }
            if let from = names[0], let to = names[1], let old = DataType(named: from),
                let new = DataType(named: to), old.widens(to: new)
            {
                continue
            }
            return "from `\(names[0] ?? "?")` to `\(names[1] ?? "?")`"
        }
        return nil
    }
}

extension DataType {
    /// Whether every value of this type is one of another that tables may change to.
    func widens(to other: DataType) -> Bool {
        AnyColumn(empty: self).widened(from: self, to: other) != nil
    }

    /// The type of a name; nil for nested and unknown ones.
    init?(named name: String) {
        if let type = DataType.primitives[name] {
            self = type
        } else if name.hasPrefix("decimal("), name.hasSuffix(")"),
            let type = DataType(decimal: name.dropFirst(8).dropLast())
        {
            self = type
        } else {
            return nil
        }
    }
}
