import Bytes
import Synchronization

/// Makes failed calls to another store again, where that can help and cannot hurt.
///
/// A call that threw `unavailable` or `ambiguous` is made again after a pause, as its policy says.
/// The error that is thrown in the end is the last one; but once an attempt was ambiguous, no
/// failure that follows is passed off as one without effect: it is thrown as `ambiguous` too.
///
/// `putIfAbsent` after an ambiguous attempt: `created` is true. `exists` is true where the object
/// there holds other bytes. Where it holds the same ones, it cannot be told whose they are, and
/// `ambiguous` is thrown: put something unique into the bytes, and look for it. `finishIfAbsent`
/// throws it wherever an object is there.
public final class RetryingStore: ObjectStore {
    private struct State {
        var random: SplitMix64
        /// The reserve in tenths of a retry.
        var tenths: Int
        var retryCount = 0
    }

    private let base: any ObjectStore
    private let policy: RetryPolicy
    private let now: @Sendable () -> Duration
    private let wait: @Sendable (Duration) -> Void
    private let state: Mutex<State>

    /// Makes a store that tries again.
    ///
    /// - Parameters:
    ///   - base: the store that is asked.
    ///   - policy: how often, how long and at what calls.
    ///   - now: the time since some moment that stays the same.
    ///   - wait: sleeps on the calling thread; it may end early when the program ends.
    ///   - seed: draws the pauses.
    public init(
        _ base: any ObjectStore, policy: RetryPolicy = RetryPolicy(),
        now: @escaping @Sendable () -> Duration, wait: @escaping @Sendable (Duration) -> Void,
        seed: UInt64
    ) {
        self.base = base
        self.policy = policy
        self.now = now
        self.wait = wait
        state = Mutex(State(random: SplitMix64(seed: seed), tenths: 10 * policy.reserve))
    }

    /// How many calls were made again so far.
    public var retryCount: Int { state.withLock { $0.retryCount } }

    /// The contents of an object.
    public func get(_ path: StorePath) throws -> [UInt8] {
        try perform(.get, path) { try base.get(path) }
    }

    /// A part of an object.
    public func getRange(_ path: StorePath, offset: Int, count: Int) throws -> [UInt8] {
        try perform(.getRange, path) { try base.getRange(path, offset: offset, count: count) }
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
        try perform(.put, path) { try base.put(path, bytes) }
    }

    /// Writes an object unless there is one.
    public func putIfAbsent(_ path: StorePath, _ bytes: Span<UInt8>) throws -> PutOutcome {
        var doubt: StoreError?
        let outcome = try perform(.putIfAbsent, path, doubt: &doubt) {
            try base.putIfAbsent(path, bytes)
        }
        guard outcome == .exists, let doubt else { return outcome }
        let there = try? get(path)
        if let there, !there.span.rawBytes.equals(bytes.rawBytes) { return .exists }
        throw doubt
    }

    /// Starts to put an object piece by piece.
    public func beginPut(_ path: StorePath) throws -> any ObjectUpload {
        let upload = try perform(.beginPut, path) { try base.beginPut(path) }
        return RetryingUpload(store: self, base: upload, path: path)
    }

    /// Frees what uploads left.
    public func removeAbandonedUploads(in folder: StorePath, before cutoff: Int64) throws -> Int {
        try perform(.removeAbandonedUploads, folder) {
            try base.removeAbandonedUploads(in: folder, before: cutoff)
        }
    }

    /// The objects in a folder, page by page.
    public func listing(of folder: StorePath, startAfter: StorePath?) -> any ObjectListing {
        RetryingListing(
            store: self, base: base.listing(of: folder, startAfter: startAfter), folder: folder)
    }

    /// Removes an object.
    public func delete(_ path: StorePath) throws {
        try perform(.delete, path) { try base.delete(path) }
    }

    // MARK: Private

    fileprivate func perform<Result>(
        _ operation: StoreOperation, _ path: StorePath, _ call: () throws -> Result
    ) throws -> Result {
        var doubt: StoreError?
        return try perform(operation, path, doubt: &doubt, call)
    }

    /// Makes a call until it succeeds or there is no more to hope for; `doubt` is the first
    /// ambiguous answer on the way.
    fileprivate func perform<Result>(
        _ operation: StoreOperation, _ path: StorePath, doubt: inout StoreError?,
        _ call: () throws -> Result
    ) throws -> Result {
        let start = now()
        var attempts = 0
        while true {
            attempts += 1
            do {
                let result = try call()
                if attempts == 1 { earn() }
                return result
            } catch let error as StoreError {
                if error.kind == .ambiguous { doubt = doubt ?? error }
                guard policy.operations.contains(operation),
                    policy.allows(operation, after: error.kind), attempts < policy.attemptsMax,
                    let pause = pause(after: attempts, since: start)
                else { throw RetryingStore.last(error, of: attempts, doubt: doubt) }
                wait(pause)
            }
        }
    }

    private func earn() {
        state.withLock { $0.tenths = min($0.tenths + 1, 10 * policy.reserve) }
    }

    /// The pause before another attempt, which it takes from the reserve; nil when there is none.
    private func pause(after attempts: Int, since start: Duration) -> Duration? {
        state.withLock { state in
            guard state.tenths >= 10 else { return nil }
            let pause = policy.delay(afterAttempts: attempts, using: &state.random)
            guard now() - start + pause <= policy.timeMax else { return nil }
            state.tenths -= 10
            state.retryCount += 1
            return pause
        }
    }

    private static func last(
        _ error: StoreError, of attempts: Int, doubt: StoreError?
    ) -> StoreError {
        let count = attempts == 1 ? "" : ", at attempt \(attempts)"
        if doubt != nil, error.kind != .ambiguous, error.kind != .crashed {
            let message = "an attempt may have taken effect, but then: \(error.message)\(count)"
            return StoreError(.ambiguous, message, path: error.path)
        }
        return StoreError(error.kind, error.message + count, path: error.path)
    }
}

private final class RetryingUpload: ObjectUpload {
    private let store: RetryingStore
    private let base: any ObjectUpload
    private let path: StorePath

    init(store: RetryingStore, base: any ObjectUpload, path: StorePath) {
        self.store = store
        self.base = base
        self.path = path
    }

    func append(_ bytes: Span<UInt8>) throws {
        try store.perform(.append, path) { try base.append(bytes) }
    }

    func finish() throws {
        try store.perform(.finish, path) { try base.finish() }
    }

    func finishIfAbsent() throws -> PutOutcome {
        var doubt: StoreError?
        let outcome = try store.perform(.finishIfAbsent, path, doubt: &doubt) {
            try base.finishIfAbsent()
        }
        if outcome == .exists, let doubt { throw doubt }
        return outcome
    }

    func abort() { base.abort() }
}

private final class RetryingListing: ObjectListing {
    private let store: RetryingStore
    private let base: any ObjectListing
    private let folder: StorePath

    init(store: RetryingStore, base: any ObjectListing, folder: StorePath) {
        self.store = store
        self.base = base
        self.folder = folder
    }

    func next() throws -> ObjectPage { try store.perform(.list, folder) { try base.next() } }
}
