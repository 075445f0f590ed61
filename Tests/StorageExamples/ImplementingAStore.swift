import ObjectStorage

/// A store whose objects nobody can change any more: a decorator of another one.
final class ReadOnlyStore: ObjectStore {
    private let base: any ObjectStore

    init(_ base: any ObjectStore) { self.base = base }

    func get(_ path: StorePath) throws -> [UInt8] { try base.get(path) }

    func getRange(_ path: StorePath, offset: Int, count: Int) throws -> [UInt8] {
        try base.getRange(path, offset: offset, count: count)
    }

    func getSuffix(_ path: StorePath, count: Int) throws -> ObjectSuffix {
        try base.getSuffix(path, count: count)
    }

    func head(_ path: StorePath) throws -> ObjectInfo { try base.head(path) }

    func listing(of folder: StorePath, startAfter: StorePath?) -> any ObjectListing {
        base.listing(of: folder, startAfter: startAfter)
    }

    func put(_ path: StorePath, _ bytes: Span<UInt8>) throws { throw refusal(path) }

    func putIfAbsent(_ path: StorePath, _ bytes: Span<UInt8>) throws -> PutOutcome {
        throw refusal(path)
    }

    func beginPut(_ path: StorePath) throws -> any ObjectUpload { throw refusal(path) }

    func delete(_ path: StorePath) throws { throw refusal(path) }

    func removeAbandonedUploads(in folder: StorePath, before cutoff: Int64) throws -> Int { 0 }

    private func refusal(_ path: StorePath) -> StoreError {
        StoreError(.denied, "the store is read-only", path: path)
    }
}

func implementAStore(in folder: String) throws {
    let base = MemoryStore()
    try base.put(StorePath("a"), [1, 2, 3])
    let store = ReadOnlyStore(base)
    print(try store.get(StorePath("a")))
    do {
        try store.delete(StorePath("a"))
    } catch let error as StoreError {
        print(error.kind, error)
    }
}
