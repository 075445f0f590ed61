import DeltaLake
import ObjectStorage
import TestSupport
import Testing

@Suite("Long logs and large commits")
struct LongLogTests {
    private let store = MemoryStore()

    private func put(_ version: Int, _ lines: [String]) throws {
        let digits = String(repeating: "0", count: 20 - "\(version)".count) + "\(version)"
        let text = lines.joined(separator: "\n") + "\n"
        try store.put(try StorePath("lake/ticks/_delta_log/\(digits).json"), Array(text.utf8))
    }

    private func add(_ name: String, stats: String = "") -> String {
        #"{"add":{"path":"\#(name)","partitionValues":{},"size":1,"modificationTime":1,"#
            + #""dataChange":true,"stats":"{\"numRecords\":1,\"x\":\"\#(stats)\"}"}}"#
    }

    @Test("a log without a recent checkpoint says what it costs, and what to do")
    func tellsItsCost() throws {
        _ = try Tables.create(store)
        for version in 1...600 { try put(version, [add("f\(version)")]) }
        let snapshot = try Tables.table(store).snapshot()
        #expect(snapshot.version == 600)
        #expect(snapshot.opening.commitCount == 601)
        #expect(snapshot.opening.commitByteCount > 600 * 100)
        let advice = try #require(snapshot.opening.advice(seconds: 3.27))
        #expect(advice.contains("took 3.2 s: 601 commits"))
        #expect(advice.contains("because there is no checkpoint"))
        #expect(advice.hasSuffix("write a checkpoint"))
        try snapshot.writeCheckpoint(now: Tables.now)
        let opened = try Tables.table(store).snapshot()
        #expect(opened.opening.checkpointVersion == 600)
        #expect(opened.opening.commitCount == 0)
        #expect(opened.opening.advice(seconds: 60) == nil)
        #expect(try opened.files().count == 600)
    }

    @Test("a commit of many pieces is read as if it were one")
    func readsLargeCommits() throws {
        _ = try Tables.create(store)
        try put(1, [add("old"), add("kept")])
        let filler = String(repeating: "x", count: 900_000)
        let remove = #"{"remove":{"path":"old","deletionTimestamp":1,"dataChange":true}}"#
        try put(2, (0..<20).map { add("f\($0)", stats: filler + "\($0)") } + [remove])
        let expected = Set(["kept"] + (0..<20).map { "f\($0)" })
        let snapshot = try Tables.table(store).snapshot()
        #expect(snapshot.opening.commitByteCount > 18_000_000)
        #expect(try Set(snapshot.files().map(\.path)) == expected)
        let kept = try Tables.table(store).snapshot(keepingFiles: true)
        #expect(try Set(kept.files().map(\.path)) == expected)
        try snapshot.writeCheckpoint(now: Tables.now)
        let files = try Tables.table(store).snapshot().files()
        #expect(Set(files.map(\.path)) == expected)
        #expect(files.first { $0.path == "f7" }?.stats?.hasSuffix("xx7\"}") == true)
    }
}
