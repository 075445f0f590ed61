import Bytes
import Columnar
import DeltaLake
import ObjectStorage
import TestSupport
import Testing
import ticklake

@Suite("The search for a version that is not beyond RAW")
struct LaneSearchTests {
    private static let lanes = (0..<4).map {
        LaneKey(pipeline: "p", topic: "t", partition: Int32($0))
    }

    /// A table whose lanes move on, and now and then back; returns where they stand by version.
    private func table(
        _ store: any ObjectStore, commits: Int, _ random: inout SplitMix64
    ) throws -> [[LaneKey: Int64]] {
        let definition = TableDefinition(schema: Schema([Field("offset", .long)]))
        var snapshot = try DeltaTable(store: store, folder: StorePath("bronze/t"))
            .openOrCreate(definition, now: 0, using: &random)
        var places: [LaneKey: Int64] = [:]
        var history = [places]
        for _ in 0..<commits {
            var steps: [AppProgress] = []
            for lane in Self.lanes where Int.random(in: 0..<3, using: &random) == 0 {
                let range: ClosedRange<Int64> =
                    Int.random(in: 0..<8, using: &random) == 0 ? -30...0 : 1...5
                let next = max(0, (places[lane] ?? 0) + Int64.random(in: range, using: &random))
                steps.append(
                    AppProgress(appID: lane.application, from: places[lane], until: next))
                places[lane] = next
            }
            _ = try snapshot.commit(
                Transaction(operation: "WRITE", progress: steps), now: 0, using: &random)
            history.append(places)
        }
        return history
    }

    @Test("finds the newest one, also where lanes went back meanwhile", arguments: 0..<20)
    func newest(seed: Int) throws {
        let store = MemoryStore()
        var random = SplitMix64(seed: UInt64(seed))
        let history = try table(store, commits: 60, &random)
        let table = try DeltaTable(store: store, folder: StorePath("bronze/t"))
        let lake = LakeFolder(store: store, named: "lake")
        for _ in 0..<40 {
            let start = Int.random(in: 0...60, using: &random)
            var raw: [LaneKey: Int64] = [:]
            for lane in Self.lanes.dropLast(seed % 2) {
                raw[lane] = Int64.random(in: 0...60, using: &random)
            }
            let wanted = (0...start).last { version in
                history[version].allSatisfy { lane, next in next <= raw[lane] ?? .max }
            }
            let found = try LaneSearch(table, within: raw, lake).newestVersion(from: Int64(start))
            #expect(found == wanted.map { Int64($0) })
        }
    }

    @Test("reads every commit once")
    func isLinear() throws {
        let disk = MemoryStore()
        var random = SplitMix64(seed: 5)
        _ = try table(disk, commits: 300, &random)
        let store = MetricsStore(disk)
        let table = try DeltaTable(store: store, folder: StorePath("bronze/t"))
        let raw = Dictionary(uniqueKeysWithValues: Self.lanes.map { ($0, Int64(0)) })
        let lake = LakeFolder(store: store, named: "lake")
        _ = try LaneSearch(table, within: raw, lake).newestVersion(from: 300)
        let reads = (store.traffic.calls[.get] ?? 0) + (store.traffic.calls[.getRange] ?? 0)
        // Once for the newest version's lanes, and once on the way back.
        #expect(reads <= 2 * 301 + 10)
    }
}
