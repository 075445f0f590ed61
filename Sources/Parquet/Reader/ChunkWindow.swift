import Bytes

/// The bytes of a column chunk in the file, of which a part is in memory.
struct ChunkWindow: Sendable {
    /// Where the chunk lies in the file.
    let range: Range<Int>
    private let read: @Sendable (Range<Int>) throws -> [UInt8]
    /// Where in the file the bytes in memory start.
    private(set) var start = 0
    /// The bytes in memory.
    private(set) var bytes: [UInt8] = []

    init(_ range: Range<Int>, read: @escaping @Sendable (Range<Int>) throws -> [UInt8]) {
        self.range = range
        self.read = read
    }

    /// Brings bytes of the chunk into memory, and if that takes a call, those up to `end` too.
    ///
    /// What lies before them is forgotten.
    mutating func fetch(_ wanted: Range<Int>, ahead end: Int) throws {
        let held = start..<start + bytes.count
        if held.lowerBound <= wanted.lowerBound, wanted.upperBound <= held.upperBound { return }
        let upper = min(max(wanted.upperBound, end), range.upperBound)
        if wanted.lowerBound >= held.lowerBound, wanted.lowerBound < held.upperBound {
            bytes.removeFirst(wanted.lowerBound - start)
        } else {
            bytes = []
        }
        start = wanted.lowerBound
        let missing = start + bytes.count..<upper
        let more = try read(missing)
        guard more.count == missing.count else {
            throw ParquetError(.corrupt, "the file was read short. bytes=`\(missing)`")
        }
        if bytes.isEmpty { bytes = more } else { bytes += more }
    }

    /// Forgets the bytes.
    mutating func close() { bytes = [] }
}
