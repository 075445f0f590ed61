import Columnar
import Parquet
import Synchronization
import TestSupport

/// A value of any type, row by row: what tests write and expect to read.
enum Cell: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case wide(Int128)
    /// By bits, so that NaNs and signed zeros count.
    case float(UInt32)
    case double(UInt64)
    case bytes([UInt8])
    case list([Cell])
    case structure([Cell])
}

extension AnyColumn {
    /// A column of cells of a type.
    static func of(_ cells: [Cell], _ type: DataType) -> AnyColumn {
        let validity: Bitmap? = cells.contains(.null) ? cells.validity : nil
        switch AnyColumn(empty: type) {
        case .boolean:
            return .boolean(Column(cells.map { $0 == .boolean(true) }, validity: validity))
        case .int32:
            return .int32(Column(cells.map { Int32($0.number) }, validity: validity))
        case .int64: return .int64(Column(cells.map(\.number), validity: validity))
        case .int128:
            return .int128(
                Column(cells.map { if case .wide(let x) = $0 { x } else { 0 } }, validity: validity)
            )
        case .float:
            return .float(
                Column(
                    cells.map { if case .float(let x) = $0 { Float(bitPattern: x) } else { 0 } },
                    validity: validity))
        case .double:
            return .double(
                Column(
                    cells.map { if case .double(let x) = $0 { Double(bitPattern: x) } else { 0 } },
                    validity: validity))
        case .binary:
            var column = BinaryColumn()
            for cell in cells {
                if case .bytes(let x) = cell { column.append(x.span) } else { column.appendNull() }
            }
            return .binary(column)
        case .list: return list(cells, type, validity)
        case .structure:
            guard case .structure(let fields) = type else { preconditionFailure("a structure") }
            return structure(cells, fields, validity)
        }
    }

    private static func list(_ cells: [Cell], _ type: DataType, _ validity: Bitmap?) -> AnyColumn {
        var offsets: [Int32] = [0]
        var elements: [Cell] = []
        for cell in cells {
            if case .list(let items) = cell { elements += items }
            offsets.append(Int32(elements.count))
        }
        let column: AnyColumn =
            switch type {
            case .array(let element, _): .of(elements, element)
            case .map(let key, let value, _):
                structure(elements, [Field("key", key), Field("value", value)], nil)
            default: preconditionFailure("a list")
            }
        return .list(ListColumn(offsets: offsets, elements: column, validity: validity))
    }

    private static func structure(
        _ cells: [Cell], _ fields: [Field], _ validity: Bitmap?
    ) -> AnyColumn {
        let columns = fields.indices.map { index in
            AnyColumn.of(
                cells.map { if case .structure(let parts) = $0 { parts[index] } else { .null } },
                fields[index].type)
        }
        return .structure(StructColumn(fields: columns, count: cells.count, validity: validity))
    }

    /// The rows.
    var cells: [Cell] {
        let validity = validity
        func rows(_ cell: (Int) -> Cell) -> [Cell] {
            (0..<count).map { row in
                if let validity, !validity[row] { return .null }
                return cell(row)
            }
        }
        switch self {
        case .boolean(let c): return rows { .boolean(c.values[$0]) }
        case .int32(let c): return rows { .integer(Int64(c.values[$0])) }
        case .int64(let c): return rows { .integer(c.values[$0]) }
        case .int128(let c): return rows { .wide(c.values[$0]) }
        case .float(let c): return rows { .float(c.values[$0].bitPattern) }
        case .double(let c): return rows { .double(c.values[$0].bitPattern) }
        case .binary(let c):
            return rows { .bytes(Array(c.bytes[Int(c.offsets[$0])..<Int(c.offsets[$0 + 1])])) }
        case .list(let c):
            let elements = c.elements.cells
            return rows { .list(Array(elements[Int(c.offsets[$0])..<Int(c.offsets[$0 + 1])])) }
        case .structure(let c):
            let fields = c.fields.map(\.cells)
            return rows { row in .structure(fields.map { $0[row] }) }
        }
    }
}

extension [Cell] {
    fileprivate var validity: Bitmap {
        var bits = Bitmap()
        for cell in self { bits.append(cell != .null) }
        return bits
    }
}

extension Cell {
    fileprivate var number: Int64 { if case .integer(let x) = self { x } else { 0 } }
}

/// Writes columns of cells as a file, in batches of so many rows.
@discardableResult
func write(
    _ schema: Schema, _ rows: [[Cell]], batchRows: Int = .max,
    options: ParquetWriterOptions = ParquetWriterOptions()
) throws -> (bytes: [UInt8], summary: ParquetFileSummary) {
    let sink = MemorySink()
    var writer = try ParquetWriter(schema: schema, options: options, sink: sink)
    let count = rows.first?.count ?? 0
    var start = 0
    while start < count {
        let end = min(count, start + min(batchRows, count))
        let columns = zip(rows, schema.fields).map { cells, field in
            AnyColumn.of(Array(cells[start..<end]), field.type)
        }
        try writer.append(columns: columns, rowCount: end - start)
        start = end
    }
    let summary = try writer.finish()
    return (sink.bytes, summary)
}

/// Reads a file back.
func read(_ bytes: [UInt8], columns: [String]? = nil) throws -> (schema: Schema, rows: [[Cell]]) {
    let reader = try ParquetReader(bytes: bytes)
    let batch = try reader.readAll(columns: columns)
    return (batch.schema, batch.columns.map(\.cells))
}
