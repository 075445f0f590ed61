import ObjectStorage
import Synchronization
import TestSupport
import Testing

@Suite("A faulty store")
struct FaultyStoreTests {
    private let base = MemoryStore()

    private func store(_ fault: StoreFault, at operation: StoreOperation) -> FaultyStore {
        FaultyStore(base) { $0.operation == operation ? fault : nil }
    }

    @Test("a call that fails before has no effect")
    func failsBefore() throws {
        let path = try StorePath("x")
        let store = store(.failBefore(.unavailable), at: .put)
        let error = #expect(throws: StoreError.self) { try store.put(path, [1]) }
        #expect(error?.kind == .unavailable)
        #expect(try base.getIfPresent(path) == nil)
    }

    @Test("a lost answer hides a success")
    func losesResponses() throws {
        let path = try StorePath("x")
        let store = store(.loseResponse, at: .putIfAbsent)
        let error = #expect(throws: StoreError.self) { _ = try store.putIfAbsent(path, [1]) }
        #expect(error?.kind == .ambiguous)
        #expect(try base.get(path) == [1])
    }

    @Test("a torn write leaves a part where others see it")
    func tears() throws {
        let path = try StorePath("x")
        let store = store(.tear, at: .append)
        let upload = try store.beginPut(path)
        #expect(throws: StoreError.self) { try upload.append([1, 2, 3, 4].span) }
        #expect(try base.get(path) == [1, 2])
    }

    @Test("after a crash nothing works, and a new process goes on with what is there")
    func crashes() throws {
        let path = try StorePath("x")
        for fault in [StoreFault.crashBefore, .crashAfter] {
            try base.delete(path)
            let store = store(fault, at: .put)
            let upload = try store.beginPut(try StorePath("y"))
            #expect(throws: StoreError.self) { try store.put(path, [1]) }
            #expect(store.isCrashed)
            let error = #expect(throws: StoreError.self) { _ = try store.list(.root) }
            #expect(error?.kind == .crashed)
            #expect(throws: StoreError.self) { try upload.finish() }
            #expect(try base.getIfPresent(path) == (fault == .crashAfter ? [1] : nil))
            #expect(try FaultyStore(base).list(.root).count == (fault == .crashAfter ? 1 : 0))
        }
    }

    @Test("traffic is counted, failures too")
    func counts() throws {
        let path = try StorePath("x")
        let store = MetricsStore(store(.failBefore(.denied), at: .delete))
        try store.put(path, [1, 2, 3])
        _ = try store.get(path)
        _ = try store.getRange(path, offset: 0, count: 2)
        let upload = try store.beginPut(try StorePath("y"))
        try upload.append([1, 2].span)
        try upload.finish()
        #expect(throws: StoreError.self) { try store.delete(path) }
        var expected = StoreTraffic()
        expected.calls = [
            .put: 1, .get: 1, .getRange: 1, .beginPut: 1, .append: 1, .finish: 1, .delete: 1,
        ]
        expected.failures = 1
        expected.bytesRead = 5
        expected.bytesWritten = 5
        #expect(store.traffic == expected)
    }

    @Test("a delay takes its time and nothing else")
    func delays() throws {
        let waited = Mutex<[Duration]>([])
        let store = FaultyStore(base, plan: { _ in .delay(.seconds(2)) }) { time in
            waited.withLock { $0.append(time) }
        }
        try store.put(try StorePath("x"), [1])
        #expect(try store.get(try StorePath("x")) == [1])
        #expect(waited.withLock { $0 } == [.seconds(2), .seconds(2)])
    }

    @Test("a stale listing lacks what was put last, and a later one does not")
    func listsStale() throws {
        let store = FaultyStore(base) { call in
            call.operation == .list && call.index == 10 ? .staleListing : nil
        }
        for number in 0..<10 { try store.put(try StorePath("t/\(number)"), [1]) }
        #expect(try store.list(.root).map(\.path.text) == ["t/0", "t/1"])
        #expect(try store.list(.root).count == 10)
    }

    @Test("a store that is full takes nothing more, and gives what it has")
    func fillsUp() throws {
        let store = FaultyStore(base, plan: FaultyStore.full(after: 5))
        let path = try StorePath("x")
        try store.put(path, [1, 2, 3])
        let upload = try store.beginPut(path)
        try upload.append([4, 5].span)
        let error = #expect(throws: StoreError.self) { try upload.append([6].span) }
        #expect(error?.kind == .outOfSpace)
        upload.abort()
        #expect(try store.get(path) == [1, 2, 3])
        #expect(try store.list(.root).count == 1)
    }

    @Test("faults that a seed draws come at the same calls again, about as often as asked")
    func drawsFaults() throws {
        let path = try StorePath("x")
        func faults(_ seed: UInt64) -> [StoreFault?] {
            let plan = FaultyStore.seeded(seed, percent: 10)
            return (0..<1000).map { index in
                plan(StoreCall(index: index, operation: .get, path: path, byteCount: 0))
            }
        }
        #expect(faults(1) == faults(1))
        #expect(faults(1) != faults(2))
        #expect((50...150).contains(faults(3).compactMap(\.self).count))
    }
}
