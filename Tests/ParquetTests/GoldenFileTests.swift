import Bytes
import Columnar
import JSONColumns
import Parquet
import TestSupport
import Testing

@Suite("Files of other programs", .enabled(if: GoldenFiles.folder != nil, GoldenFiles.isMissing))
struct GoldenFileTests {
    /// What is not read, and the word by which the refusal names it.
    private static let refused = ["arrowcpp-codec.brotli.v1": "BROTLI"]
    /// What Arrow, alone, reads wrongly: one of the times passes 64-bit nanoseconds.
    private static let overflowing = "int96_from_spark"

    @Test(
        "a file is read as others read it, or refused for what it needs",
        arguments: GoldenFiles.names)
    func reads(name: String) throws {
        let expected = try GoldenFiles.expected(name)
        let bytes = try GoldenFiles.bytes(name)
        if expected["must_fail"] != nil {
            #expect(throws: ParquetError.self) { try ParquetReader(bytes: bytes).readAll() }
        } else if let word = Self.refused[name] {
            let error = #expect(throws: ParquetError.self) {
                try ParquetReader(bytes: bytes).readAll()
            }
            #expect(error?.kind == .unsupported)
            #expect(error?.message.contains(word) == true, "\(String(describing: error))")
        } else {
            try compare(ParquetReader(bytes: bytes), with: expected, name)
        }
    }

    @Test("times of 96 bits are read beyond what 64-bit nanoseconds can say")
    func farTimes() throws {
        let batch = try ParquetReader(bytes: GoldenFiles.bytes(Self.overflowing)).readAll()
        guard case .int64(let times) = batch.columns[0] else {
            Issue.record("the times are no 64-bit integers")
            return
        }
        // As arrow-rs has it.
        #expect(times.values[5] == 9_089_380_393_200_000_000)
    }

    private func compare(
        _ reader: ParquetReader, with expected: JSONValue, _ name: String
    ) throws {
        let columns = expected["schema"]?.object?.members ?? []
        #expect(reader.schema.fields.map(\.name) == columns.map(\.name))
        for (field, column) in zip(reader.schema.fields, columns) {
            let wanted = column.value.string ?? ""
            #expect(Self.sameTypes[wanted, default: [wanted]].contains(text(of: field.type)))
        }
        var digest = ContentDigest()
        for group in 0..<reader.rowGroupCount {
            digest.add(asIntegers(try reader.readRowGroup(group), where: columns))
        }
        #expect(Int64(digest.rowCount) == expected["rows"]?.int64)
        for (column, found) in zip(columns, digest.columns) {
            let wanted = expected["columns"]?[column.name]
            #expect(Int64(found.nulls) == wanted?["nulls"]?.int64, "\(column.name)")
            if name == Self.overflowing { continue }
            #expect(found.checksum == wanted?["checksum"]?.string, "\(column.name)")
        }
        if name == Self.overflowing { return }
        #expect(digest.rowChecksum == expected["row_checksum"]?.string)
    }

    /// What Arrow calls a type, and what it is here: Delta knows no unsigned integers, and takes
    /// times of 96 bits for UTC.
    private static let sameTypes = [
        "uint64": ["decimal(20,0)"], "timestamp_ntz": ["timestamp_ntz", "timestamp"],
    ]

    /// Unsigned integers as their digest takes them.
    private func asIntegers(_ batch: Batch, where columns: [JSONObject.Member]) -> Batch {
        var fields = batch.schema.fields
        var values = batch.columns
        for (index, column) in columns.enumerated() where column.value.string == "uint64" {
            guard case .int128(let wide) = values[index] else { continue }
            let narrow = wide.values.map { Int64(truncatingIfNeeded: $0) }
            values[index] = .int64(Column(narrow, validity: wide.validity))
            fields[index] = Field(column.name, .long)
        }
        return Batch(schema: Schema(fields), columns: values, rowCount: batch.rowCount)
    }

    private func text(of type: DataType) -> String {
        switch type {
        case .timestampNTZ: "timestamp_ntz"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .structure(let fields):
            "struct<\(fields.map { "\($0.name):\(text(of: $0.type))" }.joined(separator: ","))>"
        case .array(let element, _): "array<\(text(of: element))>"
        case .map(let key, let value, _): "map<\(text(of: key)),\(text(of: value))>"
        default: "\(type)"
        }
    }
}
