import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

@Suite("Commits")
struct CommitTests {
    private let store = MemoryStore()

    @Test("a commit that came second says from which version it was made")
    func saysWhatItRead() throws {
        let store = MemoryStore()
        var one = try Tables.create(store)
        var two = one
        var random = SplitMix64(seed: 1)
        for (lane, isSecond) in [("a", false), ("b", true)] {
            let step = Tables.step(lane, from: nil, until: 1)
            _ =
                try isSecond
                ? two.commit(step, now: Tables.now, using: &random)
                : one.commit(step, now: Tables.now, using: &random)
        }
        #expect(two.version == 2)
        let commit = try #require(try Tables.table(store).commit(2))
        #expect(commit.info?["readVersion"]?.int64 == 0)
    }

    @Test("a table that is made is the one that was defined, and is opened the next time")
    func makesATable() throws {
        let made = try Tables.create(store)
        #expect(made.version == 0)
        #expect(made.schema == Tables.definition.schema)
        #expect(made.tableProtocol == TableProtocol(minReaderVersion: 1, minWriterVersion: 2))
        let opened = try Tables.create(store)
        #expect(opened.metadata.id == made.metadata.id)
        #expect(opened.version == 0)
    }

    @Test("opening a table of another shape lists every difference")
    func listsDifferences() throws {
        _ = try Tables.create(store)
        let other = TableDefinition(
            schema: Schema([
                Field("symbol", .binary), Field("price", .decimal(precision: 18, scale: 9)),
            ]),
            partitionColumns: ["symbol"], configuration: ["ticklake.pipeline": "another"])
        var random = SplitMix64(seed: 2)
        let error = #expect(throws: DeltaError.self) {
            _ = try Tables.table(store).openOrCreate(other, now: 0, using: &random)
        }
        #expect(error?.kind == .mismatch)
        for part in [
            "`symbol` is string instead of binary", "`price` decimal(18,9) is missing",
            "`offset` long is not expected", "partitioned by () instead of (symbol)",
            "`ticklake.pipeline` is `test` instead of `another`",
        ] {
            #expect(error?.message.contains(part) == true, "\(part): \(error?.message ?? "")")
        }
    }

    @Test("an application moves from where it stands, and the next reader sees it")
    func movesOn() throws {
        var random = SplitMix64(seed: 3)
        var snapshot = try Tables.create(store)
        let first = try snapshot.commit(
            Tables.step("lane", from: nil, until: 10), now: Tables.now, using: &random)
        #expect(first == .committed(version: 1))
        let second = try snapshot.commit(
            Tables.step("lane", from: 10, until: 15), now: Tables.now + 1, using: &random)
        #expect(second == .committed(version: 2))
        let read = try Tables.table(store).snapshot()
        #expect(read.transaction("lane")?.version == 15)
        #expect(read.transaction("lane")?.lastUpdated == Tables.now + 1)
        #expect(try read.files().count == 2)
        #expect(try read.files().reduce(0) { $0 + ($1.rowCount ?? 0) } == 15)
        #expect(try Tables.table(store).snapshot(version: 1).transaction("lane")?.version == 10)
    }

    @Test("a writer whose snapshot is old is fenced, with where the application stands")
    func fences() throws {
        var random = SplitMix64(seed: 4)
        var winner = try Tables.create(store)
        var zombie = winner
        _ = try winner.commit(
            Tables.step("lane", from: nil, until: 10), now: Tables.now, using: &random)
        let outcome = try zombie.commit(
            Tables.step("lane", from: nil, until: 7), now: Tables.now, using: &random)
        #expect(outcome == .fenced(["lane": 10]))
        #expect(zombie.version == 1)
        // A step from nowhere near is fenced before anything is sent.
        let late = try zombie.commit(
            Tables.step("lane", from: 7, until: 12), now: Tables.now, using: &random)
        #expect(late == .fenced(["lane": 10]))
        #expect(try winner.files().count == 1)
    }

    @Test("applications that do not meet commit past each other")
    func doesNotFenceOthers() throws {
        var random = SplitMix64(seed: 5)
        var one = try Tables.create(store)
        var two = one
        _ = try one.commit(
            Tables.step("a", from: nil, until: 10), now: Tables.now, using: &random)
        let outcome = try two.commit(
            Tables.step("b", from: nil, until: 3), now: Tables.now, using: &random)
        #expect(outcome == .committed(version: 2))
        #expect(two.transaction("a")?.version == 10)
        #expect(two.transactions.map(\.appID) == ["a", "b"])
    }

    @Test("a file that someone else removed cannot be removed again")
    func conflictsOnRemovedFiles() throws {
        var random = SplitMix64(seed: 6)
        var one = try Tables.create(store, keepingFiles: true)
        _ = try one.commit(
            Tables.step("a", from: nil, until: 10), now: Tables.now, using: &random)
        var two = one
        let file = try #require(try one.files().first)
        let rewrite = Transaction(
            operation: "WRITE", adds: [Tables.file("new")],
            removes: [file.removal(at: Tables.now)])
        #expect(
            try one.commit(rewrite, now: Tables.now, using: &random) == .committed(version: 2))
        var again = rewrite
        again.adds = [Tables.file("newer")]
        guard case .conflicted = try two.commit(again, now: Tables.now, using: &random) else {
            Issue.record("the second rewrite went through")
            return
        }
        #expect(try one.files().map(\.path) == ["part-new.parquet"])
        #expect(try Tables.table(store).snapshot().files().map(\.path) == ["part-new.parquet"])
    }

    @Test(
        "what came while a snapshot grew old is a conflict like any other",
        arguments: [0, 2 * 86_400_000 as Int64])
    func conflictsPastAnOldSnapshot(age: Int64) throws {
        var random = SplitMix64(seed: 61)
        var one = try Tables.create(store, keepingFiles: true)
        _ = try one.commit(
            Tables.step("a", from: nil, until: 10), now: Tables.now, using: &random)
        var two = one
        let file = try #require(try one.files().first)
        let removal = file.removal(at: Tables.now)
        _ = try one.commit(
            Transaction(
                operation: "DELETE", removes: [removal],
                progress: [AppProgress(appID: "b", from: nil, until: 1)]),
            now: Tables.now, using: &random)
        // The snapshot is read anew as it is too old, or as the step is not that of the snapshot.
        let rewrite = Transaction(
            operation: "OPTIMIZE", adds: [Tables.file("new")], removes: [removal],
            progress: age > 0 ? [] : [AppProgress(appID: "b", from: 1, until: 2)])
        guard
            case .conflicted = try two.commit(rewrite, now: Tables.now + age, using: &random)
        else {
            Issue.record("rows that were deleted came back")
            return
        }
        #expect(try Tables.table(store).snapshot().files().isEmpty)
    }

    @Test("a lost answer is looked up, and the commit is not made twice")
    func looksUpLostAnswers() throws {
        var random = SplitMix64(seed: 7)
        _ = try Tables.create(store)
        let faulty = FaultyStore(store) { $0.operation == .putIfAbsent ? .loseResponse : nil }
        var snapshot = try Tables.table(faulty).snapshot()
        let outcome = try snapshot.commit(
            Tables.step("lane", from: nil, until: 10), now: Tables.now, using: &random)
        #expect(outcome == .committed(version: 1))
        #expect(snapshot.version == 1)
        #expect(try Tables.table(store).newestVersion() == 1)
    }

    @Test("history tells who did what, newest first")
    func tellsHistory() throws {
        var random = SplitMix64(seed: 8)
        var snapshot = try Tables.create(store)
        var step = Tables.step("lane", from: nil, until: 10)
        step.info = ["ticklake": .object(["lane": .string("x")])]
        _ = try snapshot.commit(step, now: Tables.now, using: &random)
        let history = try Tables.table(store).history()
        #expect(history.map(\.version) == [1, 0])
        #expect(history.map(\.operation) == ["STREAMING UPDATE", "CREATE TABLE"])
        #expect(history[0].info["ticklake"]?["lane"]?.string == "x")
        #expect(history[0].info["isBlindAppend"]?.bool == true)
        #expect(history[0].info["operationMetrics"]?["numOutputRows"]?.string == "10")
    }
}
