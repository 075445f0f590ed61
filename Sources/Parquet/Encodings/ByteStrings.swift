import Bytes

/// Byte strings side by side, as an encoder gets them: no nulls among them.
struct ByteStrings: ~Escapable {
    /// The bytes of all strings, perhaps with others around them.
    let bytes: RawSpan
    /// Where each string starts, and at the end where the last one ends.
    let offsets: Span<Int32>

    @_lifetime(copy offsets, copy bytes)
    init(offsets: Span<Int32>, bytes: RawSpan) {
        self.offsets = offsets
        self.bytes = bytes
    }

    var count: Int { offsets.count &- 1 }

    @inline(__always)
    func start(_ index: Int) -> Int { Int(offsets[index]) }

    @inline(__always)
    func end(_ index: Int) -> Int { Int(offsets[index &+ 1]) }

    /// The bytes of one string.
    @_lifetime(copy self)
    func string(_ index: Int) -> RawSpan {
        bytes.extracting(start(index)..<end(index))
    }

    /// The bytes of all strings.
    var contents: RawSpan {
        @_lifetime(copy self) get { bytes.extracting(start(0)..<Int(offsets[count])) }
    }
}
