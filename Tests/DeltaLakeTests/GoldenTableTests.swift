import Columnar
import DeltaLake
import JSONColumns
import TestSupport
import Testing

@Suite("Tables of other engines", .enabled(if: GoldenTables.folder != nil, GoldenTables.isMissing))
struct GoldenTableTests {
    @Test(
        "a table is read as others read it, or refused for the right reason",
        arguments: GoldenTables.names)
    func reads(name: String) throws {
        let expected = try GoldenTables.expected(name)
        if expected["must_fail"]?.bool == true {
            try expectRefusal(name, reason: expected["reason"]?.string ?? "")
            return
        }
        let snapshot = try GoldenTables.table(name).snapshot()
        try expectState(of: snapshot, expected)
        try expectContent(of: snapshot, expected)
    }

    @Test("earlier versions are read as they were", arguments: GoldenTables.names)
    func travels(name: String) throws {
        for version in try GoldenTables.expected(name)["versions"]?.object?.members ?? [] {
            let number = try #require(Int64(version.name))
            let snapshot = try GoldenTables.table(name).snapshot(version: number)
            #expect(snapshot.version == number)
            try expectContent(of: snapshot, version.value)
        }
    }

    @Test("files kept in memory are the files of the log", arguments: GoldenTables.names)
    func keepsFiles(name: String) throws {
        guard let snapshot = try? GoldenTables.table(name).snapshot() else { return }
        let kept = try GoldenTables.table(name).snapshot(keepingFiles: true)
        #expect(Set(try kept.files().map(\.path)) == Set(try snapshot.files().map(\.path)))
    }

    private func expectRefusal(_ name: String, reason: String) throws {
        let error = #expect(throws: DeltaError.self) { try GoldenTables.table(name).snapshot() }
        let kind: DeltaError.Kind =
            reason.hasPrefix("Unsupported")
            ? .unsupported
            : reason.hasPrefix("Corrupt") ? .corrupt : .notFound
        #expect(error?.kind == kind, "\(reason)")
        // What the reason is about: a feature, an action, a version.
        let words = reason.split { "[]' :()".contains($0) }
        let subject: Substring? =
            switch kind {
            case .unsupported: words.last
            case .corrupt:
                words.dropFirst().first { $0.first?.isNumber == true || $0 == "metaData" }
            default: "_delta_log"
            }
        let message = error?.message ?? ""
        #expect(message.contains(try #require(subject)), "\(message) tells \(reason)")
    }

    private func expectState(of snapshot: Snapshot, _ expected: JSONValue) throws {
        #expect(snapshot.version == expected["version"]?.int64)
        let needs = snapshot.tableProtocol
        #expect(
            Int64(needs.minReaderVersion) == expected["protocol"]?["minReaderVersion"]?.int64)
        #expect(
            Int64(needs.minWriterVersion) == expected["protocol"]?["minWriterVersion"]?.int64)
        #expect(
            needs.readerFeatures
                == expected["protocol"]?["readerFeatures"]?.array?.compactMap(\.string))
        #expect(
            needs.writerFeatures
                == expected["protocol"]?["writerFeatures"]?.array?.compactMap(\.string))
        #expect(
            snapshot.metadata.partitionColumns
                == expected["partitionColumns"]?.array?.compactMap(\.string))
        #expect(snapshot.metadata.configuration == texts(expected["properties"]))
        let files = try snapshot.files()
        #expect(Int64(files.count) == expected["live_files"]?.int64)
        #expect(files.reduce(0) { $0 + $1.size } == expected["live_bytes"]?.int64)
        let marks = snapshot.transactions.map { ($0.appID, $0.version) }
        let expectedMarks = expected["txns"]?.object?.members ?? []
        #expect(
            Dictionary(marks) { $1 }
                == Dictionary(expectedMarks.map { ($0.name, $0.value.int64 ?? -1) }) { $1 })
        for (domain, configuration) in texts(expected["domains"]) {
            #expect(snapshot.domain(domain) == configuration)
        }
    }

    /// Schema, rows, nulls and checksums.
    private func expectContent(of snapshot: Snapshot, _ expected: JSONValue) throws {
        let fields = snapshot.metadata.tableSchema.fields
        let schema = expected["schema"]?.object?.members ?? []
        #expect(fields.map(\.name) == schema.map(\.name))
        #expect(fields.map(\.type.deltaName) == schema.map { $0.value.string ?? "" })
        let rowCount = Int(expected["rows"]?.int64 ?? -1)
        guard isQuick(rowCount) else {
            var count = 0
            try snapshot.scan(columns: []) { count += $0.rowCount }
            #expect(count == rowCount)
            return
        }
        var digest = ContentDigest()
        try snapshot.scan { digest.add($0) }
        #expect(digest.rowCount == rowCount)
        if rowCount > 0 { #expect(digest.rowChecksum == expected["row_checksum"]?.string) }
        for (field, column) in zip(fields, digest.columns) {
            let other = expected["columns"]?[field.name]
            guard let other, rowCount > 0 else { continue }
            #expect(Int64(column.nulls) == other["nulls"]?.int64, "\(field.name)")
            #expect(column.checksum == other["checksum"]?.string, "\(field.name)")
        }
    }

    /// Whether so many rows are looked at one by one: without optimisation a million takes minutes.
    private func isQuick(_ rowCount: Int) -> Bool {
        #if DEBUG
            rowCount <= 100_000
        #else
            true
        #endif
    }

    private func texts(_ value: JSONValue?) -> [String: String] {
        var texts: [String: String] = [:]
        for member in value?.object?.members ?? [] { texts[member.name] = member.value.string }
        return texts
    }
}
