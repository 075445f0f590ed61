/// The place of some bytes in an arena.
public struct BytePiece: BitwiseCopyable, Sendable {
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

extension [UInt8] {
    /// Appends pieces of an arena, one after the other.
    ///
    /// Most are short: those are copied by one move of `moveSize` bytes, and the piece that follows
    /// overwrites what was too much.
    public mutating func append(_ pieces: Span<BytePiece>, of arena: RawSpan) {
        var total = 0
        for index in pieces.indices {
            let piece = pieces[index]
            precondition(
                piece.start >= 0 && piece.count >= 0
                    && Int(piece.start) &+ Int(piece.count) <= arena.byteCount,
                "a piece lies within its arena")
            total &+= Int(piece.count)
        }
        let place = count
        append(contentsOf: repeatElement(0, count: total &+ Self.moveSize))
        unsafe withUnsafeMutableBytes { target in
            unsafe arena.withUnsafeBytes { source in
                unsafe Self.copy(pieces, from: source, to: target, at: place)
            }
        }
        removeLast(Self.moveSize)
    }

    private static var moveSize: Int { 16 }

    /// Copies pieces that lie within the source to a target with a move's size to spare.
    private static func copy(
        _ pieces: Span<BytePiece>, from source: UnsafeRawBufferPointer,
        to target: UnsafeMutableRawBufferPointer, at first: Int
    ) {
        var place = first
        for index in pieces.indices {
            let start = Int(pieces[index].start)
            let count = Int(pieces[index].count)
            if count <= moveSize, start &+ moveSize <= source.count {
                let move = unsafe source.loadUnaligned(
                    fromByteOffset: start, as: SIMD16<UInt8>.self)
                unsafe target.storeBytes(of: move, toByteOffset: place, as: SIMD16<UInt8>.self)
            } else {
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: target[place...])
                unsafe rest.copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source[start..<start &+ count]))
            }
            place &+= count
        }
    }
}
