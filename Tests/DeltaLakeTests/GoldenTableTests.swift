import Bytes
import Columnar
import DeltaLake
import Foundation
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

/// Tables that other engines wrote, and what other engines read from them.
enum GoldenTables {
    static let folder: URL? = {
        let root = PackageFolder.root
        let places = ["../shared/golden", "../../shared/golden"].map(root.appendingPathComponent)
        return places.first { FileManager.default.fileExists(atPath: $0.path + "/INDEX.md") }
    }()

    static let isMissing: Comment = "needs ../shared/golden"

    static let names: [String] = {
        guard let folder else { return [] }
        let path = folder.appendingPathComponent("delta").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }()
}

@Suite("Tables of other engines", .enabled(if: GoldenTables.folder != nil, GoldenTables.isMissing))
struct GoldenTableTests {
    private func expected(_ name: String) throws -> JSONValue {
        let file = try #require(GoldenTables.folder)
            .appendingPathComponent("delta/\(name)/expected.json")
        // Python's JSON has NaN and infinities.
        let text = try String(contentsOf: file, encoding: .utf8)
            .replacingOccurrences(
                of: ": -?(NaN|Infinity)", with: ": null", options: .regularExpression)
        return try JSONValue(parsing: text)
    }

    private func table(_ name: String) throws -> DeltaTable {
        let folder = try #require(GoldenTables.folder).appendingPathComponent("delta/\(name)")
        return try DeltaTable(store: LocalStore(root: folder.path), folder: StorePath("table"))
    }

    @Test(
        "a table is read as others read it, or refused by what it needs",
        arguments: GoldenTables.names)
    func reads(name: String) throws {
        let expected = try expected(name)
        let snapshot: Snapshot
        do {
            snapshot = try table(name).snapshot()
        } catch let error as DeltaError {
            let mustFail = expected["must_fail"]?.bool == true
            #expect(mustFail || error.kind == .unsupported, "\(error)")
            return
        }
        #expect(expected["must_fail"]?.bool != true)
        #expect(snapshot.version == expected["version"]?.int64)
        let files = try snapshot.files()
        #expect(Int64(files.count) == expected["live_files"]?.int64)
        #expect(files.reduce(0) { $0 + $1.size } == expected["live_bytes"]?.int64)
        for mark in expected["txns"]?.object?.members ?? [] {
            #expect(snapshot.transaction(mark.name)?.version == mark.value.int64)
        }
        let names = expected["schema"]?.object?.members.map(\.name)
        #expect(names == snapshot.schema.fields.map(\.name))
        try compareRows(of: snapshot, name, rowCount: expected["rows"]?.int64 ?? -1)
    }

    @Test("most of the tables are read")
    func readsMost() throws {
        let read = GoldenTables.names.filter { (try? table($0).snapshot()) != nil }
        #expect(read.count >= 45, "\(read.count) of \(GoldenTables.names.count)")
    }

    @Test("files kept in memory are the files of the log", arguments: GoldenTables.names)
    func keepsFiles(name: String) throws {
        guard let snapshot = try? table(name).snapshot() else { return }
        let kept = try table(name).snapshot(keepingFiles: true)
        #expect(Set(try kept.files().map(\.path)) == Set(try snapshot.files().map(\.path)))
    }

    private func compareRows(of snapshot: Snapshot, _ name: String, rowCount: Int64) throws {
        let flat = snapshot.schema.fields.filter { !$0.type.isNested }
        guard !flat.isEmpty else { return }
        var rows: [String] = []
        do {
            try snapshot.scan(columns: flat.map(\.name)) { batch in
                for row in 0..<batch.rowCount { rows.append(text(row, of: batch)) }
            }
        } catch let error as DeltaError where error.kind == .unsupported {
            return
        }
        #expect(Int64(rows.count) == rowCount)
        let file = try #require(GoldenTables.folder)
            .appendingPathComponent("delta/\(name)/rows.jsonl")
        guard let lines = try? Data(contentsOf: file).split(separator: 10) else { return }
        let others = try lines.map { line -> String in
            let value = try JSONValue(parsing: Array(line))
            return flat.map { field in
                let cell = value[field.name] ?? .null
                return field.type.isFloating ? floating(cell) : cell.text
            }.joined(separator: "|")
        }
        #expect(rows.sorted() == others.sorted())
    }

    private func text(_ row: Int, of batch: Batch) -> String {
        zip(batch.schema.fields, batch.columns).map { field, column in
            cell(row, of: column, field.type)
        }.joined(separator: "|")
    }

    private func cell(_ row: Int, of column: AnyColumn, _ type: DataType) -> String {
        if let validity = column.validity, !validity[row] { return "null" }
        switch (column, type) {
        case (.int64(let values), .decimal(_, let scale)):
            return "\"\(decimal(Int128(values.values[row]), scale))\""
        case (.int128(let values), .decimal(_, let scale)):
            return "\"\(decimal(values.values[row], scale))\""
        case (.binary(let values), .binary):
            return "\"x\(values[row].copy().map { hex($0) }.joined())\""
        case (.binary(let values), _): return JSONValue.string(values.text(row) ?? "").text
        case (.boolean(let values), _): return "\(values.values[row])"
        case (.int32(let values), _): return "\(values.values[row])"
        case (.int64(let values), _): return "\(values.values[row])"
        case (.float(let values), _): return floating(Double(values.values[row]))
        case (.double(let values), _): return floating(values.values[row])
        default: return "?"
        }
    }

    private func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    private func decimal(_ value: Int128, _ scale: Int) -> String {
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let sign = value < 0 ? "-" : ""
        return scale == 0
            ? sign + digits : "\(sign)\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }

    private func floating(_ value: JSONValue) -> String {
        if value.isNull { return "null" }
        return floating(value.double ?? Double(value.string ?? "") ?? 0)
    }

    private func floating(_ value: Double) -> String {
        value.isNaN ? "nan" : String(value.bitPattern, radix: 16)
    }
}

extension DataType {
    fileprivate var isNested: Bool {
        switch self {
        case .structure, .array, .map: true
        default: false
        }
    }

    fileprivate var isFloating: Bool { self == .float || self == .double }
}
