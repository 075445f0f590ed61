/// A table for people: a header, a rule, columns aligned.
package struct TextTable {
    /// On which side the cells of a column stand.
    package enum Alignment: Sendable {
        case left
        /// For numbers.
        case right
    }

    private let titles: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []

    /// A table without rows; columns that are not named in `right` stand on the left.
    package init(_ titles: [String], right: Set<String> = []) {
        self.titles = titles
        alignments = titles.map { right.contains($0) ? .right : .left }
    }

    /// Adds a row; one cell per column.
    package mutating func append(_ row: [String]) {
        precondition(row.count == titles.count, "a row needs a cell for every column")
        rows.append(row)
    }

    /// The table as text, every line ended.
    package var text: String {
        let cells = [titles] + rows.map { $0.map(Self.visible) }
        let widths = titles.indices.map { column in
            cells.map { $0[column].count }.max() ?? 0
        }
        let rule = widths.map { String(repeating: "-", count: $0) }
        let lines = [titles, rule] + cells.dropFirst()
        return lines.map { line($0, widths: widths) + "\n" }.joined()
    }

    private func line(_ cells: [String], widths: [Int]) -> String {
        let padded = cells.indices.map { column in
            let gap = String(repeating: " ", count: widths[column] - cells[column].count)
            return alignments[column] == .left ? cells[column] + gap : gap + cells[column]
        }
        let line = padded.joined(separator: "  ")
        // Nothing but blanks at the end of a line.
        return String(line.reversed().drop { $0 == " " }.reversed())
    }

    /// Control characters would break the lines, or do worse to a terminal.
    private static func visible(_ cell: String) -> String {
        guard cell.unicodeScalars.contains(where: isControl) else { return cell }
        return cell.unicodeScalars.map { scalar in
            isControl(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }.joined()
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}
