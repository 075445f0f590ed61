import Bytes

/// The bytes of a page's levels; those of the first page version have their length in front.
struct LevelSizes {
    var repetition = 0
    var definition = 0

    /// Leaves room for the length and returns where the levels start.
    static func begin(_ hasLength: Bool, _ out: inout ByteWriter) -> Int {
        if hasLength { out.appendLE(0 as UInt32) }
        return out.count
    }

    /// Writes the length and returns it.
    static func end(_ start: Int, _ hasLength: Bool, _ out: inout ByteWriter) -> Int {
        let size = out.count - start
        if hasLength { out.overwriteLE(UInt32(size), at: start - 4) }
        return size
    }
}
