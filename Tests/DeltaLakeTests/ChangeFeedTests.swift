import Bytes
import Columnar
import DeltaLake
import Foundation
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

@Suite("Change feeds", .enabled(if: GoldenTables.folder != nil, GoldenTables.isMissing))
struct ChangeFeedTests {
    /// Tables of other engines that had their feed on from the beginning.
    private static let fed = GoldenTables.names.filter { name in
        guard let table = try? GoldenTables.table(name),
            let metadata = try? table.snapshot(version: 0).metadata
        else { return false }
        return metadata.configuration["delta.enableChangeDataFeed"] == "true"
    }

    @Test("a feed has the changes that other engines see", arguments: fed)
    func expectedChanges(name: String) throws {
        guard let expected = try GoldenTables.lines("cdf.jsonl", of: name) else { return }
        var found: [String] = []
        try GoldenTables.table(name).changes(from: 0) { batch in
            for row in 0..<batch.rowCount {
                var object = JSONObject()
                for (field, column) in zip(batch.schema.fields, batch.columns)
                where field.name != ChangeColumns.timestamp {
                    object[field.name] = try JSONValue(
                        parsing: CanonicalText.text(row, of: column, field.type))
                }
                found.append(sorted(object))
            }
        }
        #expect(found.sorted() == expected.map { sorted($0.object ?? [:]) }.sorted())
    }

    @Test("what a feed says came, less what went, is what is there", arguments: fed)
    func sumsUp(name: String) throws {
        let table = try GoldenTables.table(name)
        let snapshot = try table.snapshot()
        // Two tables were given changes by hand that nothing went with.
        for version in 0...snapshot.version {
            let actions = try #require(try table.commit(version)).actions
            let hasChanges = actions.contains { if case .change = $0 { true } else { false } }
            let hasFiles = actions.contains { if case .add = $0 { true } else { false } }
            if hasChanges && !hasFiles { return }
        }
        var counts: [String: Int] = [:]
        try table.changes(from: 0) { batch in
            let width = batch.columns.count - ChangeColumns.fields.count
            guard case .binary(let kinds) = batch.columns[width] else {
                Issue.record("changes have no type")
                return
            }
            for row in 0..<batch.rowCount {
                let isGain = ["insert", "update_postimage"].contains(kinds.text(row) ?? "")
                counts[text(row, of: batch, width: width), default: 0] += isGain ? 1 : -1
            }
        }
        try snapshot.scan { batch in
            for row in 0..<batch.rowCount {
                counts[text(row, of: batch, width: batch.columns.count), default: 0] -= 1
            }
        }
        #expect(counts.filter { $0.value != 0 } == [:])
    }

    @Test("there are tables to see this by")
    func hasTables() { #expect(ChangeFeedTests.fed.count >= 5, "\(ChangeFeedTests.fed)") }

    @Test("a feed can be read in pieces, with the columns wanted")
    func pieces() throws {
        let table = try GoldenTables.table("krs-cdf-table-with-dv")
        var whole = 0
        let names = [ChangeColumns.version, ChangeColumns.type]
        try table.changes(from: 0, columns: names) { batch in
            #expect(batch.schema.fields.map(\.name) == names)
            whole += batch.rowCount
        }
        #expect(whole == 24)
        var sum = 0
        for version in 0...Int64(6) {
            try table.changes(from: version, to: version) { batch in
                guard case .int64(let versions) = batch.columns[2] else { return }
                #expect(versions.values.allSatisfy { $0 == version })
                sum += batch.rowCount
            }
        }
        #expect(sum == whole)
        let error = #expect(throws: DeltaError.self) { try table.changes(from: 7) { _ in } }
        #expect(error?.kind == .invalid)
    }

    @Test("versions without the feed are refused by their numbers")
    func withoutFeed() throws {
        let store = MemoryStore()
        var snapshot = try Tables.create(store)
        var random = SplitMix64(seed: 3)
        for value in ["false", "true", "true", "false", "true"] {
            var metadata = snapshot.metadata
            metadata.configuration["delta.enableChangeDataFeed"] = value
            _ = try snapshot.commit(
                Transaction(operation: "SET TBLPROPERTIES", metadata: metadata),
                now: Tables.now, using: &random)
        }
        let table = try Tables.table(store)
        try table.changes(from: 2, to: 3) { _ in }
        try table.changes(from: 5) { _ in }
        let error = #expect(throws: DeltaError.self) { try table.changes(from: 0) { _ in } }
        #expect(error?.message.contains("versions 0 to 4") == true)
        let other = #expect(throws: DeltaError.self) {
            try table.changes(from: 3, to: 4) { _ in }
        }
        #expect(other?.message.contains("for version 4") == true)
    }

    private func sorted(_ object: JSONObject) -> String {
        let members = object.members.sorted { $0.name < $1.name }
        return members.map { "\($0.name)=\($0.value.text)" }.joined(separator: ",")
    }

    private func text(_ row: Int, of batch: Batch, width: Int) -> String {
        (0..<width).map {
            CanonicalText.text(row, of: batch.columns[$0], batch.schema.fields[$0].type)
        }.joined(separator: "|")
    }
}
