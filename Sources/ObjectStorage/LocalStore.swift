import Bytes
import Synchronization

/// A folder of the local file system as a store.
///
/// Objects appear whole: they are written under a temporary name in their folder
/// (`.<name>.<pid>.<n>.tmp`, which listings leave out and no object may have), made durable, and
/// then linked (if absent) or renamed into place, and the folder is made durable as well.
///
/// A symbolic link in a path is followed, wherever it leads, and so is one that stands for an
/// object; `delete` removes the link. Listings do not go into folders that are links: what they
/// show, and what is deleted because of it, lies under the root. A path may be an object or a
/// folder of objects, not both.
public final class LocalStore: ObjectStore {
    /// The folder, as it was given.
    public let root: String
    private let temporaries = Atomic<Int>(0)
    private let knownFolders = Mutex<Set<StorePath>>([])

    /// How deep folders may be nested: stops a listing that symbolic links send in circles.
    static let depthMax = 64

    /// The most names of one directory that a listing holds; for a moment it may be twice as many.
    let heldNamesMax: Int

    /// Makes a store of the folder `root`, which need not be there yet.
    public convenience init(root: String) {
        self.init(root: root, heldNamesMax: 1 << 16)
    }

    /// Makes a store whose listings hold so many names of a directory at most.
    package init(root: String, heldNamesMax: Int) {
        precondition(heldNamesMax > 0, "a listing holds a name")
        self.root = root.isEmpty ? "." : root
        self.heldNamesMax = heldNamesMax
    }

    /// The contents of an object.
    public func get(_ path: StorePath) throws -> [UInt8] {
        try reading(path) { file, size in try file.read(at: 0, count: size) }
    }

    /// A part of an object.
    public func getRange(_ path: StorePath, offset: Int, count: Int) throws -> [UInt8] {
        try reading(path) { file, size in
            guard offset >= 0, offset <= size, count >= 0 else {
                throw StoreError(.invalid, "range outside of the object: offset=\(offset)")
            }
            return try file.read(at: offset, count: min(count, size - offset))
        }
    }

    /// The end of an object.
    public func getSuffix(_ path: StorePath, count: Int) throws -> ObjectSuffix {
        try reading(path) { file, size in
            let count = min(max(count, 0), size)
            let bytes = try file.read(at: size - count, count: count)
            return ObjectSuffix(bytes: bytes, size: size)
        }
    }

    /// The size and age of an object.
    public func head(_ path: StorePath) throws -> ObjectInfo {
        try at(path) {
            guard let status = try File.status(of: fullName(path)), status.kind == .file else {
                throw StoreError(.notFound, "no such object")
            }
            return ObjectInfo(path: path, size: status.size, modified: status.modified)
        }
    }

    /// Writes an object.
    public func put(_ path: StorePath, _ bytes: Span<UInt8>) throws {
        let upload = try begin(path)
        do {
            try upload.append(bytes)
            try upload.finish()
        } catch {
            upload.abort()
            throw error
        }
    }

    /// Writes an object unless there is one.
    public func putIfAbsent(_ path: StorePath, _ bytes: Span<UInt8>) throws -> PutOutcome {
        // Most losers of a race can be spared the write.
        if try at(path, { try File.status(of: fullName(path)) }) != nil { return .exists }
        let upload = try begin(path)
        do {
            try upload.append(bytes)
            return try upload.finishIfAbsent()
        } catch {
            upload.abort()
            throw error
        }
    }

    /// Starts to put an object piece by piece.
    public func beginPut(_ path: StorePath) throws -> any ObjectUpload { try begin(path) }

    private func begin(_ path: StorePath) throws -> LocalUpload {
        if LocalStore.isTemporary(path.name) {
            throw StoreError(
                .invalid, "names from a dot to `.tmp` are those of temporary files", path: path)
        }
        let file: File = try at(path) {
            try inFolder(of: path) { try openTemporary(for: path) }
        }
        return LocalUpload(store: self, path: path, file: file)
    }

    /// The objects in a folder, page by page.
    public func listing(of folder: StorePath, startAfter: StorePath?) -> any ObjectListing {
        LocalListing(store: self, folder: folder, startAfter: startAfter)
    }

    /// Removes an object.
    public func delete(_ path: StorePath) throws {
        try at(path) { try File.remove(fullName(path)) }
    }

    // MARK: Private

    func fullName(_ path: StorePath) -> String {
        path.text.isEmpty ? root : "\(root)/\(path.text)"
    }

    func syncFolder(_ folder: StorePath) throws {
        try File(fullName(folder), for: .syncing).sync()
    }

    private func reading<Result>(
        _ path: StorePath, _ body: (borrowing File, _ size: Int) throws -> Result
    ) throws -> Result {
        try at(path) {
            let file = try File(fullName(path), for: .reading)
            let status = try file.status()
            guard status.kind == .file else { throw StoreError(.notFound, "no such object") }
            return try body(file, status.size)
        }
    }

    private func openTemporary(for path: StorePath) throws -> File {
        for _ in 0..<1000 {
            let number = temporaries.add(1, ordering: .relaxed).newValue
            let ending = ".\(File.processNumber).\(number).tmp"
            // The file system allows 255 bytes.
            let start = String(decoding: path.name.utf8.prefix(200), as: UTF8.self)
            let name = ".\(start)\(ending)"
            if let file = try File.create("\(fullName(path.parent))/\(name)") { return file }
        }
        throw StoreError(.unavailable, "no free name for a temporary file")
    }

    /// Calls `body` when the folder of an object is there.
    private func inFolder<Result: ~Copyable>(
        of path: StorePath, _ body: () throws -> Result
    ) throws -> Result {
        try makeFolders(path.parent)
        do {
            return try body()
        } catch let error as StoreError where error.kind == .notFound {
            // Someone removed the folder since it was made.
            knownFolders.withLock { $0.removeAll() }
            try makeFolders(path.parent)
            return try body()
        }
    }

    /// Makes the folders down to `folder`; new ones are durable in their parents.
    private func makeFolders(_ folder: StorePath) throws {
        if knownFolders.withLock({ $0.contains(folder) }) { return }
        if folder.text.isEmpty {
            try makeRoot()
        } else {
            try makeFolders(folder.parent)
            if try File.makeFolder(fullName(folder)) { try syncFolder(folder.parent) }
        }
        knownFolders.withLock { _ = $0.insert(folder) }
    }

    private func makeRoot() throws {
        var missing: [String] = []
        var name = root
        while try !name.isEmpty && File.status(of: name) == nil {
            missing.append(name)
            guard let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")) else { break }
            name = String(name[..<slash])
        }
        for folder in missing.reversed() { _ = try File.makeFolder(folder) }
    }

    static func isTemporary(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: ".") && name.hasSuffix(".tmp")
    }
}

/// Names the object in the errors of `body`.
func at<Result: ~Copyable>(_ path: StorePath, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as StoreError where error.path == nil {
        throw StoreError(error.kind, error.message, path: path)
    }
}
