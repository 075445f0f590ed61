/// One call to a store, as those who plan faults see it.
public struct StoreCall: Sendable {
    /// The number of calls before this one.
    public let index: Int
    /// What is asked.
    public let operation: StoreOperation
    /// Of which object or folder.
    public let path: StorePath
    /// How many bytes are to be written.
    public let byteCount: Int

    /// Makes a description of a call.
    public init(index: Int, operation: StoreOperation, path: StorePath, byteCount: Int = 0) {
        self.index = index
        self.operation = operation
        self.path = path
        self.byteCount = byteCount
    }
}

/// What goes wrong in one call to a store.
public enum StoreFault: Sendable, Equatable {
    /// The call fails and has no effect.
    case failBefore(StoreError.Kind)
    /// The call takes effect, but its answer is lost: it throws `ambiguous` where it writes, and
    /// `unavailable` where it reads.
    case loseResponse
    /// The call takes this long.
    case delay(Duration)
    /// Of an upload only a part arrives, is seen by others, and the upload fails: what a store
    /// does that breaks its promise. Other calls fail without effect.
    case tear
    /// A page of a listing lacks the objects that were put last: also a broken promise. Other
    /// calls go well.
    case staleListing
    /// The process dies before the call.
    case crashBefore
    /// The process dies after the call took effect.
    case crashAfter
}
