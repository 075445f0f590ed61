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

    /// Whether all strings in a range are the same, such as those of a column of the topic.
    func isConstant(_ range: Range<Int>) -> Bool {
        bytes.isRepeated(
            between: offsets.extracting(range.lowerBound..<range.upperBound &+ 1))
    }

    /// The first eight bytes, the first one highest, zeros after them: if those of two strings
    /// differ, they order them.
    @inline(__always)
    func orderedPrefix(_ index: Int) -> UInt64 {
        let start = start(index)
        let length = end(index) &- start
        if start &+ 8 <= bytes.byteCount {
            let word = bytes.integer(at: start, as: UInt64.self).byteSwapped
            return length >= 8 ? word : word & ~(~0 &>> UInt64(length &* 8))
        }
        var word: UInt64 = 0
        for place in 0..<min(length, 8) {
            word |= UInt64(bytes.byte(at: start &+ place)) &<< UInt64(56 &- place &* 8)
        }
        return word
    }

    /// The bytes of all strings.
    var contents: RawSpan {
        @_lifetime(copy self) get { bytes.extracting(start(0)..<Int(offsets[count])) }
    }
}
