import Glibc

/// A lock between processes, on a file that is there for nothing else; held as long as it lives.
///
/// The file stays when the lock is let go: who removed it could part two processes, one of which
/// holds the lock of a file that the other does not see any more.
public final class FileLock: Sendable {
    private let descriptor: CInt

    private init(_ descriptor: CInt) { self.descriptor = descriptor }

    deinit { Glibc.close(descriptor) }

    /// Takes the lock; nil while somebody else holds it, in this process or another.
    ///
    /// - Throws: `PlatformError` of kind `notFound` or `system`, where the file cannot be made.
    public static func take(_ path: String) throws(PlatformError) -> FileLock? {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw AppendedFile.failure("open", path) }
        let lock = FileLock(descriptor)
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return lock }
        if errno == EWOULDBLOCK { return nil }
        throw AppendedFile.failure("lock", path)
    }
}
