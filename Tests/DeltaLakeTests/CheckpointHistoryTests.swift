import Bytes
import DeltaLake
import JSONColumns
import ObjectStorage
import Synchronization
import TestSupport
import Testing

@Suite("Checkpoints of any past")
struct CheckpointHistoryTests {
    static let forms: [[String: String]] = [
        [:],
        ["delta.checkpointPolicy": "v2"],
        ["delta.checkpoint.writeStatsAsStruct": "true"],
        [
            "delta.checkpoint.writeStatsAsStruct": "true",
            "delta.checkpoint.writeStatsAsJson": "false",
        ],
        ["delta.checkpointPolicy": "v2", "delta.checkpoint.writeStatsAsStruct": "true"],
    ]

    /// Removes all commits up to the newest checkpoint: what is left must stand for them.
    private func dropCommits(_ store: any ObjectStore, upTo version: Int64) throws {
        for object in try store.list(try StorePath("lake/ticks/_delta_log")) {
            let digits = object.path.name.prefix(20)
            if object.path.name.hasSuffix(".json"), object.path.name.utf8.count == 25,
                let number = Int64(digits), number <= version
            {
                try store.delete(object.path)
            }
        }
    }

    @Test(
        "a table from checkpoint after checkpoint is the table that its commits make",
        arguments: 0..<UInt64(20))
    func equalsReplay(seed: UInt64) throws {
        let form = Self.forms[Int(seed) % Self.forms.count]
        let store = MemoryStore()
        var history = try RandomHistory(store, seed: seed, properties: form)
        for _ in 0..<4 {
            for _ in 0..<5 { try history.step() }
            let replayed = try SnapshotText(history.table.snapshot())
            try history.table.snapshot().writeCheckpoint(now: Tables.now)
            try dropCommits(store, upTo: history.version)
            let read = try history.table.snapshot()
            #expect(read.opening.commitCount == 0)
            #expect(try SnapshotText(read) == replayed)
            #expect(try SnapshotText(history.table.snapshot(keepingFiles: true)) == replayed)
            #expect(try read.files().count == history.live.count)
        }
    }

    @Test(
        "the checksum of a checkpoint's version is what the commits make", arguments: 0..<UInt64(5))
    func writesChecksum(seed: UInt64) throws {
        var history = try RandomHistory(MemoryStore(), seed: seed)
        for _ in 0..<12 { try history.step() }
        try history.table.snapshot().writeCheckpoint(now: Tables.now)
        let checksum = try #require(try history.table.checksum(ofVersion: history.version))
        #expect(try checksum.differences(from: history.table.snapshot()) == [])
        #expect(checksum.fileCount == Int64(history.live.count))
        try history.step()
        try history.step()
        // A checksum of another version is seen to be one.
        #expect(try checksum.differences(from: history.table.snapshot()) != [])
    }

    @Test(
        "a fault at any call of a checkpoint leaves a table that reads the same",
        arguments: [
            StoreFault.failBefore(.unavailable), .loseResponse, .crashBefore, .crashAfter, .tear,
        ])
    func survivesFaults(fault: StoreFault) throws {
        for form in [Self.forms[0], Self.forms[4]] {
            let store = MemoryStore()
            var history = try RandomHistory(store, seed: 3, properties: form)
            for _ in 0..<6 { try history.step() }
            try history.table.snapshot().writeCheckpoint(now: Tables.now)
            for _ in 0..<3 { try history.step() }
            let expected = try SnapshotText(history.table.snapshot())
            var at = 0
            while true {
                let index = at
                // Each fault meets the log as it was: what others left would add calls for ever.
                let copy = try copy(of: store)
                let faulty = FaultyStore(copy) { $0.index == index ? fault : nil }
                do {
                    try Tables.table(faulty).snapshot().writeCheckpoint(now: Tables.now)
                } catch is StoreError {}
                let read = try SnapshotText(Tables.table(copy).snapshot())
                #expect(read == expected, "call \(at)")
                if faulty.callCount <= at { break }
                at += 1
            }
            #expect(at > 8, "there were calls to fail")
        }
    }

    private func copy(of store: any ObjectStore) throws -> MemoryStore {
        let copy = MemoryStore()
        for object in try store.list(.root) { try copy.put(object.path, store.get(object.path)) }
        return copy
    }

    @Test("memory is bounded: a checkpoint goes out in pieces, whatever the number of files")
    func goesOutInPieces() throws {
        // Rows are buffered up to a row group; so no piece that a reader must hold is larger.
        let store = MemoryStore()
        let files = (0..<40_000).map { number in
            #"{"add":{"path":"f\#(number)","partitionValues":{},"size":1,"modificationTime":1,"#
                + #""dataChange":true}}"#
        }
        _ = try Tables.create(store)
        let commit = Array((files.joined(separator: "\n") + "\n").utf8)
        try store.put(
            try StorePath("lake/ticks/_delta_log/00000000000000000001.json"), commit)
        try Tables.table(store).snapshot().writeCheckpoint(now: Tables.now)
        let path = try StorePath("lake/ticks/_delta_log/00000000000000000001.checkpoint.parquet")
        let reader = try ParquetGroups(store.get(path))
        #expect(reader.rowCounts.count == 2)
        #expect(reader.rowCounts.allSatisfy { $0 <= 32_768 })
        #expect(reader.rowCounts.reduce(0, +) == 40_002)
        // Others write row groups of a million rows, which are carried over in parts.
        try store.put(path, reader.joined())
        let remove = #"{"remove":{"path":"f39999","deletionTimestamp":1,"dataChange":true}}"#
        try store.put(
            try StorePath("lake/ticks/_delta_log/00000000000000000002.json"),
            Array("\(remove)\n".utf8))
        let next = try Tables.table(store).snapshot().writeCheckpoint(now: Tables.now)
        #expect(next.fileCount == 39_999)
        #expect(try Tables.table(store).snapshot().opening.checkpointVersion == 2)
    }
}
