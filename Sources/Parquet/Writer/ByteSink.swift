/// Where a file's bytes go, piece by piece, in order.
public protocol ByteSink: Sendable {
    /// Takes the next bytes of the file.
    func append(_ bytes: Span<UInt8>) throws
}
