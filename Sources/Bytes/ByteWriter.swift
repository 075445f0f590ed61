/// A growing buffer with one owner, for encoders: capacity is checked once for a group of bytes.
///
/// Sendable although it holds a pointer: the value cannot be copied, so its memory has one owner.
@safe
public struct ByteWriter: ~Copyable, @unchecked Sendable {
    @usableFromInline var base: UnsafeMutableRawPointer
    /// The bytes that there is room for without growing.
    public internal(set) var capacity: Int
    @usableFromInline var used = 0

    /// Makes an empty writer with room for `capacity` bytes.
    public init(capacity: Int = 256) {
        precondition(capacity >= 0, "a writer's capacity is not negative")
        self.capacity = max(16, capacity)
        unsafe base = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { unsafe base.deallocate() }

    /// The number of bytes written.
    @inlinable public var count: Int { used }

    /// Whether nothing has been written.
    @inlinable public var isEmpty: Bool { used == 0 }

    /// The bytes written so far.
    @inlinable public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(base), byteCount: used)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The bytes written so far, as elements.
    @inlinable public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let start = unsafe UnsafePointer(base.assumingMemoryBound(to: UInt8.self))
            let span = unsafe Span(_unsafeStart: start, count: used)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Forgets the contents and keeps the memory.
    @inlinable public mutating func removeAll() { used = 0 }

    /// Forgets what was written after the first `count` bytes.
    @inlinable public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= used, "a writer is truncated within its contents")
        used = count
    }

    /// Makes room for `count` more bytes.
    @inlinable public mutating func reserve(_ count: Int) {
        if capacity &- used < count { grow(toFit: count) }
    }

    @usableFromInline @inline(never)
    mutating func grow(toFit count: Int) {
        let (needed, overflow) = used.addingReportingOverflow(count)
        precondition(count >= 0 && !overflow, "a writer's size fits an Int")
        let next = max(needed, capacity &* 2)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: next, alignment: 16)
        unsafe memory.copyMemory(from: base, byteCount: used)
        unsafe base.deallocate()
        unsafe base = memory
        capacity = next
    }

    /// Appends one byte.
    @inlinable public mutating func append(_ byte: UInt8) {
        if capacity == used { grow(toFit: 1) }
        unsafe base.storeBytes(of: byte, toByteOffset: used, as: UInt8.self)
        used &+= 1
    }

    /// Appends `count` copies of a byte.
    @inlinable public mutating func append(repeating byte: UInt8, count: Int) {
        guard count > 0 else { return }
        reserve(count)
        unsafe (base + used).initializeMemory(as: UInt8.self, repeating: byte, count: count)
        used &+= count
    }

    /// Appends raw bytes.
    @inlinable public mutating func append(_ source: RawSpan) {
        let count = source.byteCount
        guard count > 0 else { return }
        reserve(count)
        unsafe source.withUnsafeBytes { raw in
            if let start = raw.baseAddress {
                unsafe (base + used).copyMemory(from: start, byteCount: count)
            }
        }
        used &+= count
    }

    /// Appends bytes.
    @inlinable public mutating func append(_ source: Span<UInt8>) {
        append(source.rawBytes)
    }

    /// Appends the bytes of an array.
    @inlinable public mutating func append(_ source: [UInt8]) {
        append(source.span)
    }

    /// Appends a text's UTF-8 bytes.
    @inlinable public mutating func append(utf8 text: some StringProtocol) {
        for byte in text.utf8 { append(byte) }
    }

    /// Appends an integer, little endian.
    @inlinable public mutating func appendLE<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
        let size = MemoryLayout<T>.size
        reserve(size)
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: used, as: T.self)
        used &+= size
    }

    /// Appends an integer, big endian.
    @inlinable public mutating func appendBE<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
        appendLE(value.byteSwapped)
    }

    /// Appends an integer over bytes that were written before.
    @inlinable public mutating func overwriteLE<T: FixedWidthInteger & BitwiseCopyable>(
        _ value: T, at offset: Int
    ) {
        precondition(
            offset >= 0 && offset <= used &- MemoryLayout<T>.size,
            "an overwrite lies within what was written")
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: T.self)
    }

    /// Appends an unsigned LEB128 integer.
    @inlinable public mutating func appendVarint(_ value: UInt64) {
        reserve(10)
        var rest = value
        while rest >= 0x80 {
            unsafe base.storeBytes(
                of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: used, as: UInt8.self)
            used &+= 1
            rest >>= 7
        }
        unsafe base.storeBytes(
            of: UInt8(truncatingIfNeeded: rest), toByteOffset: used, as: UInt8.self)
        used &+= 1
    }

    /// Appends a signed integer, zigzag coded.
    @inlinable public mutating func appendZigzag(_ value: Int64) {
        appendVarint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// Appends up to `limit` bytes that `body` writes into the free space.
    @inlinable public mutating func append<E: Error>(
        upTo limit: Int, _ body: (inout OutputRawSpan) throws(E) -> Void
    ) throws(E) {
        reserve(limit)
        let free = unsafe UnsafeMutableRawBufferPointer(start: base + used, count: limit)
        var out = unsafe OutputRawSpan(buffer: free, initializedCount: 0)
        try body(&out)
        used &+= unsafe out.finalize(for: free)
    }

    /// Lends `capacity` bytes of free memory to a C function; it returns how many it wrote.
    @unsafe
    public mutating func appendUnsafe<E: Error>(
        capacity limit: Int, _ body: (UnsafeMutableRawPointer) throws(E) -> Int
    ) throws(E) {
        reserve(limit)
        let written = unsafe try body(base + used)
        precondition(written >= 0 && written <= limit, "no more is written than was lent")
        used &+= written
    }

    /// Copies the contents into an array.
    public func copy() -> [UInt8] {
        let source = span
        return unsafe [UInt8](unsafeUninitializedCapacity: used) { buffer, count in
            unsafe source.withUnsafeBufferPointer { raw in
                count = raw.count
                _ = unsafe buffer.initialize(from: raw)
            }
        }
    }
}
