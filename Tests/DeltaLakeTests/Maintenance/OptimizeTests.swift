import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

@Suite("Optimize")
struct OptimizeTests {
    private let store = MemoryStore()

    private func optimize(_ options: OptimizeOptions = OptimizeOptions()) throws -> OptimizeReport {
        var random = SplitMix64(seed: 99)
        return try SmallFiles.table(store).optimize(
            options, clock: { Tables.now + 1 }, using: &random)
    }

    private func filled() throws -> SmallFiles {
        var files = try SmallFiles(store)
        for step in 0..<6 {
            let start = Int64(step) * 20
            try files.append(start..<start + 10, lane: "t/0")
            try files.append(start + 10..<start + 20, lane: "t/1", day: 20_000 + Int32(step % 2))
        }
        return files
    }

    @Test("joins files of one partition and one lane, loses no row, and moves no lane")
    func joins() throws {
        var files = try filled()
        let digest = try SmallFiles.digest(store)
        let before = try SmallFiles.table(store).snapshot()
        let report = try optimize()
        #expect(report.removedFiles == 12)
        #expect(report.addedFiles == 3)
        #expect(report.rowCount == 120)
        #expect(try SmallFiles.digest(store) == digest)
        #expect(try SmallFiles.digest(store, version: before.version) == digest)
        let after = try SmallFiles.table(store).snapshot()
        #expect(after.version == before.version + 1)
        #expect(after.transactions == before.transactions)
        for file in try after.files() {
            #expect(file.tags["lane"] != nil)
            #expect(!file.dataChange)
            #expect(file.stats?.contains("\"offset\"") == true)
        }
        // And the writer goes on as if nothing had happened.
        try files.append(120..<130)
        #expect(try SmallFiles.offsets(store) == Array(0..<130))
    }

    @Test("says in history what was done, in Delta's words")
    func history() throws {
        _ = try filled()
        var options = OptimizeOptions()
        options.predicate = "(day = '2024-10-04')"
        options.clustering = RowClustering(["symbol"])
        let report = try optimize(options)
        let entry = try SmallFiles.table(store).history(limit: 1)[0]
        #expect(entry.operation == "OPTIMIZE")
        let parameters = entry.info["operationParameters"]
        #expect(parameters?["predicate"]?.string == "[\"(day = '2024-10-04')\"]")
        #expect(parameters?["clusterBy"]?.string == "[\"symbol\"]")
        let metrics = entry.info["operationMetrics"]
        #expect(metrics?["numRemovedFiles"]?.string == "12")
        #expect(metrics?["numAddedFiles"]?.string == "3")
        #expect(metrics?["numAddedBytes"]?.string == "\(report.addedBytes)")
        #expect(entry.info["isBlindAppend"]?.bool == false)
    }

    @Test("finds nothing to do the second time, and then commits nothing")
    func isIdempotent() throws {
        _ = try filled()
        for options in [OptimizeOptions(), clustered(.hilbert), clustered(.sort)] {
            #expect(try optimize(options).addedFiles > 0)
            let version = try SmallFiles.table(store).newestVersion()
            #expect(try optimize(options).versions.isEmpty)
            #expect(try SmallFiles.table(store).newestVersion() == version)
        }
    }

    private func clustered(_ order: RowClustering.Order) -> OptimizeOptions {
        var options = OptimizeOptions()
        options.clustering = RowClustering(["symbol", "price"], order: order)
        return options
    }

    @Test("columns are those that people name, also where files name them otherwise")
    func mappedColumns() throws {
        let files = try filled()
        let table = files.snapshot.table
        var random = SplitMix64(seed: 5)
        try table.setProperties(
            ["delta.columnMapping.mode": "name"], now: Tables.now, using: &random)
        try table.evolve(
            [.rename(["offset"], to: "place")], now: Tables.now, using: &random)
        var options = OptimizeOptions()
        options.orderedBy = "place"
        #expect(try optimize(options).removedFiles == 12)
        options.orderedBy = nil
        options.clustering = RowClustering(["symbol", "place"])
        #expect(try optimize(options).rowCount == 120)
        try table.evolve(
            [.rename(["symbol"], to: "name")], now: Tables.now, using: &random)
        options.clustering = RowClustering(["name", "place"])
        #expect(try optimize(options).versions.isEmpty)
    }

    @Test("a row group is read in parts, which have all its rows in order")
    func readsInParts() throws {
        var files = try SmallFiles(store)
        try files.append(0..<50)
        let snapshot = try SmallFiles.table(store).snapshot()
        let reader = try snapshot.open(try snapshot.files()[0], columns: ["offset", "symbol"])
        for rowsMax in [1, 7, 50, 1000] {
            let whole = try reader.rows(ofGroup: 0)
            var rows = Batch(empty: whole.schema)
            try reader.forEachBatch(ofGroup: 0, rowsMax: rowsMax) { part in
                #expect(part.rowCount <= rowsMax)
                rows.append(contentsOf: part)
            }
            guard case .int64(let column) = rows.columns[0] else {
                Issue.record("no offsets")
                return
            }
            #expect(column.values == Array(0..<50))
            #expect(RowDigest.digest(of: rows) == RowDigest.digest(of: whole))
        }
    }

    @Test("keeps within the target size, whoever names it")
    func target() throws {
        _ = try filled()
        let sizes = try SmallFiles.table(store).snapshot().files().map(\.size)
        var options = OptimizeOptions()
        options.targetByteCount = (sizes.max() ?? 0) * 2 + 1
        #expect(sizes.count == 12)
        let report = try optimize(options)
        // Three files of each partition and lane, or six: a pair, and perhaps one that stays alone.
        #expect(report.removedFiles == 10)
        #expect(report.addedFiles == 5)
        options.targetByteCount = 0
        #expect(throws: DeltaError.self) { try optimize(options) }
    }

    @Test("takes the target size from the table's property, and refuses one that is none")
    func targetProperty() throws {
        for (text, isSize) in [("1b", true), ("64mb", true), ("soon", false)] {
            let store = MemoryStore()
            var files = try SmallFiles(store, configuration: ["delta.targetFileSize": text])
            try files.append(0..<5)
            try files.append(5..<9)
            var random = SplitMix64(seed: 1)
            func run() throws -> OptimizeReport {
                try SmallFiles.table(store).optimize(clock: { Tables.now }, using: &random)
            }
            guard isSize else {
                #expect(throws: DeltaError.self) { try run() }
                continue
            }
            #expect(try run().removedFiles == (text == "1b" ? 0 : 2))
        }
    }

    @Test("touches only the partitions that were asked for")
    func partitions() throws {
        _ = try filled()
        var options = OptimizeOptions()
        options.isWanted = { $0.partitionValue("day") == "2024-10-05" }
        #expect(try optimize(options).removedFiles == 3)
    }

    @Test("commits in groups of bounded size, each a step that stands by itself")
    func steps() throws {
        _ = try filled()
        var options = OptimizeOptions()
        options.bytesPerCommit = 1
        var optimizer = Optimizer(try SmallFiles.table(store), options)
        var random = SplitMix64(seed: 4)
        var steps = 0
        while try optimizer.step(now: Tables.now, using: &random) {
            steps += 1
            #expect(try SmallFiles.offsets(store) == Array(0..<120))
        }
        #expect(steps == 3)
        #expect(optimizer.report.versions.count == 3)
    }

    @Test("finds what there is to do, however few files it plans with at a time", arguments: 1...5)
    func plansInParts(filesMax: Int) throws {
        _ = try filled()
        var options = OptimizeOptions()
        options.plannedFilesMax = filesMax
        let digest = try SmallFiles.digest(store)
        let report = try optimize(options)
        #expect(try SmallFiles.digest(store) == digest)
        if filesMax > 2 { #expect(report.removedFiles > 0) }
        if filesMax == 1 { #expect(report.removedFiles == 0) }
    }

    @Test("keeps the order of a column, and files that lie across each other apart")
    func keepsOrder() throws {
        var files = try SmallFiles(store)
        for range in [Int64(20)..<30, 0..<10, 10..<20, 15..<18, 30..<40] {
            try files.append(range, lane: "t/0")
        }
        var options = OptimizeOptions()
        options.orderedBy = "offset"
        let report = try optimize(options)
        #expect(report.removedFiles == 5)
        #expect(report.addedFiles == 2)
        let snapshot = try SmallFiles.table(store).snapshot()
        for file in try snapshot.files() {
            var last = Int64.min
            try snapshot.read(file, columns: ["offset"]) { batch in
                guard case .int64(let column) = batch.columns[0] else { return }
                for value in column.values {
                    #expect(value > last)
                    last = value
                }
            }
        }
        options.clustering = RowClustering(["symbol"])
        #expect(throws: DeltaError.self) { try optimize(options) }
    }

    @Test("refuses to commit what does not read back as it was")
    func checksItself() throws {
        var files = try SmallFiles(store)
        try files.append(0..<10)
        try files.append(10..<20)
        let old = Set(try store.list(.root).map(\.path))
        // The disk loses the new file's rows and gives those of an older one.
        let liar = ForgetfulStore(
            base: store, known: old,
            instead: try #require(
                old.filter { $0.text.hasSuffix(".parquet") }.min()))
        var random = SplitMix64(seed: 5)
        let error = #expect(throws: DeltaError.self) {
            _ = try SmallFiles.table(liar).optimize(clock: { Tables.now }, using: &random)
        }
        #expect(error?.kind == .corrupt)
        #expect(error?.message.contains("nothing was committed") == true)
        #expect(try SmallFiles.table(store).newestVersion() == 2)
    }

    @Test("refuses columns that it cannot cluster by, with the reason")
    func refusesColumns() throws {
        _ = try filled()
        for (columns, part) in [
            (["sym"], "no column `sym`"), (["day"], "partition column"), ([], "no column"),
        ] {
            var options = OptimizeOptions()
            options.clustering = RowClustering(columns)
            let error = #expect(throws: DeltaError.self) { try optimize(options) }
            #expect(error?.message.contains(part) == true)
        }
    }
}

/// A store that gives the contents of another file for every data file it did not know at first.
private struct ForgetfulStore: ObjectStore {
    let base: MemoryStore
    let known: Set<StorePath>
    let instead: StorePath

    private func actual(_ path: StorePath) -> StorePath {
        path.text.hasSuffix(".parquet") && !known.contains(path) ? instead : path
    }

    func get(_ path: StorePath) throws -> [UInt8] { try base.get(actual(path)) }
    func getRange(_ path: StorePath, offset: Int, count: Int) throws -> [UInt8] {
        try base.getRange(actual(path), offset: offset, count: count)
    }
    func getSuffix(_ path: StorePath, count: Int) throws -> ObjectSuffix {
        try base.getSuffix(actual(path), count: count)
    }
    func head(_ path: StorePath) throws -> ObjectInfo { try base.head(actual(path)) }
    func put(_ path: StorePath, _ bytes: Span<UInt8>) throws { try base.put(path, bytes) }
    func putIfAbsent(_ path: StorePath, _ bytes: Span<UInt8>) throws -> PutOutcome {
        try base.putIfAbsent(path, bytes)
    }
    func beginPut(_ path: StorePath) throws -> any ObjectUpload { try base.beginPut(path) }
    func removeAbandonedUploads(in folder: StorePath, before cutoff: Int64) throws -> Int {
        base.removeAbandonedUploads(in: folder, before: cutoff)
    }
    func listing(of folder: StorePath, startAfter: StorePath?) -> any ObjectListing {
        base.listing(of: folder, startAfter: startAfter)
    }
    func delete(_ path: StorePath) throws { try base.delete(path) }
}
