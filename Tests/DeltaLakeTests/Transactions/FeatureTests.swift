import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

@Suite("Features that commits serve")
struct FeatureTests {
    private let store = MemoryStore()

    @Test("a protocol gets what is asked and keeps what its version stood for and was used")
    func upgrades() throws {
        let plain = TableMetadata(id: "x", schema: Tables.definition.schema)
        let started = TableProtocol()
        #expect(try started.enabling(["appendOnly"], for: plain) == started)
        let fed = try started.enabling(["changeDataFeed"], for: plain)
        #expect(
            fed
                == TableProtocol(
                    minWriterVersion: 7,
                    writerFeatures: ["appendOnly", "invariants", "changeDataFeed"]))
        var legacy = TableProtocol(minReaderVersion: 2, minWriterVersion: 6)
        let unused = try legacy.enabling(["domainMetadata"], for: plain)
        #expect(unused.writerFeatures == ["appendOnly", "invariants", "domainMetadata"])
        var used = plain
        used.configuration["delta.constraints.c"] = "1 = 1"
        used.configuration["delta.columnMapping.mode"] = "name"
        let kept = try legacy.enabling(["rowTracking"], for: used)
        #expect(
            kept.writerFeatures == [
                "appendOnly", "invariants", "checkConstraints", "columnMapping", "rowTracking",
                "domainMetadata",
            ])
        #expect(kept.minReaderVersion == 3 && kept.readerFeatures == ["columnMapping"])
        legacy.minWriterVersion = 5
        #expect(throws: DeltaError.self) { try legacy.enabling(["icebergCompatV2"], for: plain) }
    }

    @Test("features that this program cannot write are refused by name, whatever the version")
    func gates() throws {
        func commit(_ needs: TableProtocol, _ change: (inout TableMetadata) -> Void = { _ in })
            throws
        {
            let store = MemoryStore()
            var snapshot = try Tables.create(store)
            var random = SplitMix64(seed: 1)
            var metadata = snapshot.metadata
            change(&metadata)
            _ = try snapshot.commit(
                Transaction(operation: "X", metadata: metadata, tableProtocol: needs),
                now: Tables.now, using: &random)
            _ = try snapshot.commit(
                Tables.step("a", from: nil, until: 1), now: Tables.now, using: &random)
        }
        for version in 2...6 { try commit(TableProtocol(minWriterVersion: version)) }
        for feature in ["icebergCompatV2", "collations", "unheardOf"] {
            let error = #expect(throws: DeltaError.self) {
                try commit(
                    TableProtocol(
                        minWriterVersion: 7,
                        writerFeatures: ["appendOnly", "invariants", feature]))
            }
            #expect(error?.kind == .unsupported && error?.message.contains(feature) == true)
        }
        let error = #expect(throws: DeltaError.self) {
            try commit(TableProtocol(minWriterVersion: 6)) {
                $0.tableSchema.fields[1].metadata["delta.identity.start"] = .integer(1)
            }
        }
        #expect(error?.message.contains("identityColumns") == true)
        #expect(throws: DeltaError.self) { try commit(TableProtocol(minWriterVersion: 8)) }
        #expect(throws: DeltaError.self) { try commit(TableProtocol(minWriterVersion: 1)) }
    }

    @Test("settings of applications are kept, removed and told to readers")
    func domains() throws {
        var ticks = try TickTable(store)
        #expect(throws: DeltaError.self) { try DomainMetadata("delta.clustering", "{}") }
        var snapshot = try ticks.table.snapshot()
        let early = #expect(throws: DeltaError.self) {
            try snapshot.commit(
                Transaction(operation: "X", domains: [try DomainMetadata("app", "1")]),
                now: Tables.now, using: &ticks.random)
        }
        #expect(early?.message.contains("domainMetadata") == true)
        try ticks.table.setDomain("app", "{\"x\":1}", now: Tables.now, using: &ticks.random)
        #expect(try ticks.table.snapshot().domain("app") == "{\"x\":1}")
        try ticks.append(0..<3)
        try ticks.table.setDomain("app", nil, now: Tables.now, using: &ticks.random)
        #expect(try ticks.table.snapshot().domain("app") == nil)
    }

    @Test("in-commit timestamps rise, whatever the clock and whoever wins")
    func inCommitTimestamps() throws {
        var ticks = try TickTable(store)
        let on = try ticks.set(["delta.enableInCommitTimestamps": "true"])
        let properties = on.metadata.configuration
        #expect(properties["delta.inCommitTimestampEnablementVersion"] == "1")
        #expect(properties["delta.inCommitTimestampEnablementTimestamp"] == String(Tables.now))
        var (one, two) = (on, try ticks.table.snapshot())
        for round in 0..<3 {
            _ = try one.commit(
                Transaction(operation: "WRITE"), now: Tables.now - 50_000, using: &ticks.random)
            // This one lost a race and goes again.
            _ = try two.commit(
                Transaction(operation: "WRITE"), now: Tables.now - 90_000 * Int64(round),
                using: &ticks.random)
        }
        var times: [Int64] = []
        for version in 1...(try ticks.table.newestVersion()) {
            let commit = try #require(try ticks.table.commit(version))
            guard case .commitInfo(let info)? = commit.actions.first else {
                Issue.record("commitInfo comes first")
                return
            }
            times.append(try #require(info["inCommitTimestamp"]?.int64))
        }
        #expect(times.count == 7)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("in-commit timestamps rise after a checkpoint as well")
    func inCommitTimestampsAfterCheckpoint() throws {
        var ticks = try TickTable(store, properties: ["delta.enableInCommitTimestamps": "true"])
        var snapshot = try ticks.table.snapshot()
        _ = try snapshot.commit(
            Transaction(operation: "WRITE"), now: Tables.now, using: &ticks.random)
        try snapshot.writeCheckpoint(now: Tables.now)
        var later = try ticks.table.snapshot()
        _ = try later.commit(
            Transaction(operation: "WRITE"), now: Tables.now - 1_000, using: &ticks.random)
        let info = try ticks.table.commit(2)?.info
        #expect(info?["inCommitTimestamp"]?.int64 == Tables.now + 2)
    }

    @Test(
        "in-commit timestamps rise where the checkpoint's commit is gone from the log",
        arguments: [true, false])
    func inCommitTimestampsAfterCleanup(hasChecksum: Bool) throws {
        let store = MemoryStore { Tables.now + 7 }
        var ticks = try TickTable(store, properties: ["delta.enableInCommitTimestamps": "true"])
        var snapshot = try ticks.table.snapshot()
        _ = try snapshot.commit(
            Transaction(operation: "WRITE"), now: Tables.now, using: &ticks.random)
        try snapshot.writeCheckpoint(now: Tables.now)
        for version in 0...1 {
            let name = "t/_delta_log/0000000000000000000\(version)"
            try store.delete(try StorePath("\(name).json"))
            if !hasChecksum { try store.delete(try StorePath("\(name).crc")) }
        }
        var later = try ticks.table.snapshot()
        _ = try later.commit(
            Transaction(operation: "WRITE"), now: Tables.now - 1_000, using: &ticks.random)
        let time = try ticks.table.commit(2)?.info?["inCommitTimestamp"]?.int64
        #expect(try #require(time) > Tables.now + 1)
    }

    @Test("new rows get ids above all others, also after a lost race")
    func rowTracking() throws {
        var snapshot = try Tables.create(store)
        var random = SplitMix64(seed: 2)
        let needs = try snapshot.tableProtocol.enabling(["rowTracking"], for: snapshot.metadata)
        _ = try snapshot.commit(
            Transaction(operation: "X", tableProtocol: needs), now: Tables.now, using: &random)
        var other = snapshot
        for (index, rows) in [3, 5].enumerated() {
            _ = try snapshot.commit(
                Transaction(
                    operation: "WRITE", adds: [Tables.file("a\(index)", rows: Int64(rows))]),
                now: Tables.now, using: &random)
        }
        let outcome = try other.commit(
            Transaction(
                operation: "WRITE",
                adds: [Tables.file("b0", rows: 2), Tables.file("b1", rows: 4)]), now: Tables.now,
            using: &random)
        #expect(outcome == .committed(version: 4))
        let files = try Tables.table(store).snapshot().files()
        let ids = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.baseRowID) })
        #expect(
            ids == [
                "part-a0.parquet": 0, "part-a1.parquet": 3, "part-b0.parquet": 8,
                "part-b1.parquet": 10,
            ])
        #expect(files.map(\.defaultRowCommitVersion).compactMap { $0 }.sorted() == [2, 3, 4, 4])
        #expect(other.domain("delta.rowTracking") == "{\"rowIdHighWaterMark\":13}")
        var unknown = Tables.file("c")
        unknown.stats = nil
        let error = #expect(throws: DeltaError.self) {
            try other.commit(
                Transaction(operation: "WRITE", adds: [unknown]), now: Tables.now, using: &random)
        }
        #expect(error?.message.contains("number of rows") == true)
    }

    @Test("a fault at any call of a write leaves the table before it or after it, never between")
    func survivesFaults() throws {
        let faults: [StoreFault] = [
            .failBefore(.unavailable), .failBefore(.ambiguous), .loseResponse, .tear, .crashAfter,
        ]
        for fault in faults {
            for at in 0..<1000 {
                let base = MemoryStore()
                var ticks = try TickTable(
                    base, properties: ["delta.enableChangeDataFeed": "true"])
                try ticks.append(0..<20)
                let faulty = FaultyStore(base) { $0.index == at ? fault : nil }
                let table = try DeltaTable(store: faulty, folder: StorePath("t"), engine: "test/1")
                var random = SplitMix64(seed: UInt64(at))
                _ = try? table.delete(where: "size < 13", now: Tables.now, using: &random)
                let sizes = try ticks.sizes()
                #expect(
                    sizes == Array(0..<20) || sizes == Array(13..<20), "\(fault) at call \(at)")
                if faulty.callCount <= at {
                    #expect(sizes == Array(13..<20) && at > 8)
                    break
                }
            }
        }
    }
}
