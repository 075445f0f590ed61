import Bytes
import Synchronization

/// Where a file's bytes go, piece by piece, in order.
public protocol ByteSink: Sendable {
    /// Takes the next bytes of the file.
    func append(_ bytes: Span<UInt8>) throws
}

/// Keeps a file in memory.
public final class MemorySink: ByteSink {
    private let held = Mutex<[UInt8]>([])

    /// Makes a sink that holds nothing.
    public init() {}

    /// The bytes so far.
    public var bytes: [UInt8] { held.withLock { $0 } }

    /// Takes the next bytes of the file.
    public func append(_ bytes: Span<UInt8>) {
        let more = bytes.rawBytes.copy()
        held.withLock { $0.append(contentsOf: more) }
    }
}
