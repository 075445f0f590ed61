/// The place of a row's bytes in an arena.
public struct BinaryPiece: BitwiseCopyable, Sendable {
    /// Where the bytes begin.
    public let start: Int32
    /// How many there are.
    public let count: Int32

    /// Makes a place; arenas are at most 2 GiB long.
    @inlinable public init(start: Int, count: Int) {
        self.start = Int32(start)
        self.count = Int32(count)
    }
}

extension BinaryColumn {
    /// Appends rows, none of them null, that lie in an arena.
    ///
    /// Most rows are short: those are copied by one move of `moveSize` bytes, of which the row
    /// after them overwrites what was too much.
    public mutating func append(_ pieces: Span<BinaryPiece>, of arena: RawSpan) {
        var end = bytes.count
        for index in pieces.indices {
            let piece = pieces[index]
            precondition(
                piece.start >= 0 && piece.count >= 0
                    && Int(piece.start) &+ Int(piece.count) <= arena.byteCount,
                "a piece lies within its arena")
            end &+= Int(piece.count)
            offsets.append(Int32(truncatingIfNeeded: end))
        }
        precondition(end <= Int(Int32.max), "a binary column holds at most 2 GiB")
        validity?.append(repeating: true, count: pieces.count)
        copy(pieces, of: arena, upTo: end)
    }

    private static var moveSize: Int { 16 }

    private mutating func copy(_ pieces: Span<BinaryPiece>, of arena: RawSpan, upTo end: Int) {
        var place = bytes.count
        let size = end &+ Self.moveSize
        bytes.append(contentsOf: repeatElement(0, count: size &- place))
        unsafe bytes.withUnsafeMutableBytes { target in
            unsafe arena.withUnsafeBytes { source in
                for index in pieces.indices {
                    let start = Int(pieces[index].start)
                    let count = Int(pieces[index].count)
                    if count <= Self.moveSize, start &+ Self.moveSize <= source.count {
                        // Within both: the target has a move's size to spare behind its end.
                        let move = unsafe source.loadUnaligned(
                            fromByteOffset: start, as: SIMD16<UInt8>.self)
                        unsafe target.storeBytes(
                            of: move, toByteOffset: place, as: SIMD16<UInt8>.self)
                    } else {
                        let row = unsafe UnsafeRawBufferPointer(
                            rebasing: source[start..<start &+ count])
                        unsafe UnsafeMutableRawBufferPointer(
                            rebasing: target[place..<place &+ count]
                        ).copyMemory(from: row)
                    }
                    place &+= count
                }
            }
        }
        bytes.removeLast(Self.moveSize)
    }
}
