import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

/// A table of two partitions in name only: files a1 and a2, and b1.
private struct Scene {
    let store = MemoryStore()
    var random = SplitMix64(seed: 1)
    let start: Snapshot

    init(isolation: String?) throws {
        var configuration = ["ticklake.pipeline": "test"]
        configuration["delta.isolationLevel"] = isolation
        let definition = TableDefinition(
            schema: Schema([Field("part", .string), Field("offset", .long)]),
            partitionColumns: ["part"], configuration: configuration)
        var snapshot = try Tables.table(store).openOrCreate(
            definition, keepingFiles: true, now: Tables.now, using: &random)
        let needs = try snapshot.tableProtocol.enabling(
            ["domainMetadata"], for: snapshot.metadata)
        _ = try snapshot.commit(
            Transaction(
                operation: "SET TBLPROPERTIES", adds: ["a1", "a2", "b1"].map(Scene.file),
                reads: .nothing, tableProtocol: needs), now: Tables.now, using: &random)
        start = snapshot
    }

    static func file(_ name: String) -> AddFile {
        AddFile(
            path: "\(name).parquet",
            partitionValues: [PartitionValue("part", String(name.prefix(1)))], size: 100,
            modificationTime: Tables.now, stats: "{\"numRecords\":10}")
    }

    static func removal(_ name: String, dataChange: Bool = true) -> RemoveFile {
        file(name).removal(at: Tables.now, dataChange: dataChange)
    }

    static func moved(_ name: String) -> AddFile {
        var file = file(name)
        file.dataChange = false
        return file
    }

    func condition(_ text: String) throws -> RowCondition {
        try RowCondition(text, schema: start.schema)
    }
}

/// What someone else committed meanwhile.
enum Winner: String, CaseIterable, Sendable {
    case protocolChange, metadata, domain
    case blindAppendA, blindAppendB, otherAppendA
    case removeA1, removeA2, removeB1
    case compactA1, vectorOnA1, restateA1
}

/// What the loser of the race wanted to commit.
enum Mine: String, CaseIterable, Sendable {
    case append, readAllAppend, deleteA1, overwriteA, overwriteAll, optimizeA
    case metadata, metadataThatReadsNothing, domain, otherDomain
}

@Suite("Conflicts")
struct ConflictTableTests {
    /// The specification's table, section 6: what of a winner conflicts with which of mine.
    private static let conflicts: [Winner: Set<Mine>] = [
        .protocolChange: Set(Mine.allCases),
        .metadata: Set(Mine.allCases),
        .domain: [.domain],
        .blindAppendA: [.readAllAppend, .overwriteA, .overwriteAll, .metadata],
        .blindAppendB: [.readAllAppend, .overwriteAll, .metadata],
        .otherAppendA: [.readAllAppend, .overwriteA, .overwriteAll, .metadata],
        .removeA1: [
            .readAllAppend, .deleteA1, .overwriteA, .overwriteAll, .optimizeA, .metadata,
        ],
        .removeA2: [.readAllAppend, .overwriteA, .overwriteAll, .optimizeA, .metadata],
        .removeB1: [.readAllAppend, .overwriteAll, .metadata],
        // Whoever only read a compacted file still has its rows.
        .compactA1: [.deleteA1, .overwriteA, .overwriteAll, .optimizeA],
        .vectorOnA1: [
            .readAllAppend, .deleteA1, .overwriteA, .overwriteAll, .optimizeA, .metadata,
        ],
        .restateA1: [.deleteA1, .overwriteA, .overwriteAll, .optimizeA],
    ]

    /// What blind appends no longer conflict with where writers asked for no more.
    private static let lax: Set<Mine> = [.readAllAppend, .overwriteA, .overwriteAll]

    @Test(
        "each kind of commit conflicts with those that came between as the specification says",
        arguments: Winner.allCases, Mine.allCases)
    func table(winner: Winner, mine: Mine) throws {
        for isolation in [nil, "Serializable", "WriteSerializable"] {
            var expected = try #require(Self.conflicts[winner]).contains(mine)
            let isBlind = winner == .blindAppendA || winner == .blindAppendB
            if isolation == "WriteSerializable", isBlind, Self.lax.contains(mine) {
                expected = false
            }
            let outcome = try race(winner, mine, isolation: isolation)
            switch outcome {
            case .committed(let version): #expect(!expected && version == 3, "\(outcome)")
            case .conflicted(let reason):
                #expect(expected && reason.contains("version 2"), "\(outcome)")
            case .fenced: Issue.record("\(outcome)")
            }
        }
    }

    private func race(
        _ winner: Winner, _ mine: Mine, isolation: String?
    ) throws -> CommitOutcome {
        var scene = try Scene(isolation: isolation)
        var snapshot = scene.start
        if winner == .vectorOnA1 {
            try commitVector(scene)
        } else {
            var other = scene.start
            let outcome = try other.commit(
                transaction(of: winner, scene), now: Tables.now, using: &scene.random)
            #expect(outcome == .committed(version: 2))
        }
        return try snapshot.commit(
            transaction(of: mine, scene), now: Tables.now, using: &scene.random)
    }

    private func transaction(of winner: Winner, _ scene: Scene) throws -> Transaction {
        var transaction = Transaction(operation: "WRITE")
        switch winner {
        case .protocolChange:
            transaction.tableProtocol = try scene.start.tableProtocol.enabling(
                ["changeDataFeed"], for: scene.start.metadata)
        case .metadata:
            transaction.metadata = scene.start.metadata
            transaction.metadata?.description = "new"
        case .domain: transaction.domains = [try DomainMetadata("app.x", "1")]
        case .blindAppendA: transaction.adds = [Scene.file("a9")]
        case .blindAppendB: transaction.adds = [Scene.file("b9")]
        case .otherAppendA:
            transaction.adds = [Scene.file("a9")]
            transaction.reads = .matching(try scene.condition("part = 'zz'"))
        case .removeA1: transaction.removes = [Scene.removal("a1")]
        case .removeA2: transaction.removes = [Scene.removal("a2")]
        case .removeB1: transaction.removes = [Scene.removal("b1")]
        case .compactA1:
            transaction.adds = [Scene.moved("a8")]
            transaction.removes = [Scene.removal("a1", dataChange: false)]
        case .restateA1: transaction.adds = [Scene.moved("a1")]
        case .vectorOnA1: Issue.record("written by hand")
        }
        return transaction
    }

    /// Deletes rows of a1 as engines with deletion vectors do.
    private func commitVector(_ scene: Scene) throws {
        let path = try StorePath("lake/ticks/_delta_log/00000000000000000002.json")
        let text = """
            {"commitInfo":{"operation":"DELETE","isBlindAppend":false}}
            {"remove":{"path":"a1.parquet","dataChange":true,"deletionTimestamp":1}}
            {"add":{"path":"a1.parquet","partitionValues":{"part":"a"},"size":100,\
            "modificationTime":1,"dataChange":true,"stats":"{\\"numRecords\\":10}",\
            "deletionVector":{"storageType":"i","pathOrInlineDv":"x","sizeInBytes":40,\
            "cardinality":1}}}

            """
        #expect(try scene.store.putIfAbsent(path, Array(text.utf8)) == .created)
    }

    private func transaction(of mine: Mine, _ scene: Scene) throws -> Transaction {
        let new = [Scene.file("a5")]
        switch mine {
        case .append: return Transaction(operation: "WRITE", adds: new)
        case .readAllAppend: return Transaction(operation: "WRITE", adds: new, reads: .wholeTable)
        case .deleteA1: return Transaction(operation: "DELETE", removes: [Scene.removal("a1")])
        case .overwriteA:
            return Transaction(
                operation: "WRITE", adds: new,
                removes: [Scene.removal("a1"), Scene.removal("a2")],
                reads: .matching(try scene.condition("part = 'a'")))
        case .overwriteAll:
            return Transaction(
                operation: "WRITE", adds: new,
                removes: ["a1", "a2", "b1"].map { Scene.removal($0) },
                reads: .wholeTable)
        case .optimizeA:
            return Transaction(
                operation: "OPTIMIZE", adds: [Scene.moved("a5")],
                removes: ["a1", "a2"].map { Scene.removal($0, dataChange: false) },
                reads: .wholeTable)
        case .metadata, .metadataThatReadsNothing:
            var metadata = scene.start.metadata
            metadata.description = "mine"
            return Transaction(
                operation: "CHANGE COLUMN", reads: mine == .metadata ? nil : .nothing,
                metadata: metadata)
        case .domain, .otherDomain:
            let name = mine == .domain ? "app.x" : "app.y"
            return Transaction(operation: "WRITE", domains: [try DomainMetadata(name, "2")])
        }
    }

    @Test("what removed a file without saying its partition may have removed one that was read")
    func unknownPartitions() throws {
        var scene = try Scene(isolation: nil)
        var snapshot = scene.start
        let path = try StorePath("lake/ticks/_delta_log/00000000000000000002.json")
        let line = "{\"remove\":{\"path\":\"b1.parquet\",\"dataChange\":true}}\n"
        _ = try scene.store.putIfAbsent(path, Array(line.utf8))
        let outcome = try snapshot.commit(
            Transaction(
                operation: "WRITE", adds: [Scene.file("a5")],
                reads: .matching(try scene.condition("part = 'a'"))),
            now: Tables.now, using: &scene.random)
        guard case .conflicted = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test("waits double up to a limit, and are taken from the random numbers")
    func waits() throws {
        let scene = try Scene(isolation: nil)
        let waits = Waits()
        var rival = scene.start
        var rivalRandom = SplitMix64(seed: 9)
        let faulty = FaultyStore(scene.store) { call in
            call.operation == .putIfAbsent ? .failBefore(.unavailable) : nil
        }
        var snapshot = try Tables.table(faulty).snapshot()
        _ = try rival.commit(
            Transaction(operation: "WRITE", adds: [Scene.file("a7")]), now: Tables.now,
            using: &rivalRandom)
        var random = SplitMix64(seed: 3)
        let retry = CommitRetry(silentFailuresMax: 8, firstPauseMax: 10, pauseMax: 40) {
            waits.append($0)
        }
        #expect(throws: StoreError.self) {
            try snapshot.commit(
                Transaction(operation: "WRITE", adds: [Scene.file("a6")]), now: Tables.now,
                retrying: retry, using: &random)
        }
        #expect(waits.all.count >= 7)
        #expect(zip(waits.all, [10, 20, 40, 40, 40, 40, 40]).allSatisfy { $0 <= $1 && $0 >= 0 })
        #expect(Set(waits.all).count > 2)
    }
}
