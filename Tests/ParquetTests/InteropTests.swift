import Columnar
import Foundation
import Parquet
import TestSupport
import Testing

/// Other projects' readers see what was written.
@Suite struct InteropTests {
    @Test("pyarrow, DuckDB and Polars read every type, encoding and codec as it was written")
    func othersReadOurFiles() throws {
        let python = try PythonEnvironment.required()
        let folder = try TemporaryFolder("ticklake-parquet")
        for (number, variant) in Self.variants.enumerated() {
            let rows = TestTypes.all.fields.map {
                Self.rows($0.type, variant.count, variant.nulls, seed: UInt64(number))
            }
            let file = try write(
                TestTypes.all, rows, batchRows: variant.batchRows, options: variant.options)
            try Self.store(file.bytes, rows, as: folder.path("file\(number)"))
        }
        let script = PackageFolder.root
            .appendingPathComponent("Tests/ParquetTests/read_files.py")
        let result = try python.run(file: script, [folder.path], seconds: 300)
        #expect(result.output.hasSuffix("ok\n"), "\(result)")
    }

    /// Puts a file where `read_files.py` finds it, with its rows, column by column, beside it.
    static func store(_ bytes: [UInt8], _ columns: [[Cell]], as name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: name + ".parquet"))
        let lines = (columns.first ?? []).indices.map { row in
            "[" + columns.map { $0[row].json }.joined(separator: ",") + "]\n"
        }
        try Data(lines.joined().utf8).write(to: URL(fileURLWithPath: name + ".jsonl"))
    }

    private struct Variant {
        var count = 300
        var nulls = RoundTripTests.Nulls.some
        var batchRows = Int.max
        var options = ParquetWriterOptions()
    }

    private static let variants: [Variant] = {
        var variants: [Variant] = []
        for count in [0, 1, 8, 33] { variants.append(Variant(count: count)) }
        for nulls in RoundTripTests.Nulls.allCases { variants.append(Variant(nulls: nulls)) }
        let hints: [ColumnEncoding] = [.dictionary, .delta, .plain]
        let codecs: [Codec] = [.snappy, .gzip(level: 1), .lz4Raw]
        for (hint, codec) in zip(hints, codecs) {
            var variant = Variant()
            variant.options.codec = codec
            for field in TestTypes.all.fields { variant.options.encodings[field.name] = hint }
            variants.append(variant)
        }
        var parts = Variant(count: 2000, batchRows: 130)
        parts.options.codec = .none
        parts.options.rowGroupRows = 700
        parts.options.pageRows = 90
        parts.options.batchRowsMin = 1
        parts.options.dictionaryBytes = 600
        variants.append(parts)
        var second = parts
        second.options.codec = .snappy
        second.options.hasVersion2Pages = true
        for field in TestTypes.all.fields where field.type != .boolean {
            second.options.encodings[field.name] = .delta
        }
        variants.append(second)
        var basic = Variant(count: 500)
        basic.options.isBasic = true
        variants.append(basic)
        return variants
    }()

    /// Random rows, with times that every reader can show.
    static func rows(
        _ type: DataType, _ count: Int, _ nulls: RoundTripTests.Nulls, seed: UInt64
    ) -> [Cell] {
        RoundTripTests.rows(type, count, nulls, seed: seed).map { $0.shownByAll(type) }
    }
}

extension Cell {
    /// The value as `read_files.py` expects it.
    fileprivate var json: String {
        func hex(_ bits: some FixedWidthInteger, _ digits: Int) -> String {
            let text = String(bits, radix: 16)
            return String(repeating: "0", count: digits - text.count) + text
        }
        switch self {
        case .null: return "null"
        case .boolean(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .wide(let value): return "\(value)"
        case .float(let bits):
            return Float(bitPattern: bits).isNaN ? "\"fnan\"" : "\"f\(hex(bits, 8))\""
        case .double(let bits):
            return Double(bitPattern: bits).isNaN ? "\"dnan\"" : "\"d\(hex(bits, 16))\""
        case .bytes(let bytes): return "\"x" + bytes.map { hex($0, 2) }.joined() + "\""
        case .list(let items), .structure(let items):
            return "[" + items.map(\.json).joined(separator: ",") + "]"
        }
    }
}
