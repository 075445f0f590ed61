/// Places points of several dimensions on a line so that neighbours on the line are neighbours in
/// space: rows in this order keep the bounds of every column narrow within a row group.
///
/// The transformation is John Skilling's ("Programming the Hilbert curve", AIP 707, 2004).
package struct HilbertCurve {
    /// The number of dimensions.
    package let dimensions: Int
    /// The bits of each coordinate.
    package let bits: Int

    /// The most dimensions: with more, eight bits each would not fit a place.
    package static let dimensionsMax = 8

    /// A curve through so many dimensions (1 to 8), as fine as 64 bits allow.
    package init(dimensions: Int) {
        precondition((1...Self.dimensionsMax).contains(dimensions), "a curve has 1 to 8 dimensions")
        self.dimensions = dimensions
        bits = min(16, 64 / dimensions)
    }

    /// The place of a point; its coordinates have `bits` bits and are used up.
    package func place(of point: inout [UInt32]) -> UInt64 {
        undoExcess(&point)
        encodeGray(&point)
        var place: UInt64 = 0
        for bit in (0..<bits).reversed() {
            for axis in 0..<dimensions { place = place << 1 | UInt64(point[axis] >> bit & 1) }
        }
        return place
    }

    private func undoExcess(_ point: inout [UInt32]) {
        var bit = UInt32(1) << (bits - 1)
        while bit > 1 {
            let below = bit - 1
            for axis in 0..<dimensions {
                if point[axis] & bit != 0 {
                    point[0] ^= below
                } else {
                    let swapped = (point[0] ^ point[axis]) & below
                    point[0] ^= swapped
                    point[axis] ^= swapped
                }
            }
            bit >>= 1
        }
    }

    private func encodeGray(_ point: inout [UInt32]) {
        for axis in 1..<max(1, dimensions) { point[axis] ^= point[axis - 1] }
        var flips: UInt32 = 0
        var bit = UInt32(1) << (bits - 1)
        while bit > 1 {
            if point[dimensions - 1] & bit != 0 { flips ^= bit - 1 }
            bit >>= 1
        }
        for axis in 0..<dimensions { point[axis] ^= flips }
    }
}
