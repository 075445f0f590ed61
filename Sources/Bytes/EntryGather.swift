extension [UInt8] {
    /// Appends entries of an arena by their numbers, one after the other: entry `n` lies between
    /// the offsets `n` and `n + 1`.
    ///
    /// Most are short: those are copied by one move of `moveSize` bytes, and the entry that follows
    /// overwrites what was too much.
    ///
    /// - Parameter size: the bytes of all of them together.
    public mutating func append(
        entries numbers: Span<UInt32>, between offsets: Span<Int32>, of arena: RawSpan, size: Int
    ) {
        let moveSize = 16
        let first = count
        append(contentsOf: repeatElement(0, count: size &+ moveSize))
        unsafe withUnsafeMutableBytes { target in
            unsafe arena.withUnsafeBytes { source in
                var place = first
                for index in numbers.indices {
                    let number = Int(numbers[index])
                    let start = Int(offsets[number])
                    let length = Int(offsets[number &+ 1]) &- start
                    precondition(
                        start >= 0 && length >= 0 && start &+ length <= source.count
                            && place &+ length <= first &+ size,
                        "an entry lies within its arena, and all have the size said")
                    if length <= moveSize, start &+ moveSize <= source.count {
                        let move = unsafe source.loadUnaligned(
                            fromByteOffset: start, as: SIMD16<UInt8>.self)
                        unsafe target.storeBytes(
                            of: move, toByteOffset: place, as: SIMD16<UInt8>.self)
                    } else {
                        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: target[place...])
                        unsafe rest.copyMemory(
                            from: UnsafeRawBufferPointer(
                                rebasing: source[start..<start &+ length]))
                    }
                    place &+= length
                }
                precondition(place == first &+ size, "all entries have the size said")
            }
        }
        removeLast(moveSize)
    }
}
