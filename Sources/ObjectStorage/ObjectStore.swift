/// Objects under paths, as a file system or a cloud's blob service keeps them.
///
/// Calls block and may come from any thread. An object is seen whole or not at all. After a call
/// that wrote has returned, what it wrote outlives a crash of the machine, and every later read or
/// listing sees it. All errors are `StoreError`.
public protocol ObjectStore: Sendable {
    /// The contents of an object.
    func get(_ path: StorePath) throws -> [UInt8]

    /// A part of an object; shorter than `count` where the object ends before.
    ///
    /// - Throws: `invalid` when `offset` is negative or beyond the object's end.
    func getRange(_ path: StorePath, offset: Int, count: Int) throws -> [UInt8]

    /// The last `count` bytes of an object, all of it where it is shorter, and its size: what a
    /// reader of a file with its directory at the end begins with.
    func getSuffix(_ path: StorePath, count: Int) throws -> ObjectSuffix

    /// The size and age of an object.
    func head(_ path: StorePath) throws -> ObjectInfo

    /// Writes an object, in place of what may be there.
    func put(_ path: StorePath, _ bytes: Span<UInt8>) throws

    /// Writes an object unless there is one: of all who try, one gets `created`.
    ///
    /// - Throws: `ambiguous` when it cannot be known whether the object was written.
    func putIfAbsent(_ path: StorePath, _ bytes: Span<UInt8>) throws -> PutOutcome

    /// Starts to put an object piece by piece, in memory that does not grow with its size.
    func beginPut(_ path: StorePath) throws -> any ObjectUpload

    /// Frees what uploads to a folder, at any depth, occupy that were begun but not ended.
    ///
    /// - Parameters:
    ///   - folder: where the objects would be.
    ///   - cutoff: milliseconds since 1970. Only uploads that were last appended to before it are
    ///     removed; let it lie further back than any upload may take.
    /// - Returns: the number of uploads removed.
    func removeAbandonedUploads(in folder: StorePath, before cutoff: Int64) throws -> Int

    /// The objects in a folder, at any depth, in the order of their paths' bytes; with
    /// `startAfter`, only those that come later than it. A folder that is not there is empty.
    /// Nothing is asked of the store before the first page is.
    func listing(of folder: StorePath, startAfter: StorePath?) -> any ObjectListing

    /// Removes an object; it is no error when there is none.
    func delete(_ path: StorePath) throws
}

extension ObjectStore {
    /// Writes an object, in place of what may be there.
    public func put(_ path: StorePath, _ bytes: [UInt8]) throws {
        try put(path, bytes.span)
    }

    /// Writes an object unless there is one.
    public func putIfAbsent(_ path: StorePath, _ bytes: [UInt8]) throws -> PutOutcome {
        try putIfAbsent(path, bytes.span)
    }

    /// The contents of an object, nil when there is none.
    public func getIfPresent(_ path: StorePath) throws -> [UInt8]? {
        do {
            return try get(path)
        } catch let error as StoreError where error.kind == .notFound {
            return nil
        }
    }
}

/// What a conditional write came to.
public enum PutOutcome: Sendable, Equatable {
    /// The object was not there and is now.
    case created
    /// There was an object already; it is as it was.
    case exists
}

/// What a store knows about an object.
public struct ObjectInfo: Sendable, Equatable {
    /// Where it is.
    public let path: StorePath
    /// Its size in bytes.
    public let size: Int
    /// When it was last written, in milliseconds since 1970.
    public let modified: Int64

    /// Makes a description of an object.
    public init(path: StorePath, size: Int, modified: Int64) {
        self.path = path
        self.size = size
        self.modified = modified
    }
}

/// The end of an object.
public struct ObjectSuffix: Sendable, Equatable {
    /// The bytes up to the object's end.
    public let bytes: [UInt8]
    /// The size of the whole object in bytes.
    public let size: Int

    /// Makes the end of an object.
    public init(bytes: [UInt8], size: Int) {
        self.bytes = bytes
        self.size = size
    }
}
