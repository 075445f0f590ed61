/// A cursor over borrowed bytes: every read checks once, then loads.
///
/// Integers are little endian unless a name says otherwise. A read that fails leaves the cursor
/// where it was.
public struct ByteReader: ~Escapable {
    @usableFromInline let bytes: RawSpan
    /// The position of the next byte to read.
    @inlinable public var position: Int { cursor }
    @usableFromInline var cursor = 0

    /// Starts at the first byte of `bytes`.
    @inlinable @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) {
        self.bytes = bytes
    }

    /// The number of bytes not yet read.
    @inlinable public var remaining: Int { bytes.byteCount &- cursor }

    /// Whether every byte has been read.
    @inlinable public var isAtEnd: Bool { remaining == 0 }

    /// Moves the cursor to an absolute position within the input.
    @inlinable @_lifetime(self: copy self)
    public mutating func seek(to position: Int) throws(ByteError) {
        guard position >= 0, position <= bytes.byteCount else {
            throw ByteError(.truncated, offset: cursor)
        }
        cursor = position
    }

    /// Passes over `count` bytes.
    @inlinable @_lifetime(self: copy self)
    public mutating func skip(_ count: Int) throws(ByteError) {
        guard count >= 0, count <= remaining else { throw ByteError(.truncated, offset: cursor) }
        cursor &+= count
    }

    /// Reads one byte.
    @inlinable @_lifetime(self: copy self)
    public mutating func readByte() throws(ByteError) -> UInt8 {
        guard remaining > 0 else { throw ByteError(.truncated, offset: cursor) }
        // The guard proves that the load is in bounds.
        let byte = unsafe bytes.unsafeLoad(fromUncheckedByteOffset: cursor, as: UInt8.self)
        cursor &+= 1
        return byte
    }

    /// Reads a little-endian integer.
    @inlinable @_lifetime(self: copy self)
    public mutating func readLE<T: FixedWidthInteger & BitwiseCopyable>(
        _: T.Type = T.self
    ) throws(ByteError) -> T {
        let size = MemoryLayout<T>.size
        guard remaining >= size else { throw ByteError(.truncated, offset: cursor) }
        // The guard proves that the load is in bounds.
        let value = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: cursor, as: T.self)
        cursor &+= size
        return T(littleEndian: value)
    }

    /// Reads a big-endian integer.
    @inlinable @_lifetime(self: copy self)
    public mutating func readBE<T: FixedWidthInteger & BitwiseCopyable>(
        _: T.Type = T.self
    ) throws(ByteError) -> T {
        let raw: T = try readLE()
        return raw.byteSwapped
    }

    /// Reads an unsigned LEB128 integer of at most ten bytes.
    @inlinable @_lifetime(self: copy self)
    public mutating func readVarint() throws(ByteError) -> UInt64 {
        let start = cursor
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard remaining > 0 else {
                cursor = start
                throw ByteError(.truncated, offset: start)
            }
            let byte = unsafe bytes.unsafeLoad(fromUncheckedByteOffset: cursor, as: UInt8.self)
            cursor &+= 1
            // The tenth byte may hold one bit only.
            guard shift < 63 || byte <= 1 else {
                cursor = start
                throw ByteError(.malformed, offset: start)
            }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift &+= 7
        }
    }

    /// Reads a zigzag-coded signed integer.
    @inlinable @_lifetime(self: copy self)
    public mutating func readZigzag() throws(ByteError) -> Int64 {
        let raw = try readVarint()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    /// Lends the next `count` bytes and passes over them.
    @inlinable @_lifetime(copy self) @_lifetime(self: copy self)
    public mutating func readBytes(_ count: Int) throws(ByteError) -> RawSpan {
        guard count >= 0, count <= remaining else { throw ByteError(.truncated, offset: cursor) }
        let part = bytes.extracting(cursor..<cursor &+ count)
        cursor &+= count
        return part
    }
}
