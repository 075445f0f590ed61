import Synchronization

/// A store whose calls go wrong as a plan says: for tests and simulations.
///
/// One of these stands for one process: after a crash every call throws `crashed`, and a new
/// process is a new `FaultyStore` over the same base.
public final class FaultyStore: ObjectStore {
    /// Decides about one call; it may also do what happens elsewhere meanwhile.
    public typealias Plan = @Sendable (StoreCall) -> StoreFault?

    private struct State {
        var calls = 0
        var isCrashed = false
        /// The objects that were put last.
        var recent: [StorePath] = []
    }

    /// How many objects a stale listing lacks.
    private static let recentCountMax = 8

    private let base: any ObjectStore
    private let plan: Plan
    private let wait: @Sendable (Duration) -> Void
    private let state = Mutex(State())

    /// Makes a store that does what `base` does, except where `plan` returns a fault; `wait`
    /// passes the time of those that only delay.
    public init(
        _ base: any ObjectStore, plan: @escaping Plan = { _ in nil },
        wait: @escaping @Sendable (Duration) -> Void = { _ in }
    ) {
        self.base = base
        self.wait = wait
        self.plan = plan
    }

    /// The number of calls so far.
    public var callCount: Int { state.withLock { $0.calls } }

    /// Whether the process that this store stands for has died.
    public var isCrashed: Bool { state.withLock { $0.isCrashed } }

    /// Lets the process die now.
    public func crash() { state.withLock { $0.isCrashed = true } }

    /// The contents of an object.
    public func get(_ path: StorePath) throws -> [UInt8] {
        try perform(.get, path) { try base.get(path) }
    }

    /// A part of an object.
    public func getRange(_ path: StorePath, offset: Int, count: Int) throws -> [UInt8] {
        try perform(.getRange, path) {
            try base.getRange(path, offset: offset, count: count)
        }
    }

    /// The end of an object.
    public func getSuffix(_ path: StorePath, count: Int) throws -> ObjectSuffix {
        try perform(.getSuffix, path) { try base.getSuffix(path, count: count) }
    }

    /// The size and age of an object.
    public func head(_ path: StorePath) throws -> ObjectInfo {
        try perform(.head, path) { try base.head(path) }
    }

    /// Writes an object.
    public func put(_ path: StorePath, _ bytes: Span<UInt8>) throws {
        try perform(.put, path, byteCount: bytes.count) {
            try base.put(path, bytes)
            remember(path)
        }
    }

    /// Writes an object unless there is one.
    public func putIfAbsent(_ path: StorePath, _ bytes: Span<UInt8>) throws -> PutOutcome {
        try perform(.putIfAbsent, path, byteCount: bytes.count) {
            let outcome = try base.putIfAbsent(path, bytes)
            if outcome == .created { remember(path) }
            return outcome
        }
    }

    /// Starts to put an object piece by piece.
    public func beginPut(_ path: StorePath) throws -> any ObjectUpload {
        let upload = try perform(.beginPut, path) { try base.beginPut(path) }
        return FaultyUpload(store: self, base: upload, path: path)
    }

    /// Frees what uploads left.
    public func removeAbandonedUploads(in folder: StorePath, before cutoff: Int64) throws -> Int {
        try perform(.removeAbandonedUploads, folder) {
            try base.removeAbandonedUploads(in: folder, before: cutoff)
        }
    }

    /// The objects in a folder, page by page.
    public func listing(of folder: StorePath, startAfter: StorePath?) -> any ObjectListing {
        FaultyListing(
            store: self, base: base.listing(of: folder, startAfter: startAfter), folder: folder)
    }

    /// Removes an object.
    public func delete(_ path: StorePath) throws {
        try perform(.delete, path) { try base.delete(path) }
    }

    func remember(_ path: StorePath) {
        state.withLock { state in
            state.recent.append(path)
            if state.recent.count > FaultyStore.recentCountMax { state.recent.removeFirst() }
        }
    }

    func perform<Result>(
        _ operation: StoreOperation, _ path: StorePath, byteCount: Int = 0,
        tear: () throws -> Void = {},
        stale: (Result, [StorePath]) -> Result = { result, _ in result },
        _ call: () throws -> Result
    ) throws -> Result {
        let index = try state.withLock { state -> Int in
            if state.isCrashed { throw StoreError(.crashed, "the process has died", path: path) }
            defer { state.calls += 1 }
            return state.calls
        }
        let unknown: StoreError.Kind = operation.writes ? .ambiguous : .unavailable
        let planned = StoreCall(
            index: index, operation: operation, path: path, byteCount: byteCount)
        switch plan(planned) {
        case nil: return try call()
        case .delay(let time):
            wait(time)
            return try call()
        case .staleListing: return try stale(call(), state.withLock { $0.recent })
        case .failBefore(let kind):
            throw StoreError(kind, "\(operation) failed as planned", path: path)
        case .loseResponse:
            _ = try call()
            throw StoreError(unknown, "the answer to \(operation) is lost as planned", path: path)
        case .tear:
            try tear()
            throw StoreError(unknown, "\(operation) is torn as planned", path: path)
        case .crashBefore:
            crash()
        case .crashAfter:
            _ = try call()
            crash()
        }
        throw StoreError(.crashed, "the process died in \(operation) as planned", path: path)
    }
}

private final class FaultyListing: ObjectListing {
    private let store: FaultyStore
    private let base: any ObjectListing
    private let folder: StorePath
    /// The page whose answer was lost, to be given when it is asked for again.
    private var lost: ObjectPage?

    init(store: FaultyStore, base: any ObjectListing, folder: StorePath) {
        self.store = store
        self.base = base
        self.folder = folder
    }

    func next() throws -> ObjectPage {
        let page = try store.perform(.list, folder, stale: FaultyListing.withoutRecent) {
            let page = try lost ?? base.next()
            lost = page
            return page
        }
        lost = nil
        return page
    }

    private static func withoutRecent(_ page: ObjectPage, _ recent: [StorePath]) -> ObjectPage {
        var page = page
        page.objects.removeAll { recent.contains($0.path) }
        return page
    }
}
