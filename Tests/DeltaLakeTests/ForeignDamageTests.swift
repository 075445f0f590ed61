import Columnar
import DeltaLake
import Foundation
import ObjectStorage
import TestSupport
import Testing

@Suite(
    "Damage to what other engines wrote",
    .enabled(if: GoldenTables.folder != nil, GoldenTables.isMissing))
struct ForeignDamageTests {
    /// A copy of a table in memory.
    private func copy(_ name: String) throws -> MemoryStore {
        let store = MemoryStore()
        let table = try GoldenTables.table(name)
        for object in try table.store.list(table.folder) {
            try store.put(object.path, try table.store.get(object.path))
        }
        return store
    }

    @Test("a table is the same from its checkpoint alone", arguments: GoldenTables.names)
    func checkpointAlone(name: String) throws {
        let table = try GoldenTables.table(name)
        guard let whole = try? table.snapshot(), let version = whole.checkpointVersion else {
            return
        }
        let store = MemoryStore()
        let log = try table.folder.appending("_delta_log")
        for object in try table.store.list(log) {
            let digits = object.path.name.prefix { $0.isNumber }
            let isOld = object.path.parent == log && Int64(digits) ?? .max <= version
            if isOld && !object.path.name.contains(".checkpoint.") { continue }
            try store.put(object.path, try table.store.get(object.path))
        }
        let rest = try DeltaTable(store: store, folder: table.folder).snapshot()
        #expect(rest.checkpointVersion == version)
        #expect(rest.metadata.schemaText == whole.metadata.schemaText)
        #expect(rest.transactions == whole.transactions)
        #expect(Set(try rest.files().map(\.path)) == Set(try whole.files().map(\.path)))
        #expect(
            Set(try rest.files().map(\.deletionVector))
                == Set(try whole.files().map(\.deletionVector)))
    }

    private func rowCount(_ store: MemoryStore) throws -> Int {
        var count = 0
        let table = try DeltaTable(store: store, folder: StorePath("table"))
        try table.snapshot().scan { count += $0.rowCount }
        return count
    }

    @Test("a deletion vector with any bit flipped, or cut short, is refused")
    func deletionVector() throws {
        let store = try copy("krs-table-with-dv-small")
        let file = try #require(
            store.list(StorePath("table")).first { $0.path.name.hasSuffix(".bin") })
        let whole = try store.get(file.path)
        #expect(try rowCount(store) == 8)
        // The first byte is the format's version, which nothing depends on.
        for index in whole.indices.dropFirst() {
            var bytes = whole
            bytes[index] ^= 1 << UInt8(index % 8)
            for damaged in [bytes, Array(whole[..<index])] {
                try store.put(file.path, damaged)
                let error = #expect(throws: DeltaError.self) { try rowCount(store) }
                #expect(error?.kind == .corrupt)
            }
        }
        try store.delete(file.path)
        #expect(throws: StoreError.self) { try rowCount(store) }
    }

    @Test("the top file of a V2 checkpoint is passed over or refused where it is damaged")
    func checkpointTop() throws {
        let store = try copy("v2-checkpoint-json")
        let log = try StorePath("table/_delta_log")
        let top = try #require(
            store.list(log).first { $0.path.name.contains(".checkpoint.") })
        let whole = try store.get(top.path)
        let rows = try rowCount(store)
        for index in stride(from: 0, to: whole.count, by: 11) {
            var bytes = whole
            bytes[index] ^= 1 << UInt8(index % 8)
            for damaged in [bytes, Array(whole[..<index])] {
                try store.put(top.path, damaged)
                do { _ = try rowCount(store) } catch is DeltaError {} catch is StoreError {}
            }
        }
        // Nonsense is passed over: the commits are there.
        for text in ["{", "[1]", "{\"sidecar\":{}}", "{\"sidecar\":{\"path\":\"none.parquet\"}}"] {
            try store.put(top.path, Array(text.utf8))
            #expect(try rowCount(store) == rows, "\(text)")
        }
        // Without the commits there is no way around it.
        try store.delete(log.appending("00000000000000000000.json"))
        let error = #expect(throws: DeltaError.self) { try rowCount(store) }
        #expect(error?.kind == .corrupt)
        try store.put(top.path, whole)
        #expect(try rowCount(store) == rows)
    }
}
