import Glibc

/// Small text files: configuration, secrets, the kernel's own.
public enum TextFile {
    /// The file's bytes as text; bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Throws: `PlatformError`: `notFound`, `tooLarge` beyond the limit, else `system`.
    public static func read(_ path: String, limitBytes: Int) throws -> String {
        String(decoding: try readBytes(path, limitBytes: limitBytes), as: UTF8.self)
    }

    /// The file's bytes.
    ///
    /// - Throws: `PlatformError`: `notFound`, `tooLarge` beyond the limit, else `system`.
    public static func readBytes(_ path: String, limitBytes: Int) throws -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("read", path)
            }
            guard bytes.count + count <= limitBytes else {
                throw PlatformError(.tooLarge, "`\(path)` is larger than \(limitBytes) bytes")
            }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    private static func failure(_ call: String, _ path: String) -> PlatformError {
        let code = errno
        return PlatformError(
            code == ENOENT ? .notFound : .system,
            "cannot \(call) `\(path)`: \(systemReason(code))")
    }
}
