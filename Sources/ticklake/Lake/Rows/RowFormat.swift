import ArgumentParsing
package import Columnar
import JSONColumns

/// How rows are printed.
package enum RowFormat: String, ArgumentChoice {
    /// Aligned columns, for people.
    case table
    /// A header and a line a row, fields quoted where they must be; null is an empty field.
    case csv
    /// A JSON object a line.
    case jsonl
}

/// Turns rows into the text of a format.
package struct RowPrinter {
    /// The most characters of a cell in a table for people.
    private static let cellMax = 60

    private let schema: Schema
    private let format: RowFormat
    private var table: TextTable

    /// Starts the output of rows of a schema.
    package init(_ schema: Schema, format: RowFormat) {
        self.schema = schema
        self.format = format
        let numbers = schema.fields.filter(\.type.isNumber).map(\.name)
        table = TextTable(schema.fields.map(\.name), right: Set(numbers))
    }

    /// What stands before the rows.
    package var head: String {
        format == .csv ? line(schema.fields.map { Self.quoted($0.name) }) : ""
    }

    /// The text of rows; a table keeps it until the end, as widths depend on all rows.
    package mutating func text(of batch: Batch) -> String {
        var text = ""
        for row in 0..<batch.rowCount {
            switch format {
            case .table: table.append(cells(batch, row, .readable).map { Self.cut($0 ?? "") })
            case .csv: text += line(cells(batch, row, .hexadecimal).map(Self.field))
            case .jsonl: text += object(batch, row) + "\n"
            }
        }
        return text
    }

    /// What stands after the rows.
    package var tail: String { format == .table ? table.text : "" }

    private func cells(_ batch: Batch, _ row: Int, _ binary: CellText.BinaryForm) -> [String?] {
        zip(batch.columns, schema.fields).map { column, field in
            CellText.text(column, field.type, row, binary: binary)
        }
    }

    private func object(_ batch: Batch, _ row: Int) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        for (column, field) in zip(batch.columns, schema.fields) {
            writer.name(field.name)
            CellText.write(column, field.type, row, to: &writer, binary: .hexadecimal)
        }
        writer.endObject()
        return writer.text
    }

    private func line(_ fields: [String]) -> String { fields.joined(separator: ",") + "\n" }

    private static func cut(_ cell: String) -> String {
        cell.count <= cellMax ? cell : cell.prefix(cellMax - 3) + "..."
    }

    /// A CSV field: an empty text is quoted, so that it is not taken for null.
    private static func field(_ text: String?) -> String {
        guard let text else { return "" }
        return text.isEmpty ? "\"\"" : quoted(text)
    }

    private static func quoted(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
        }
        guard needsQuotes else { return text }
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" { quoted.append("\"") }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}
