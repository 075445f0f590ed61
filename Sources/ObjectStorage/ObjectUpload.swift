/// An object that is being put piece by piece, by one owner at a time.
///
/// Nothing of it is seen under its path before it has ended, and then it is seen whole: on a file
/// system the pieces go to a temporary file that is renamed or linked into place, on a cloud's
/// block store they are blocks that one request commits. An upload that is dropped, or whose
/// process dies, leaves nothing that `get`, `head` or `list` would show; what it occupies is freed
/// by `ObjectStore.removeAbandonedUploads`.
///
/// An upload is ended once, by `finish`, `finishIfAbsent` or `abort`. An `append` that throws
/// `unavailable` has added nothing and may be made again; an end that throws `unavailable` or
/// `ambiguous` may be made again, as the same end. After any other error only `abort` is left.
/// To append to, or to end, what has ended is a programming error and traps.
public protocol ObjectUpload: AnyObject, Sendable {
    /// Adds bytes, however many: a store that has to send pieces of a certain size gathers them.
    func append(_ bytes: Span<UInt8>) throws

    /// Ends the object and puts it in place of what may be there; it is durable when this returns.
    ///
    /// - Throws: `ambiguous` when it cannot be known whether the object is in place.
    func finish() throws

    /// Ends the object and puts it in place unless there is one: of all who try, one gets
    /// `created`. It is durable when this returns.
    ///
    /// - Throws: `ambiguous` when it cannot be known whether the object is in place.
    func finishIfAbsent() throws -> PutOutcome

    /// Gives the object up and frees what was stored, as far as possible. Does nothing when the
    /// upload has ended.
    func abort()
}
