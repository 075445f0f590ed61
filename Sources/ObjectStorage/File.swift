import Bytes
import Glibc

/// An open file of the local file system, and the system calls that a store of files needs.
///
/// The only file of this module that is unsafe. Calls that a signal interrupts are made again;
/// failures are `StoreError`, sorted by what the caller can do.
@safe
struct File: ~Copyable {
    /// What a file is opened for.
    enum Purpose {
        /// Reading what is there.
        case reading
        /// Making a folder's entries durable.
        case syncing
    }

    /// What a name may stand for.
    enum Kind {
        case file, folder, link, other
    }

    /// Size and age, and what it is.
    struct Status {
        var size: Int
        var modified: Int64
        var kind: Kind
    }

    private let descriptor: Int32
    let path: String

    /// Opens a file.
    init(_ path: String, for purpose: Purpose) throws {
        let flags =
            switch purpose {
            // A pipe would wait for its writer.
            case .reading: O_RDONLY | O_NONBLOCK | O_CLOEXEC
            case .syncing: O_RDONLY | O_DIRECTORY | O_CLOEXEC
            }
        let result = File.retrying { unsafe open(path, flags) }
        guard result >= 0 else { throw File.failure("open", path) }
        descriptor = result
        self.path = path
    }

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Makes an empty file for writing; nil when the name is taken.
    static func create(_ path: String) throws -> File? {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let result = File.retrying { unsafe open(path, flags, 0o644) }
        if result >= 0 { return File(descriptor: result, path: path) }
        if errno == EEXIST { return nil }
        throw failure("create", path)
    }

    deinit { _ = close(descriptor) }

    /// What the file system knows about the open file.
    func status() throws -> Status {
        var raw = stat()
        guard unsafe fstat(descriptor, &raw) == 0 else { throw File.failure("stat", path) }
        return File.status(raw)
    }

    /// Reads up to `count` bytes from `offset`; fewer only where the file ends.
    func read(at offset: Int, count: Int) throws -> [UInt8] {
        var failed: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            while filled < count {
                let got = File.retrying {
                    unsafe pread(
                        descriptor, buffer.baseAddress.map { unsafe $0 + filled }, count - filled,
                        offset + filled)
                }
                if got < 0 { failed = errno }
                if got <= 0 { break }
                filled += got
            }
        }
        if failed != 0 { throw File.failure("read", path, code: failed) }
        return bytes
    }

    /// Writes all the bytes from `offset` on; when it throws, some of them may be there.
    func write(_ bytes: Span<UInt8>, at offset: Int) throws {
        let raw = bytes.rawBytes
        var done = 0
        while done < raw.byteCount {
            let rest = raw.extracting(done..<raw.byteCount)
            let wrote = unsafe rest.withUnsafeBytes { part in
                File.retrying {
                    unsafe pwrite(descriptor, part.baseAddress, part.count, offset + done)
                }
            }
            guard wrote > 0 else { throw File.failure("write", path) }
            done += wrote
        }
    }

    /// Cuts off what follows the first `size` bytes.
    func truncate(to size: Int) throws {
        guard File.retrying({ ftruncate(descriptor, size) }) == 0 else {
            throw File.failure("ftruncate", path)
        }
    }

    /// Waits until what was written would survive a loss of power.
    func sync() throws {
        guard File.retrying({ fsync(descriptor) }) == 0 else { throw File.failure("fsync", path) }
    }

    // MARK: Names

    /// What the file system knows about a name; nil when there is none.
    static func status(of path: String) throws -> Status? {
        var raw = stat()
        if unsafe stat(path, &raw) == 0 { return status(raw) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw failure("stat", path)
    }

    /// What the file system knows about a name itself, without following a symbolic link.
    static func status(ofLink path: String) throws -> Status? {
        var raw = stat()
        if unsafe lstat(path, &raw) == 0 { return status(raw) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw failure("lstat", path)
    }

    /// Gives a file a second name; false when that name is taken.
    static func link(_ existing: String, to name: String) throws -> Bool {
        if unsafe Glibc.link(existing, name) == 0 { return true }
        if errno == EEXIST { return false }
        if [EPERM, EOPNOTSUPP, ENOSYS].contains(errno) {
            throw StoreError(
                .invalid, "the file system has no hard links, which commits need: \(name)")
        }
        throw failure("link", name)
    }

    /// Renames a file over what may be there.
    static func rename(_ existing: String, to name: String) throws {
        guard unsafe Glibc.rename(existing, name) == 0 else { throw failure("rename", name) }
    }

    /// Removes the name of a file; it is no error when there is none.
    static func remove(_ path: String) throws {
        if unsafe unlink(path) != 0, ![ENOENT, ENOTDIR, EISDIR].contains(errno) {
            throw failure("unlink", path)
        }
    }

    /// Makes a folder; false when there is one.
    static func makeFolder(_ path: String) throws -> Bool {
        if unsafe mkdir(path, 0o755) == 0 { return true }
        let code = errno
        if code == EEXIST, try status(of: path)?.kind == .folder { return false }
        if code == EEXIST || code == ENOTDIR {
            throw StoreError(.invalid, "a file is where a folder has to be: \(path)")
        }
        throw failure("mkdir", path, code: code)
    }

    /// Calls `body` with the names in a folder, in no order, and what each is, nil where the
    /// folder does not tell; never when there is no such folder.
    static func forEachEntry(in folder: String, _ body: (String, Kind?) throws -> Void) throws {
        guard let directory = unsafe opendir(folder) else {
            if errno == ENOENT || errno == ENOTDIR { return }
            throw failure("opendir", folder)
        }
        defer { _ = unsafe closedir(directory) }
        while true {
            errno = 0
            guard let entry = unsafe readdir(directory) else {
                if errno != 0 { throw failure("readdir", folder) }
                return
            }
            var field = unsafe entry.pointee.d_name
            let name = unsafe withUnsafeBytes(of: &field) { raw in
                unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            let kind: Kind? =
                switch unsafe Int(entry.pointee.d_type) {
                case DT_REG: .file
                case DT_DIR: .folder
                case DT_LNK, DT_UNKNOWN: nil
                default: .other
                }
            if name != ".", name != ".." { try body(name, kind) }
        }
    }

    /// The number of this process, which makes the names of its temporary files its own.
    static var processNumber: Int32 { getpid() }

    // MARK: Errors

    private static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            if result != -1 || errno != EINTR { return result }
        }
    }

    private static func failure(
        _ call: String, _ path: String, code: Int32 = errno
    ) -> StoreError {
        let reason = unsafe String(cString: strerror(code))
        return StoreError(kind(of: code), "\(call) failed: \(reason): \(path)")
    }

    private static func kind(of code: Int32) -> StoreError.Kind {
        switch code {
        case ENOENT, ENOTDIR: .notFound
        case EACCES, EPERM, EROFS: .denied
        case ENOSPC, EDQUOT, EFBIG: .outOfSpace
        case EISDIR, ENAMETOOLONG, EINVAL, ELOOP: .invalid
        default: .unavailable
        }
    }

    private static func status(_ raw: stat) -> Status {
        let kind: Kind =
            switch raw.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        return Status(
            size: Int(raw.st_size),
            modified: Int64(raw.st_mtim.tv_sec) * 1000 + Int64(raw.st_mtim.tv_nsec) / 1_000_000,
            kind: kind)
    }
}
