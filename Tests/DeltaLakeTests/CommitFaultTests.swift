import Bytes
import DeltaLake
import Foundation
import ObjectStorage
import Synchronization
import TestSupport
import Testing

@Suite("Commits under faults and races")
struct CommitFaultTests {
    private static let faults: [StoreFault] = [
        .failBefore(.unavailable), .failBefore(.ambiguous), .failBefore(.denied), .loseResponse,
        .tear, .crashBefore, .crashAfter,
    ]

    @Test(
        "a fault at any call, then a new process: no step is lost or done twice", arguments: faults)
    func survives(fault: StoreFault) throws {
        for at in 0..<1000 {
            let base = MemoryStore()
            let store = FaultyStore(base) { $0.index == at ? fault : nil }
            try runInProcesses(first: store, then: base)
            try Ledger.expectTiled(base, "fault at call \(at)")
            #expect(try Tables.table(base).snapshot().transaction("a")?.version == 30)
            if store.callCount <= at {
                #expect(at > 8, "there were calls to fail")
                return
            }
        }
        Issue.record("the calls never end")
    }

    @Test("faults at random calls, seeded", arguments: 0..<UInt64(100))
    func survivesMany(seed: UInt64) throws {
        let base = MemoryStore()
        let random = Mutex(SplitMix64(seed: seed))
        for _ in 0..<40 {
            let store = FaultyStore(base) { _ in
                random.withLock { random in
                    guard random.chance(1, in: 8) else { return nil }
                    return CommitFaultTests.faults.randomElement(using: &random)
                }
            }
            do {
                var worker = try LedgerWorker(store, seed: random.withLock { $0.next() })
                for _ in 0..<5 {
                    try worker.step(random.withLock { $0.chance(1, in: 2) } ? "a" : "b")
                }
            } catch is StoreError {
                // The process ends; the next one goes on.
            }
        }
        try runInProcesses(first: base, then: base)
        try Ledger.expectTiled(base, "seed \(seed)")
    }

    @Test(
        "two writers, one cutting in at the other's calls, share a lane", arguments: 0..<UInt64(200)
    )
    func races(seed: UInt64) throws {
        let base = MemoryStore()
        var rival = try LedgerWorker(base, seed: seed &+ 1000)
        let state = Mutex((rival, SplitMix64(seed: seed)))
        let store = FaultyStore(base) { _ in
            state.withLock { state in
                while state.1.chance(1, in: 3) {
                    let lane = state.1.chance(1, in: 2) ? "shared" : "rival"
                    _ = try? state.0.step(lane, by: 7)
                }
            }
            return nil
        }
        var worker = try LedgerWorker(store, seed: seed)
        var own = 0
        for round in 0..<20 where try worker.step(round % 2 == 0 ? "shared" : "own") { own += 1 }
        rival = state.withLock { $0.0 }
        try Ledger.expectTiled(base, "seed \(seed)")
        // Lanes that nobody shares are never fenced.
        #expect(worker.next("own") == 100)
        #expect(own >= 10)
    }

    @Test("threads that commit to one table as fast as they can lose nothing")
    func survivesThreads() throws {
        let folder = try TemporaryFolder()
        let store = LocalStore(root: folder.path)
        _ = try LedgerWorker(store, seed: 0)
        let steps = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 4) { number in
            do {
                var worker = try LedgerWorker(LocalStore(root: folder.path), seed: UInt64(number))
                for round in 0..<25 {
                    let lane = round % 2 == 0 ? "shared" : "lane\(number)"
                    if try worker.step(lane) { steps.withLock { $0 += 1 } }
                }
            } catch {
                Issue.record("worker \(number): \(error)")
            }
        }
        try Ledger.expectTiled(store)
        let version = try Tables.table(store).newestVersion()
        #expect(Int(version) == steps.withLock { $0 })
    }

    /// Moves lane `a` to 30, with a new process after every failure.
    private func runInProcesses(first: any ObjectStore, then base: any ObjectStore) throws {
        var store = first
        for process in 0..<20 {
            do {
                var worker = try LedgerWorker(store, seed: UInt64(process) &+ 77)
                while worker.next("a") < 30 { try worker.step("a") }
                return
            } catch is StoreError {
                store = base
            }
        }
        Issue.record("the lane never got to its end")
    }
}
