import Bytes

/// Buffers that the pages of all columns of a writer share, so that none is allocated for a page.
///
/// Files that are written in turns can share them too: see `ParquetWriter.takeScratch()`.
public struct PageScratch: ~Copyable, Sendable {
    /// The page that is being made: levels, then values.
    var body = ByteWriter(capacity: 1 << 16)
    /// A part of a page in another encoding, to compare sizes.
    var trial = ByteWriter(capacity: 1 << 12)
    var compressed = ByteWriter(capacity: 1 << 16)
    var header = ThriftWriter()
    /// Dictionary indices.
    var indices: [UInt32] = []
    /// Integers without the nulls between them; lengths of strings.
    var integers: [Int64] = []
    /// Offsets of strings without the nulls between them.
    var offsets: [Int32] = []
    let compressor: Compressor

    init(_ codec: Codec) throws(ParquetError) {
        compressor = try Compressor(codec)
    }

    /// The bytes of memory held, the compressor's own included.
    public var memoryByteCount: Int {
        body.capacity + trial.capacity + compressed.capacity + header.out.capacity
            + 4 * (indices.capacity + offsets.capacity) + 8 * integers.capacity
            + compressor.memoryByteCount
    }

    /// The size that `trial` has after compression.
    mutating func compressedTrialSize() throws(ParquetError) -> Int {
        compressed.removeAll()
        try compressor.compress(contentsOf: trial, into: &compressed)
        return compressed.count
    }

    /// Has room for the indices of so many values.
    mutating func reserveIndices(_ count: Int) {
        if indices.count < count {
            indices.append(contentsOf: repeatElement(0, count: count - indices.count))
        }
    }

    /// Lends the integers out; they come back by `giveBack`, with their memory.
    mutating func takeIntegers() -> [Int64] {
        var taken: [Int64] = []
        swap(&taken, &integers)
        taken.removeAll(keepingCapacity: true)
        return taken
    }

    mutating func giveBack(_ taken: consuming [Int64]) {
        integers = taken
    }

    /// Lends the offsets out; they come back by `giveBack`, with their memory.
    mutating func takeOffsets() -> [Int32] {
        var taken: [Int32] = []
        swap(&taken, &offsets)
        taken.removeAll(keepingCapacity: true)
        return taken
    }

    mutating func giveBack(_ taken: consuming [Int32]) {
        offsets = taken
    }
}
