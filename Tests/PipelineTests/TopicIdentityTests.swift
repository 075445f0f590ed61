import Columnar
import Pipeline
import TestSupport
import Testing

@Suite("The record at which a lane goes on")
struct TopicIdentityTests {
    private static let lane = EngineTests.lanes[0]
    private let lake = ToyLake(seed: 3, faultPercent: 0)
    private let world = EngineTests.World(seed: 3, count: 100)

    /// Runs an instance over a source until it has caught up; returns why lanes have stopped.
    private func run(_ source: ScriptedSource) -> [(lane: LaneID, halt: LaneHalt)] {
        var now: Int64 = 1_000
        let instance = world.instance(lake, source, seed: 3, now: now)
        #expect(instance.finish(now: &now, pace: 5, limit: 20_000))
        return instance.engine.halts
    }

    /// The world with other records in the lane: those that `edit` makes of an offset and a value,
    /// and one more after them.
    private func source(_ edit: (Int64, Int64) -> (Int64, Int64)?) -> ScriptedSource {
        var records = world.records
        var batch = RecordBatch(next: 0)
        for (offset, value) in world.values[Self.lane] ?? [] {
            if let (offset, value) = edit(offset, value) {
                batch.append(offset: offset, value: value)
            }
        }
        let end = (world.records[Self.lane]?.next ?? 0) + 1
        batch.append(offset: end, value: 1_000)
        batch.next = end + 1
        records[Self.lane] = batch
        return ScriptedSource(records, seed: 4)
    }

    private var last: Int64 { world.values[Self.lane]?.last?.offset ?? -1 }

    @Test("is compared: another value stops the lane, although the topic is longer than before")
    func otherValue() {
        #expect(run(ScriptedSource(world.records, seed: 3)).isEmpty)
        let halts = run(source { offset, value in (offset, value + (offset == last ? 2 : 0)) })
        #expect(halts.map(\.lane) == [Self.lane])
        #expect(halts.first?.halt.kind == .dataLoss)
        let message = halts.first?.halt.message ?? ""
        #expect(message.contains("another record at offset \(last) than RAW"))
        #expect(message.contains("made anew"))
        world.check(lake, seed: 3)
    }

    @Test("is compared: the same record lets the lane go on")
    func sameRecord() {
        #expect(run(ScriptedSource(world.records, seed: 3)).isEmpty)
        #expect(run(source { ($0, $1) }).isEmpty)
        #expect(lake.snapshot.rows["raw"]?[Self.lane]?.count == 101)
    }

    @Test("is not compared where compaction has removed it")
    func compacted() {
        #expect(run(ScriptedSource(world.records, seed: 3)).isEmpty)
        #expect(run(source { $0 == last ? nil : ($0, $1 + 2) }).isEmpty)
        #expect(lake.snapshot.rows["raw"]?[Self.lane]?.count == 101)
    }

    @Test("is not compared where retention has removed it")
    func retention() {
        #expect(run(ScriptedSource(world.records, seed: 3)).isEmpty)
        let source = source { ($0, $1 + 2) }
        source.removeRecords(of: Self.lane, below: lake.snapshot.next["raw"]?[Self.lane] ?? 0)
        #expect(run(source).isEmpty)
        #expect(lake.snapshot.rows["raw"]?[Self.lane]?.count == 101)
    }

    @Test("is compared by timestamp and key as well", arguments: [true, false])
    func timestampAndKey(isKey: Bool) {
        #expect(run(ScriptedSource(world.records, seed: 3)).isEmpty)
        let source = source { ($0, $1) }
        source.extend(Self.lane) { batch in
            guard let row = batch.offsets.firstIndex(of: last) else { return }
            if isKey {
                var keys = BinaryColumn()
                for index in 0..<batch.count {
                    // An empty key is not the same as none.
                    if index == row { keys.append([UInt8]().span) } else { keys.appendNull() }
                }
                batch.keys = keys
            } else {
                batch.timestamps[row] += 1
            }
        }
        #expect(run(source).map(\.lane) == [Self.lane])
    }
}
