import ObjectStorage
import Synchronization
import TestSupport
import Testing

@Suite("A store that tries again")
struct RetryingStoreTests {
    private let base = MemoryStore()
    private let time = ManualTime()

    /// Time that passes in pauses only.
    private final class ManualTime: Sendable {
        let pauses = Mutex<[Duration]>([])
        var now: Duration { pauses.withLock { $0.reduce(.zero, +) } }
    }

    private func store(
        _ policy: RetryPolicy = RetryPolicy(), seed: UInt64 = 1,
        plan: @escaping FaultyStore.Plan
    ) -> RetryingStore {
        RetryingStore(
            FaultyStore(base, plan: plan), policy: policy, now: { [time] in time.now },
            wait: { [time] pause in time.pauses.withLock { $0.append(pause) } }, seed: seed)
    }

    private func path() throws -> StorePath { try StorePath("a/x") }

    @Test("a call that fails a few times succeeds, after pauses that may double")
    func triesAgain() throws {
        let store = store { $0.index < 4 ? .failBefore(.unavailable) : nil }
        try store.put(path(), [1])
        #expect(try store.get(path()) == [1])
        #expect(store.retryCount == 4)
        let bounds: [Duration] = [50, 100, 200, 400].map { .milliseconds($0) }
        let pauses = time.pauses.withLock { $0 }
        #expect(zip(pauses, bounds).allSatisfy { $0 >= .zero && $0 <= $1 })
        #expect(Set(pauses).count == 4)
    }

    @Test("pauses come from a seed, and lie anywhere below their bound")
    func drawsPauses() throws {
        var policy = RetryPolicy()
        policy.attemptsMax = 100
        policy.timeMax = .seconds(1000)
        policy.delayBase = .seconds(1)
        policy.delayMax = .seconds(1)
        for _ in 0..<2 {
            let store = store(policy, seed: 7) { $0.index < 49 ? .failBefore(.unavailable) : nil }
            try store.put(path(), [1])
        }
        let pauses = time.pauses.withLock { $0 }
        #expect(pauses.count == 98)
        #expect(pauses.prefix(49) == pauses.suffix(49))
        #expect(pauses.contains { $0 < .milliseconds(200) })
        #expect(pauses.contains { $0 > .milliseconds(800) })
        #expect(pauses.allSatisfy { $0 <= .seconds(1) })
    }

    @Test("what another try cannot help is passed on at once", arguments: StoreError.Kind.allCases)
    func passesOn(kind: StoreError.Kind) throws {
        let store = store { _ in .failBefore(kind) }
        let error = #expect(throws: StoreError.self) { try store.get(path()) }
        #expect(error?.kind == kind)
        #expect((store.retryCount > 0) == [.unavailable, .ambiguous].contains(kind))
    }

    @Test("attempts, time and the common reserve are bounded")
    func givesUp() throws {
        let store = store { _ in .failBefore(.unavailable) }
        let error = #expect(throws: StoreError.self) { try store.get(path()) }
        #expect(error?.kind == .unavailable)
        #expect(error?.message.contains("attempt 5") == true)
        #expect(store.retryCount == 4)
        for _ in 0..<30 { _ = try? store.get(path()) }
        #expect(store.retryCount == 50)

        var policy = RetryPolicy()
        policy.attemptsMax = .max
        policy.timeMax = .seconds(3)
        let before = time.now
        let patient = self.store(policy) { _ in .failBefore(.unavailable) }
        #expect(throws: StoreError.self) { try patient.get(path()) }
        #expect(time.now - before <= .seconds(3))
        #expect(patient.retryCount > 4)
    }

    @Test("calls that succeed fill the reserve again")
    func refills() throws {
        let isDown = Atomic(true)
        let store = store { _ in
            isDown.load(ordering: .relaxed) ? .failBefore(.unavailable) : nil
        }
        for _ in 0..<30 { _ = try? store.get(path()) }
        isDown.store(false, ordering: .relaxed)
        for _ in 0..<20 { try store.put(path(), [1]) }
        isDown.store(true, ordering: .relaxed)
        _ = try? store.get(path())
        #expect(store.retryCount == 52)
    }

    @Test("only the operations of the policy are tried again")
    func keepsToOperations() throws {
        let store = store(.reads) { _ in .failBefore(.unavailable) }
        #expect(throws: StoreError.self) { try store.put(path(), [1]) }
        #expect(throws: StoreError.self) { try store.beginPut(path()) }
        #expect(throws: StoreError.self) { try store.delete(path()) }
        #expect(store.retryCount == 0)
        #expect(throws: StoreError.self) { try store.list(.root) }
        #expect(store.retryCount == 4)
    }

    @Test("an answer that is lost does not turn our own success into another's")
    func resolvesConditionalPuts() throws {
        // Nothing was written, and the next attempt creates it.
        let silent = store { $0.index == 0 ? .failBefore(.ambiguous) : nil }
        #expect(try silent.putIfAbsent(path(), [1]) == .created)
        // Another's object is there.
        let late = store { $0.index == 0 ? .failBefore(.ambiguous) : nil }
        #expect(try late.putIfAbsent(path(), [2]) == .exists)
        // It is ours, or another's with the same bytes.
        try base.delete(path())
        let lost = store { $0.index == 0 ? .loseResponse : nil }
        let error = #expect(throws: StoreError.self) { try lost.putIfAbsent(path(), [3]) }
        #expect(error?.kind == .ambiguous)
        #expect(try base.get(path()) == [3])
    }

    @Test("after an ambiguous attempt no failure is passed off as one without effect")
    func staysAmbiguous() throws {
        for kind in [StoreError.Kind.unavailable, .denied, .outOfSpace] {
            let store = store { $0.index == 0 ? .loseResponse : .failBefore(kind) }
            let error = #expect(throws: StoreError.self) { try store.put(path(), [1]) }
            #expect(error?.kind == .ambiguous)
        }
    }

    @Test("an upload's pieces are not doubled, and its end is made again")
    func retriesUploads() throws {
        let flaky = store { call in
            switch (call.operation, call.index % 2) {
            case (.append, 1), (.beginPut, 0): .failBefore(.unavailable)
            case (.finish, 0): .loseResponse
            default: nil
            }
        }
        let upload = try flaky.beginPut(path())
        for piece in 0..<3 { try upload.append([UInt8(piece)].span) }
        try upload.finish()
        #expect(try base.get(path()) == [0, 1, 2])

        let lossy = store { $0.operation == .append ? .loseResponse : nil }
        let doubtful = try lossy.beginPut(path())
        let error = #expect(throws: StoreError.self) { try doubtful.append([9].span) }
        #expect(error?.kind == .ambiguous)
        #expect(lossy.retryCount == 0)
        doubtful.abort()

        try base.delete(path())
        let lost = store { $0.operation == .finishIfAbsent && $0.index == 1 ? .loseResponse : nil }
        let own = try lost.beginPut(path())
        #expect(throws: StoreError.self) { try own.finishIfAbsent() }
        #expect(try base.get(path()).isEmpty)
    }
}
