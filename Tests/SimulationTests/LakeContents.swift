import Columnar
import DeltaLake
import ObjectStorage

/// The rows of a lake's tables as texts, in the oracles' form.
struct LakeContents {
    let store: any ObjectStore

    /// The rows of a table with all its columns, sorted; none where there is no table.
    func rows(_ path: String) throws -> [String] {
        let table = try DeltaTable(store: store, folder: StorePath(path))
        guard let snapshot = try table.snapshotIfPresent() else { return [] }
        var rows: [String] = []
        try snapshot.scan { batch in
            for row in 0..<batch.rowCount { rows.append(Self.text(of: row, in: batch)) }
        }
        return rows.sorted()
    }

    private static func text(of row: Int, in batch: Batch) -> String {
        zip(batch.schema.fields, batch.columns).map { field, column in
            "\(field.name)=\(cell(of: row, in: column).text)"
        }.joined(separator: " ")
    }

    private static func cell(of row: Int, in column: AnyColumn) -> PlainRow.Cell {
        if let validity = column.validity, !validity[row] { return .null }
        return switch column {
        case .boolean(let column): .flag(column.values[row])
        case .int32(let column): .number(column.values[row])
        case .int64(let column): .number(column.values[row])
        case .int128(let column): .number(column.values[row])
        case .float(let column): PlainRow.Cell(text: "\(column.values[row])")
        case .double(let column): PlainRow.Cell(text: "\(column.values[row])")
        case .binary(let column):
            .bytes(Array(column.bytes[Int(column.offsets[row])..<Int(column.offsets[row + 1])]))
        case .list(let column): pairs(of: row, in: column)
        case .structure: PlainRow.Cell(text: "a structure")
        }
    }

    private static func pairs(of row: Int, in column: ListColumn) -> PlainRow.Cell {
        guard case .structure(let pairs) = column.elements else {
            return PlainRow.Cell(text: "a list")
        }
        let range = Int(column.offsets[row])..<Int(column.offsets[row + 1])
        return .pairs(
            range.map { (cell(of: $0, in: pairs.fields[0]), cell(of: $0, in: pairs.fields[1])) })
    }
}
