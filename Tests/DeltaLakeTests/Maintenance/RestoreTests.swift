import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

@Suite("Restore")
struct RestoreTests {
    private let store = MemoryStore()

    private func restore(
        _ version: Int64, beginning: (String) -> Int64? = { _ in nil }
    ) throws -> Int64 {
        var random = SplitMix64(seed: 12)
        let restoration = try Restoration(
            SmallFiles.table(store), to: version, beginning: beginning)
        return try restoration.commit(now: Tables.now + 1, using: &random)
    }

    @Test("brings rows and progress back, and the writer goes on from there")
    func restores() throws {
        var files = try SmallFiles(store)
        try files.append(0..<10)
        try files.append(10..<20)
        var random = SplitMix64(seed: 3)
        _ = try SmallFiles.table(store).optimize(clock: { Tables.now }, using: &random)
        try files.append(20..<30)
        #expect(try restore(1) == 5)
        #expect(try SmallFiles.offsets(store) == Array(0..<10))
        let restored = try SmallFiles.table(store).snapshot()
        #expect(restored.transaction("t/0")?.version == 10)
        try files.append(10..<17)
        #expect(try SmallFiles.offsets(store) == Array(0..<17))
        // Restoring is a commit like any other: it can be undone.
        #expect(try restore(4) == 7)
        #expect(try SmallFiles.offsets(store) == Array(0..<30))
        #expect(try SmallFiles.table(store).snapshot().transaction("t/0")?.version == 30)
    }

    @Test("says in history what was done, in Delta's words")
    func history() throws {
        var files = try SmallFiles(store)
        try files.append(0..<10)
        try files.append(10..<20)
        _ = try restore(1)
        let entry = try SmallFiles.table(store).history(limit: 1)[0]
        #expect(entry.operation == "RESTORE")
        #expect(entry.info["operationParameters"]?["version"]?.string == "1")
        let metrics = entry.info["operationMetrics"]
        #expect(metrics?["numOfFilesAfterRestore"]?.string == "1")
        #expect(metrics?["numRemovedFiles"]?.string == "1")
        #expect(metrics?["numRestoredFiles"]?.string == "0")
    }

    @Test("commits nothing where the table is as it was")
    func nothingToDo() throws {
        var files = try SmallFiles(store)
        try files.append(0..<10)
        #expect(try restore(1) == 1)
        #expect(try SmallFiles.table(store).newestVersion() == 1)
    }

    @Test("an application that the version does not know is sent to its beginning")
    func unknownApplications() throws {
        var files = try SmallFiles(store)
        try files.append(0..<10, lane: "t/0")
        try files.append(0..<10, lane: "t/1")
        _ = try restore(1) { $0 == "t/1" ? 5 : nil }
        #expect(try SmallFiles.table(store).snapshot().transaction("t/1")?.version == 5)
        _ = try restore(0)
        #expect(try SmallFiles.table(store).snapshot().transaction("t/1")?.version == 5)
    }

    @Test("names every file that vacuum took, and changes nothing")
    func missingFiles() throws {
        var files = try SmallFiles(store)
        try files.append(0..<10)
        try files.append(10..<20)
        var random = SplitMix64(seed: 3)
        _ = try SmallFiles.table(store).optimize(clock: { Tables.now }, using: &random)
        var options = VacuumOptions()
        (options.retention, options.allowsShortRetention) = (0, true)
        _ = try SmallFiles.table(store).vacuum(options, now: Tables.now + 1)
        let restoration = try Restoration(SmallFiles.table(store), to: 2)
        #expect(restoration.missing.count == 2)
        let error = #expect(throws: DeltaError.self) { try restore(2) }
        #expect(error?.message.contains("2 of its files are gone") == true)
        #expect(try SmallFiles.offsets(store) == Array(0..<20))
    }

    @Test("gives way to a writer that came between")
    func contended() throws {
        var files = try SmallFiles(store)
        try files.append(0..<10)
        try files.append(10..<20)
        let restoration = try Restoration(SmallFiles.table(store), to: 1)
        try files.append(20..<30)
        var random = SplitMix64(seed: 4)
        let error = #expect(throws: DeltaError.self) {
            _ = try restoration.commit(now: Tables.now, using: &random)
        }
        #expect(error?.kind == .contended)
        #expect(try SmallFiles.offsets(store) == Array(0..<30))
    }

    @Test(
        "gives way to whatever came between, whatever the table's isolation level",
        arguments: [nil, "WriteSerializable", "Serializable"])
    func anyIsolation(level: String?) throws {
        for kind in ["append", "optimize", "progress"] {
            let store = MemoryStore()
            var configuration: [String: String] = [:]
            configuration["delta.isolationLevel"] = level
            var files = try SmallFiles(store, configuration: configuration)
            try files.append(0..<10)
            try files.append(10..<20)
            let restoration = try Restoration(SmallFiles.table(store), to: 1)
            var random = SplitMix64(seed: 4)
            switch kind {
            case "append": try files.append(20..<30, lane: "t/1")
            case "progress": try files.move("t/1", until: 30)
            default:
                _ = try SmallFiles.table(store).optimize(clock: { Tables.now }, using: &random)
            }
            let held = try SmallFiles.offsets(store)
            let error = #expect(throws: DeltaError.self) {
                _ = try restoration.commit(now: Tables.now, using: &random)
            }
            #expect(error?.kind == .contended, "\(kind)")
            #expect(try SmallFiles.offsets(store) == held)
        }
    }

    @Test("says beforehand what it would refuse")
    func checks() throws {
        var files = try SmallFiles(store, configuration: ["delta.appendOnly": "true"])
        try files.append(0..<10)
        try files.append(10..<20)
        let restoration = try Restoration(SmallFiles.table(store), to: 1)
        let error = #expect(throws: DeltaError.self) { try restoration.check() }
        #expect(error?.message.contains("append-only") == true)
        #expect(throws: DeltaError.self) { try restore(1) }
        // Nothing leaves the table here.
        try Restoration(SmallFiles.table(store), to: 2).check()
    }

    @Test("the highest id of a column stays, as an id is given once in a table's life")
    func columnIDs() throws {
        let files = try SmallFiles(store)
        let table = files.snapshot.table
        var random = SplitMix64(seed: 5)
        func highest() throws -> String? {
            try table.snapshot().metadata.configuration["delta.columnMapping.maxColumnId"]
        }
        let mode = ["delta.columnMapping.mode": "name"]
        try table.setProperties(mode, now: Tables.now, using: &random)
        #expect(try highest() == "4")
        try table.evolve([.add(Field("note", .string))], now: Tables.now, using: &random)
        #expect(try highest() == "5")
        #expect(try restore(1) == 3)
        #expect(try table.snapshot().schema.index(of: "note") == nil)
        #expect(try highest() == "5")
        let evolved = try table.evolve(
            [.add(Field("other", .long))], now: Tables.now, using: &random)
        #expect(evolved.metadata.configuration["delta.columnMapping.maxColumnId"] == "6")
        // As it was but for that: there is nothing to restore.
        #expect(try restore(3) == 5)
        #expect(try restore(3) == 5)
    }

    @Test("sizes that no file can have end neither this nor optimize")
    func impossibleSizes() throws {
        var files = try SmallFiles(store)
        try files.append(0..<10)
        try files.append(10..<20)
        var snapshot = try SmallFiles.table(store).snapshot()
        let claimed = try snapshot.files().map { file in
            var file = file
            file.size = .max
            return file
        }
        var random = SplitMix64(seed: 4)
        _ = try snapshot.commit(
            Transaction(operation: "WRITE", adds: claimed), now: Tables.now, using: &random)
        var options = OptimizeOptions()
        options.clustering = RowClustering(["symbol", "price"])
        for target in [Int64.max, 1, nil] {
            options.targetByteCount = target
            let report = try SmallFiles.table(store).optimize(
                options, clock: { Tables.now }, using: &random)
            #expect(report.rowCount == 20)
            _ = try restore(3)
        }
        #expect(try SmallFiles.offsets(store) == Array(0..<20))
    }

    @Test("a crash at any call leaves the table as it was, or restored")
    func crashes() throws {
        for at in 0..<200 {
            let base = MemoryStore()
            var files = try SmallFiles(base)
            try files.append(0..<10)
            try files.append(10..<20)
            let store = FaultyStore(base) { $0.index == at ? .crashAfter : nil }
            var random = SplitMix64(seed: 6)
            _ = try? Restoration(SmallFiles.table(store), to: 1)
                .commit(now: Tables.now, using: &random)
            let next = try #require(
                try SmallFiles.table(base).snapshot().transaction("t/0")?.version)
            #expect([10, 20].contains(next))
            #expect(try SmallFiles.offsets(base) == Array(0..<next))
            if store.callCount <= at { return }
        }
        Issue.record("the calls never end")
    }
}
