import Bytes
import Synchronization

/// What went through a store since it was made.
public struct StoreTraffic: Sendable, Equatable {
    /// The number of calls of each operation.
    public var calls: [StoreOperation: Int] = [:]
    /// The number of calls that threw.
    public var failures = 0
    /// The bytes that were read.
    public var bytesRead = 0
    /// The bytes that were written.
    public var bytesWritten = 0

    /// Makes a count of nothing.
    public init() {}
}

/// Counts what goes through another store.
public final class MetricsStore: ObjectStore {
    private let base: any ObjectStore
    private let counts = Mutex(StoreTraffic())

    /// Makes a counter in front of `base`.
    public init(_ base: any ObjectStore) {
        self.base = base
    }

    /// The counts at this moment.
    public var traffic: StoreTraffic { counts.withLock { $0 } }

    /// The contents of an object.
    public func get(_ path: StorePath) throws -> [UInt8] {
        let bytes = try counting(.get) { try base.get(path) }
        counts.withLock { $0.bytesRead += bytes.count }
        return bytes
    }

    /// A part of an object.
    public func getRange(_ path: StorePath, offset: Int, count: Int) throws -> [UInt8] {
        let bytes = try counting(.getRange) {
            try base.getRange(path, offset: offset, count: count)
        }
        counts.withLock { $0.bytesRead += bytes.count }
        return bytes
    }

    /// The end of an object.
    public func getSuffix(_ path: StorePath, count: Int) throws -> ObjectSuffix {
        let suffix = try counting(.getSuffix) { try base.getSuffix(path, count: count) }
        counts.withLock { $0.bytesRead += suffix.bytes.count }
        return suffix
    }

    /// The size and age of an object.
    public func head(_ path: StorePath) throws -> ObjectInfo {
        try counting(.head) { try base.head(path) }
    }

    /// Writes an object.
    public func put(_ path: StorePath, _ bytes: Span<UInt8>) throws {
        try counting(.put, writing: bytes.count) { try base.put(path, bytes) }
    }

    /// Writes an object unless there is one.
    public func putIfAbsent(_ path: StorePath, _ bytes: Span<UInt8>) throws -> PutOutcome {
        try counting(.putIfAbsent, writing: bytes.count) { try base.putIfAbsent(path, bytes) }
    }

    /// Starts to put an object piece by piece.
    public func beginPut(_ path: StorePath) throws -> any ObjectUpload {
        MetricsUpload(store: self, base: try counting(.beginPut) { try base.beginPut(path) })
    }

    /// Frees what uploads left.
    public func removeAbandonedUploads(in folder: StorePath, before cutoff: Int64) throws -> Int {
        try counting(.removeAbandonedUploads) {
            try base.removeAbandonedUploads(in: folder, before: cutoff)
        }
    }

    /// The objects in a folder, page by page.
    public func listing(of folder: StorePath, startAfter: StorePath?) -> any ObjectListing {
        MetricsListing(store: self, base: base.listing(of: folder, startAfter: startAfter))
    }

    /// Removes an object.
    public func delete(_ path: StorePath) throws {
        try counting(.delete) { try base.delete(path) }
    }

    fileprivate func counting<Result>(
        _ operation: StoreOperation, writing byteCount: Int = 0, _ call: () throws -> Result
    ) throws -> Result {
        do {
            let result = try call()
            counts.withLock {
                $0.calls[operation, default: 0] += 1
                $0.bytesWritten += byteCount
            }
            return result
        } catch {
            counts.withLock {
                $0.calls[operation, default: 0] += 1
                $0.failures += 1
            }
            throw error
        }
    }
}

private final class MetricsListing: ObjectListing {
    private let store: MetricsStore
    private let base: any ObjectListing

    init(store: MetricsStore, base: any ObjectListing) {
        self.store = store
        self.base = base
    }

    func next() throws -> ObjectPage { try store.counting(.list) { try base.next() } }
}

private final class MetricsUpload: ObjectUpload {
    private let store: MetricsStore
    private let base: any ObjectUpload

    init(store: MetricsStore, base: any ObjectUpload) {
        self.store = store
        self.base = base
    }

    func append(_ bytes: Span<UInt8>) throws {
        try store.counting(.append, writing: bytes.count) { try base.append(bytes) }
    }

    func finish() throws {
        try store.counting(.finish) { try base.finish() }
    }

    func finishIfAbsent() throws -> PutOutcome {
        try store.counting(.finishIfAbsent) { try base.finishIfAbsent() }
    }

    func abort() { base.abort() }
}
