import Bytes
import Synchronization

/// A store in memory, for tests and simulations.
public final class MemoryStore: ObjectStore {
    private struct Entry {
        var bytes: [UInt8]
        var modified: Int64
    }

    private let entries = Mutex<[StorePath: Entry]>([:])
    private let now: @Sendable () -> Int64

    /// Makes an empty store; `now` gives the milliseconds that objects are stamped with.
    public init(now: @escaping @Sendable () -> Int64 = { 0 }) {
        self.now = now
    }

    /// The contents of an object.
    public func get(_ path: StorePath) throws -> [UInt8] {
        try entry(path).bytes
    }

    /// A part of an object.
    public func getRange(_ path: StorePath, offset: Int, count: Int) throws -> [UInt8] {
        let bytes = try entry(path).bytes
        guard offset >= 0, offset <= bytes.count, count >= 0 else {
            throw StoreError(.invalid, "range outside of the object: offset=\(offset)", path: path)
        }
        return Array(bytes[offset..<offset + min(count, bytes.count - offset)])
    }

    /// The end of an object.
    public func getSuffix(_ path: StorePath, count: Int) throws -> ObjectSuffix {
        let bytes = try entry(path).bytes
        return ObjectSuffix(bytes: Array(bytes.suffix(max(count, 0))), size: bytes.count)
    }

    /// The size and age of an object.
    public func head(_ path: StorePath) throws -> ObjectInfo {
        let entry = try entry(path)
        return ObjectInfo(path: path, size: entry.bytes.count, modified: entry.modified)
    }

    /// Writes an object.
    public func put(_ path: StorePath, _ bytes: Span<UInt8>) throws {
        let entry = Entry(bytes: bytes.rawBytes.copy(), modified: now())
        entries.withLock { $0[path] = entry }
    }

    /// Writes an object unless there is one.
    public func putIfAbsent(_ path: StorePath, _ bytes: Span<UInt8>) throws -> PutOutcome {
        let entry = Entry(bytes: bytes.rawBytes.copy(), modified: now())
        return entries.withLock { entries in
            guard entries[path] == nil else { return .exists }
            entries[path] = entry
            return .created
        }
    }

    /// Starts to put an object piece by piece.
    public func beginPut(_ path: StorePath) throws -> any ObjectUpload {
        MemoryUpload(store: self, path: path)
    }

    /// Finds nothing: an upload that is dropped is gone.
    public func removeAbandonedUploads(in folder: StorePath, before cutoff: Int64) -> Int { 0 }

    /// The objects in a folder, page by page, as they were when the first page was asked for.
    public func listing(of folder: StorePath, startAfter: StorePath?) -> any ObjectListing {
        MemoryListing { [self] in objects(in: folder, after: startAfter) }
    }

    private func objects(in folder: StorePath, after start: StorePath?) -> [ObjectInfo] {
        let found = entries.withLock { entries in
            entries.compactMap { path, entry -> ObjectInfo? in
                guard path.isWithin(folder), start.map({ $0 < path }) ?? true else { return nil }
                return ObjectInfo(path: path, size: entry.bytes.count, modified: entry.modified)
            }
        }
        return found.sorted { $0.path < $1.path }
    }

    /// Removes an object.
    public func delete(_ path: StorePath) throws {
        entries.withLock { _ = $0.removeValue(forKey: path) }
    }

    private func entry(_ path: StorePath) throws -> Entry {
        guard let entry = entries.withLock({ $0[path] }) else {
            throw StoreError(.notFound, "no such object", path: path)
        }
        return entry
    }
}

private final class MemoryListing: ObjectListing {
    private let take: () -> [ObjectInfo]
    private var rest: ArraySlice<ObjectInfo>?

    init(take: @escaping () -> [ObjectInfo]) { self.take = take }

    func next() -> ObjectPage {
        let rest = rest ?? take()[...]
        let page = rest.prefix(ObjectPage.countMax)
        self.rest = rest.dropFirst(page.count)
        return ObjectPage(Array(page), isLast: page.count == rest.count)
    }
}

private final class MemoryUpload: ObjectUpload {
    private let store: MemoryStore
    private let path: StorePath
    /// The bytes so far; nil when the upload has ended.
    private let bytes = Mutex<[UInt8]?>([])

    init(store: MemoryStore, path: StorePath) {
        self.store = store
        self.path = path
    }

    func append(_ bytes: Span<UInt8>) throws {
        let more = bytes.rawBytes.copy()
        let isOpen = self.bytes.withLock { $0?.append(contentsOf: more) != nil }
        precondition(isOpen, "nothing is appended to an upload that has ended")
    }

    func finish() throws { try store.put(path, end()) }

    func finishIfAbsent() throws -> PutOutcome { try store.putIfAbsent(path, end()) }

    func abort() { bytes.withLock { $0 = nil } }

    private func end() -> [UInt8] {
        let all = bytes.withLock { $0.take() }
        guard let all else { preconditionFailure("an upload ends once") }
        return all
    }
}
