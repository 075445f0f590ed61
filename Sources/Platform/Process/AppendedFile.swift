import Glibc

/// A file that is only ever added to, readable by its owner alone.
public final class AppendedFile: Sendable {
    private let descriptor: CInt
    private let path: String

    /// Opens the file, or makes it.
    ///
    /// - Throws: `PlatformError` of kind `notFound` or `system`.
    public init(_ path: String) throws(PlatformError) {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
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

    private static func failure(_ call: String, _ path: String) -> PlatformError {
        let code = errno
        return PlatformError(
            code == ENOENT ? .notFound : .system,
            "cannot \(call) `\(path)`: \(systemReason(code))")
    }
}
