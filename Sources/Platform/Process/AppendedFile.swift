import Glibc

/// A file that is only ever added to, readable by its owner alone.
public final class AppendedFile: Sendable {
    private let descriptor: CInt
    private let path: String

    /// Opens the file, or makes it.
    ///
    /// - Parameter mustBeNew: refuses a file that is there.
    /// - Throws: `PlatformError` of kind `notFound` or `system`.
    public init(_ path: String, mustBeNew: Bool = false) throws(PlatformError) {
        self.path = path
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | (mustBeNew ? O_EXCL : 0)
        descriptor = unsafe open(path, flags, 0o600)
        guard descriptor >= 0 else { throw Self.failure("open", path) }
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Adds bytes at the end; what one call adds stays together.
    ///
    /// - Throws: `PlatformError` of kind `system`, where the bytes are there in part or not at all.
    public func append(_ bytes: [UInt8]) throws(PlatformError) {
        var position = 0
        while position < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor, buffer.baseAddress.map { unsafe $0 + position },
                    buffer.count - position)
            }
            if written < 0, errno != EINTR { throw Self.failure("write to", path) }
            position += max(0, written)
        }
    }

    /// Waits until what was added would survive a loss of power.
    ///
    /// - Throws: `PlatformError` of kind `system`.
    func sync() throws(PlatformError) {
        guard fsync(descriptor) == 0 else { throw Self.failure("sync", path) }
    }

    static func failure(_ call: String, _ path: String) -> PlatformError {
        let code = errno
        return PlatformError(
            code == ENOENT ? .notFound : .system,
            "cannot \(call) `\(path)`: \(systemReason(code))")
    }
}
