// Members of the standard library that Swift 6.3 marks `@unsafe` and that are safe for the types
// given here. They go when SE-0525 (Swift 6.4) arrives.

extension Span where Element: FixedWidthInteger & BitwiseCopyable {
    /// The memory of the elements.
    ///
    /// Integers have no padding and every bit pattern is valid.
    @inlinable public var rawBytes: RawSpan {
        @_lifetime(copy self) get { unsafe bytes }
    }
}

extension RawSpan {
    /// The byte at a position that is within the span.
    @inlinable public func byte(at offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount, "a byte lies within its span")
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// The little-endian integer at a position, alignment not needed.
    @inlinable public func integer<T: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as _: T.Type = T.self
    ) -> T {
        precondition(
            offset >= 0 && offset <= byteCount &- MemoryLayout<T>.size,
            "an integer lies within its span")
        return T(
            littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self))
    }

    /// The bytes as elements.
    @inlinable public var octets: Span<UInt8> {
        @_lifetime(copy self) get { Span<UInt8>(_bytes: self) }
    }

    /// Whether two spans hold the same bytes.
    @inlinable public func equals(_ other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        return unsafe withUnsafeBytes { left in
            unsafe other.withUnsafeBytes { right in
                unsafe compareBytes(left, right) == 0
            }
        }
    }

    /// Whether all pieces between rising offsets, one after the other, hold the same bytes.
    public func isRepeated(between offsets: Span<Int32>) -> Bool {
        guard offsets.count > 2 else { return true }
        let first = Int(offsets[0])
        let last = Int(offsets[offsets.count &- 1])
        let length = Int(offsets[1]) &- first
        guard last &- first == length &* (offsets.count &- 1) else { return false }
        var isEven = true
        for index in 1..<offsets.count {
            isEven = isEven && Int(offsets[index] &- offsets[index &- 1]) == length
        }
        // Pieces of one length are equal where each is equal to the one before it.
        return isEven
            && extracting(first &+ length..<last).equals(extracting(first..<last &- length))
    }

    /// Orders two spans by their bytes, a prefix before what it begins.
    @inlinable public func isLess(than other: RawSpan) -> Bool {
        unsafe withUnsafeBytes { left in
            unsafe other.withUnsafeBytes { right in
                unsafe compareBytes(left, right) < 0
            }
        }
    }

    /// A copy of the bytes.
    public func copy() -> [UInt8] {
        let source = octets
        return unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            unsafe source.withUnsafeBufferPointer { raw in
                count = raw.count
                _ = unsafe buffer.initialize(from: raw)
            }
        }
    }
}

@usableFromInline
func compareBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    let shared = min(left.count, right.count)
    var index = 0
    while index &+ 8 <= shared {
        let a = unsafe left.loadUnaligned(fromByteOffset: index, as: UInt64.self).bigEndian
        let b = unsafe right.loadUnaligned(fromByteOffset: index, as: UInt64.self).bigEndian
        if a != b { return a < b ? -1 : 1 }
        index &+= 8
    }
    while index < shared {
        let a = unsafe left[index]
        let b = unsafe right[index]
        if a != b { return a < b ? -1 : 1 }
        index &+= 1
    }
    return left.count - right.count
}

extension Array where Element == UInt8 {
    /// Appends the bytes of a span.
    @inlinable public mutating func append(span: Span<UInt8>) {
        unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
