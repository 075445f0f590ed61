import Bytes
import Synchronization

/// One call to a store, as those who plan faults see it.
public struct StoreCall: Sendable {
    /// The number of calls before this one.
    public let index: Int
    /// What is asked.
    public let operation: StoreOperation
    /// Of which object or folder.
    public let path: StorePath
}

/// What goes wrong in one call to a store.
public enum StoreFault: Sendable, Equatable {
    /// The call fails and has no effect.
    case failBefore(StoreError.Kind)
    /// The call takes effect, but its answer is lost: it throws `ambiguous` where it writes, and
    /// `unavailable` where it reads.
    case loseResponse
    /// Of an upload only a part arrives, is seen by others, and the upload fails: what a store
    /// does that breaks its promise. Other calls fail without effect.
    case tear
    /// The process dies before the call.
    case crashBefore
    /// The process dies after the call took effect.
    case crashAfter
}

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
    }

    private let base: any ObjectStore
    private let plan: Plan
    private let state = Mutex(State())

    /// Makes a store that does what `base` does, except where `plan` returns a fault.
    public init(_ base: any ObjectStore, plan: @escaping Plan = { _ in nil }) {
        self.base = base
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
        try perform(.putIfAbsent, path) { try base.putIfAbsent(path, bytes) }
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

    /// The objects in a folder.
    public func list(_ folder: StorePath, startAfter: StorePath?) throws -> [ObjectInfo] {
        try perform(.list, folder) { try base.list(folder, startAfter: startAfter) }
    }

    /// Removes an object.
    public func delete(_ path: StorePath) throws {
        try perform(.delete, path) { try base.delete(path) }
    }

    func perform<Result>(
        _ operation: StoreOperation, _ path: StorePath, tear: () throws -> Void = {},
        _ call: () throws -> Result
    ) throws -> Result {
        let index = try state.withLock { state -> Int in
            if state.isCrashed { throw StoreError(.crashed, "the process has died", path: path) }
            defer { state.calls += 1 }
            return state.calls
        }
        let fault = plan(StoreCall(index: index, operation: operation, path: path))
        switch fault {
        case nil:
            return try call()
        case .failBefore(let kind):
            throw StoreError(kind, "\(operation) failed as planned", path: path)
        case .loseResponse:
            _ = try call()
            throw StoreError(
                operation.writes ? .ambiguous : .unavailable,
                "the answer to \(operation) is lost as planned", path: path)
        case .tear:
            try tear()
            throw StoreError(
                operation.writes ? .ambiguous : .unavailable,
                "\(operation) is torn as planned", path: path)
        case .crashBefore:
            crash()
        case .crashAfter:
            _ = try call()
            crash()
        }
        throw StoreError(.crashed, "the process died in \(operation) as planned", path: path)
    }
}

extension StoreOperation {
    /// Whether it changes what is stored.
    var writes: Bool {
        switch self {
        case .get, .getRange, .head, .list: false
        case .put, .putIfAbsent, .beginPut, .append, .finish, .finishIfAbsent, .delete,
            .removeAbandonedUploads:
            true
        }
    }
}
