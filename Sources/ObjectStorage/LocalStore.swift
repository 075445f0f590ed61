import Bytes
import Synchronization

/// A folder of the local file system as a store.
///
/// Objects that are put appear whole: they are written under a temporary name
/// (`.<name>.<pid>.<n>.tmp`, which listings leave out), made durable, and then linked (if absent)
/// or renamed into place, and the folder is made durable as well. Objects that are created are
/// written under their own name.
public final class LocalStore: ObjectStore {
    private let root: String
    private let temporaries = Atomic<Int>(0)
    private let knownFolders = Mutex<Set<StorePath>>([])

    /// How deep folders may be nested: stops a listing that symbolic links send in circles.
    private static let depthMax = 64

    /// Makes a store of the folder `root`, which need not be there yet.
    public init(root: String) {
        self.root = root
    }

    /// The contents of an object.
    public func get(_ path: StorePath) throws -> [UInt8] {
        try at(path) {
            let file = try File(fullName(path), for: .reading)
            let status = try file.status()
            if status.isFolder { throw StoreError(.notFound, "a folder is no object") }
            return try file.read(at: 0, count: status.size)
        }
    }

    /// A part of an object.
    public func getRange(_ path: StorePath, offset: Int, count: Int) throws -> [UInt8] {
        try at(path) {
            let file = try File(fullName(path), for: .reading)
            let status = try file.status()
            if status.isFolder { throw StoreError(.notFound, "a folder is no object") }
            guard offset >= 0, offset <= status.size, count >= 0 else {
                throw StoreError(.invalid, "range outside of the object: offset=\(offset)")
            }
            return try file.read(at: offset, count: min(count, status.size - offset))
        }
    }

    /// The size and age of an object.
    public func head(_ path: StorePath) throws -> ObjectInfo {
        try at(path) {
            guard let status = try File.status(of: fullName(path)), !status.isFolder else {
                throw StoreError(.notFound, "no such object")
            }
            return ObjectInfo(path: path, size: status.size, modified: status.modified)
        }
    }

    /// Writes an object.
    public func put(_ path: StorePath, _ bytes: Span<UInt8>) throws {
        let temporary = try writeTemporary(for: path, bytes)
        try at(path) {
            do {
                try File.rename(temporary, to: fullName(path))
            } catch {
                try? File.remove(temporary)
                throw error
            }
            try certain { try syncFolder(path.parent) }
        }
    }

    /// Writes an object unless there is one.
    public func putIfAbsent(_ path: StorePath, _ bytes: Span<UInt8>) throws -> PutOutcome {
        // Most losers of a race can be spared the write.
        if try at(path, { try File.status(of: fullName(path)) }) != nil { return .exists }
        let temporary = try writeTemporary(for: path, bytes)
        return try at(path) {
            // After a rename, where there are no hard links, the name is gone already.
            defer { try? File.remove(temporary) }
            guard try File.link(temporary, to: fullName(path)) else { return .exists }
            try certain { try syncFolder(path.parent) }
            return .created
        }
    }

    /// Starts an object under its own name.
    public func create(_ path: StorePath) throws -> any ObjectWriter {
        try at(path) {
            let file: File? = try inFolder(of: path) { try File.create(fullName(path)) }
            guard let file else { throw StoreError(.invalid, "an object that is created is new") }
            return LocalWriter(store: self, path: path, file: file)
        }
    }

    /// The objects in a folder.
    public func list(_ folder: StorePath, startAfter: StorePath?) throws -> [ObjectInfo] {
        var found: [ObjectInfo] = []
        try at(folder) { try collect(folder, startAfter: startAfter, depth: 0, into: &found) }
        return found.sorted { $0.path < $1.path }
    }

    /// Removes an object.
    public func delete(_ path: StorePath) throws {
        try at(path) { try File.remove(fullName(path)) }
    }

    // MARK: Private

    fileprivate func fullName(_ path: StorePath) -> String {
        path.text.isEmpty ? root : "\(root)/\(path.text)"
    }

    fileprivate func syncFolder(_ folder: StorePath) throws {
        try File(fullName(folder), for: .syncing).sync()
    }

    private func writeTemporary(for path: StorePath, _ bytes: Span<UInt8>) throws -> String {
        let file: File = try at(path) {
            try inFolder(of: path) { try openTemporary(for: path) }
        }
        do {
            try file.write(bytes)
            try file.sync()
        } catch let error as StoreError {
            try? File.remove(file.path)
            throw StoreError(error.kind, error.message, path: path)
        }
        return file.path
    }

    private func openTemporary(for path: StorePath) throws -> File {
        for _ in 0..<1000 {
            let number = temporaries.add(1, ordering: .relaxed).newValue
            let name = ".\(path.name).\(File.processNumber).\(number).tmp"
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

    private func collect(
        _ folder: StorePath, startAfter: StorePath?, depth: Int, into found: inout [ObjectInfo]
    ) throws {
        guard depth < LocalStore.depthMax else {
            throw StoreError(.invalid, "folders are nested too deep", path: folder)
        }
        for name in try File.names(in: fullName(folder)) where !isTemporary(name) {
            // A name that no path can have was not put by a store.
            guard let path = try? folder.appending(name) else { continue }
            if let startAfter, path < startAfter, !startAfter.isWithin(path) { continue }
            // It may be gone since it was listed.
            guard let status = try File.status(of: fullName(path)) else { continue }
            if status.isFolder {
                try collect(path, startAfter: startAfter, depth: depth + 1, into: &found)
            } else if startAfter.map({ $0 < path }) ?? true {
                found.append(
                    ObjectInfo(path: path, size: status.size, modified: status.modified))
            }
        }
    }

    private func isTemporary(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: ".") && name.hasSuffix(".tmp")
    }

    /// Does a step after which the write cannot be taken back: its failure decides nothing.
    private func certain(_ step: () throws -> Void) throws {
        do {
            try step()
        } catch let error as StoreError {
            throw StoreError(.ambiguous, "written, but perhaps not durable: \(error.message)")
        }
    }
}

/// Names the object in the errors of `body`.
private func at<Result: ~Copyable>(_ path: StorePath, _ body: () throws -> Result) throws -> Result
{
    do {
        return try body()
    } catch let error as StoreError where error.path == nil {
        throw StoreError(error.kind, error.message, path: path)
    }
}

private final class LocalWriter: ObjectWriter {
    private let store: LocalStore
    private let path: StorePath
    private let file: Mutex<File?>

    init(store: LocalStore, path: StorePath, file: consuming File) {
        self.store = store
        self.path = path
        self.file = Mutex(consume file)
    }

    func append(_ bytes: Span<UInt8>) throws {
        try file.withLock { file in
            precondition(file != nil, "nothing is appended to an object that has ended")
            try file?.write(bytes)
        }
    }

    func finish() throws {
        guard let open = take() else { preconditionFailure("an object is finished once") }
        try at(path) {
            try open.sync()
            try store.syncFolder(path.parent)
        }
    }

    func abort() {
        guard take() != nil else { return }
        try? store.delete(path)
    }

    private func take() -> File? {
        file.withLock { file in
            var taken: File?
            swap(&taken, &file)
            return taken
        }
    }
}
