/// What was asked of a store.
public enum StoreOperation: String, Sendable, Hashable, CaseIterable {
    /// A whole read.
    case get
    /// A partial read.
    case getRange
    /// A read of an object's end.
    case getSuffix
    /// A look at size and age.
    case head
    /// A write that overwrites.
    case put
    /// A write of something new.
    case putIfAbsent
    /// The start of an upload.
    case beginPut
    /// A piece of an upload.
    case append
    /// The end of an upload that overwrites.
    case finish
    /// The end of an upload of something new.
    case finishIfAbsent
    /// A page of a listing.
    case list
    /// A removal.
    case delete
    /// A removal of uploads that never ended.
    case removeAbandonedUploads

    /// Whether it changes what is stored.
    public var writes: Bool {
        switch self {
        case .get, .getRange, .getSuffix, .head, .list: false
        case .put, .putIfAbsent, .beginPut, .append, .finish, .finishIfAbsent, .delete,
            .removeAbandonedUploads:
            true
        }
    }
}
