import Bytes
import Columnar
import Connectors
import ObjectStorage
import Pipeline
import Testing

@Suite("Snapshots of state in a lake")
struct LakeStateStoreTests {
    private static let lane = LaneID(topic: "t", partition: 0)
    private let disk = MemoryStore()

    private func store(configuration: String = "c") -> LakeStateStore {
        LakeStateStore(
            identity: LakeIdentity(pipeline: "p", configuration: configuration),
            environment: LakeEnvironment(
                store: disk, now: { 0 }, random: RandomBits(SplitMix64(seed: 3))))
    }

    private static func state(_ values: Range<Int64>) -> Batch {
        Batch(
            schema: Schema([Field("value", .long)]), columns: [.int64(Column(Array(values)))],
            rowCount: values.count)
    }

    private static func values(_ batch: Batch) -> [Int64] {
        guard case .int64(let column) = batch.columns[0] else { return [] }
        return column.values
    }

    /// Saves states at 10 and 20; the first of the references is the newer.
    private func saved() throws -> [StateReference] {
        let store = store()
        try store.save(Self.state(0..<1_000), of: Self.lane, at: 10)
        try store.save(Self.state(5..<2_000), of: Self.lane, at: 20)
        let references = try store.snapshots(of: Self.lane)
        #expect(references.map(\.offset) == [20, 10])
        return references
    }

    @Test("are read as they were written")
    func roundTrip() throws {
        let references = try saved()
        #expect(Self.values(try store().load(references[0])) == Array(5..<2_000))
        #expect(Self.values(try store().load(references[1])) == Array(0..<1_000))
    }

    /// Puts something else in the place of the newer snapshot; returns what is read of it then.
    private func damaged(_ change: (inout [UInt8]) -> Void) throws -> [Int64]? {
        let references = try saved()
        let path = try StorePath(references[0].path)
        var bytes = try disk.get(path)
        change(&bytes)
        try disk.put(path, bytes)
        #expect(Self.values(try store().load(references[1])) == Array(0..<1_000))
        return (try? store().load(references[0])).map(Self.values)
    }

    @Test("that are cut short are refused, the older one is as good as before", arguments: 1..<20)
    func cut(part: Int) throws {
        #expect(try damaged { $0.removeLast($0.count * part / 20) } == nil)
    }

    @Test("with other bytes are refused, or give the same rows", arguments: 0..<50 as Range<UInt64>)
    func flipped(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let read = try damaged { bytes in
            let start = Int.random(in: 0..<bytes.count - 8, using: &random)
            for index in start..<start + 8 { bytes[index] ^= 0xFF }
        }
        // Some bytes of a page's head say nothing of its rows.
        #expect(read == nil || read.map { $0.elementsEqual(5..<2_000) } == true)
    }

    @Test("of another configuration are refused")
    func configuration() throws {
        let references = try saved()
        let error = #expect(throws: PortError.self) {
            try store(configuration: "d").load(references[0])
        }
        #expect(error?.message == "it was made under another configuration")
    }

    @Test("are kept in two: the newest, and one that stands in for it")
    func kept() throws {
        _ = try saved()
        try store().save(Self.state(0..<3), of: Self.lane, at: 30)
        #expect(try store().snapshots(of: Self.lane).map(\.offset) == [30, 20])
    }

    @Test("a start that does not read stops the lane")
    func start() throws {
        #expect(try store().start(of: Self.lane) == nil)
        #expect(try store().recordStart(of: Self.lane, at: 7) == 7)
        #expect(try store().recordStart(of: Self.lane, at: 9) == 7)
        try disk.put(StorePath("_ticklake/lanes/p/t/0.json"), Array("{\"start\":-1}".utf8))
        let error = try #require(
            #expect(throws: PortError.self) { try store().start(of: Self.lane) })
        guard case .halt(.inconsistent) = error.reaction else {
            Issue.record("the lane goes on: \(error)")
            return
        }
    }
}
