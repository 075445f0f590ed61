/// A row as a text that names every column: what the oracles compute, and what the lake holds.
enum PlainRow {
    /// The text of a row's cells, in the order of the table's columns.
    static func text(_ cells: KeyValuePairs<String, Cell>) -> String {
        cells.map { "\($0.key)=\($0.value.text)" }.joined(separator: " ")
    }

    /// One value as text; a null differs from every value.
    struct Cell {
        let text: String

        static let null = Cell(text: "null")

        static func flag(_ value: Bool) -> Cell { Cell(text: "\(value)") }

        static func number(_ value: (some BinaryInteger)?) -> Cell {
            value.map { Cell(text: "\($0)") } ?? .null
        }

        static func text(_ value: String?) -> Cell { .bytes(value.map { Array($0.utf8) }) }

        /// Bytes between quotes; those beyond printable ASCII as numbers, because Swift takes texts
        /// of different bytes for equal.
        static func bytes(_ value: [UInt8]?) -> Cell {
            guard let value else { return .null }
            let text = value.map { byte in
                (0x20..<0x7f).contains(byte)
                    ? String(UnicodeScalar(byte)) : "<\(String(byte, radix: 16))>"
            }
            return Cell(text: "\"" + text.joined() + "\"")
        }

        /// A list of names with values, as a record's headers are.
        static func pairs(_ values: [(key: Cell, value: Cell)]?) -> Cell {
            guard let values else { return .null }
            let texts = values.map { "\($0.key.text):\($0.value.text)" }
            return Cell(text: "[" + texts.joined(separator: ",") + "]")
        }
    }
}
