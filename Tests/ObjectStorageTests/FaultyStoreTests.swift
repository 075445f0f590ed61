import ObjectStorage
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
}
