import Bytes
import DeltaLake
import ObjectStorage
import Synchronization
import TestSupport
import Testing

@Suite("Optimize under faults and races")
struct OptimizeFaultTests {
    @Test(
        "a fault at any call leaves the rows as they were, and the next run does the work",
        arguments: [StoreFault.crashBefore, .crashAfter, .loseResponse])
    func survives(fault: StoreFault) throws {
        for at in 0..<1000 {
            let base = MemoryStore()
            var files = try SmallFiles(base)
            for step in 0..<3 { try files.append(Int64(step) * 5..<Int64(step) * 5 + 5) }
            let digest = try SmallFiles.digest(base)
            let store = FaultyStore(base) { $0.index == at ? fault : nil }
            var random = SplitMix64(seed: 9)
            do {
                _ = try SmallFiles.table(store).optimize(clock: { Tables.now }, using: &random)
            } catch is StoreError {
                #expect(try SmallFiles.digest(base) == digest, "fault at call \(at)")
            }
            _ = try SmallFiles.table(base).optimize(clock: { Tables.now }, using: &random)
            #expect(try SmallFiles.digest(base) == digest, "fault at call \(at)")
            #expect(try SmallFiles.table(base).snapshot().files().count == 1)
            if store.callCount <= at { return }
        }
        Issue.record("the calls never end")
    }

    @Test(
        "writers that append and delete at any moment lose nothing to it, and are never refused",
        arguments: 0..<UInt64(24))
    func races(seed: UInt64) throws {
        let base = MemoryStore()
        var files = try SmallFiles(base, seed: seed)
        for step in 0..<8 { try files.append(Int64(step) * 5..<Int64(step) * 5 + 5) }
        let state = Mutex(Rival(files: files, random: SplitMix64(seed: seed), next: 40))
        let store = FaultyStore(base) { _ in
            state.withLock { $0.maybeAct() }
            return nil
        }
        var random = SplitMix64(seed: seed &+ 5)
        var options = OptimizeOptions()
        options.bytesPerCommit = seed % 2 == 0 ? 1 : 1 << 30
        options.targetByteCount = seed % 3 == 0 ? 3000 : nil
        _ = try SmallFiles.table(store).optimize(options, clock: { Tables.now }, using: &random)
        let rival = state.withLock { $0 }
        #expect(rival.refusedAppends == 0)
        let offsets = try SmallFiles.offsets(base)
        // No offset twice, and none that was not deleted with a whole file is gone.
        #expect(Set(offsets).count == offsets.count, "seed \(seed)")
        #expect(Int64(offsets.count) == rival.next - rival.deletedRows, "seed \(seed)")
        #expect(try SmallFiles.table(base).snapshot().transaction("t/0")?.version == rival.next)
    }

    /// A writer that cuts in at the optimizer's calls.
    private struct Rival {
        var files: SmallFiles
        var random: SplitMix64
        var next: Int64
        var deletedRows: Int64 = 0
        var refusedAppends = 0
        private var actions = 0

        init(files: SmallFiles, random: SplitMix64, next: Int64) {
            self.files = files
            self.random = random
            self.next = next
        }

        mutating func maybeAct() {
            guard actions < 12, random.chance(1, in: 4) else { return }
            actions += 1
            if random.chance(1, in: 4) {
                let before = (try? SmallFiles.offsets(files.store).count) ?? 0
                guard (try? files.deleteOne()) == true else { return }
                let after = (try? SmallFiles.offsets(files.store).count) ?? 0
                deletedRows += Int64(before - after)
            } else {
                do {
                    try files.append(next..<next + 3)
                    next += 3
                } catch {
                    refusedAppends += 1
                }
            }
        }
    }
}
