import CLinux
import Glibc

/// Randomness from the system, to seed generators and to make ids that never repeat.
public enum Entropy {
    /// Random bytes, fit for ids and secrets.
    public static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe getrandom(buffer.baseAddress.map { unsafe $0 + filled }, count - filled, 0)
            }
            if got > 0 { filled += got }
            precondition(got > 0 || errno == EINTR, "getrandom failed: \(systemReason(errno))")
        }
        return bytes
    }

    /// A random 64-bit number, to seed a generator.
    public static func seed() -> UInt64 {
        bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
