public import Bytes

extension SplitMix64 {
    /// True `numerator` times in `denominator`, on average.
    public mutating func chance(_ numerator: UInt64, in denominator: UInt64) -> Bool {
        next(upperBound: denominator) < numerator
    }

    /// Random bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 56) }
    }

    /// A generator of its own, so that parts of a test do not disturb each other's numbers.
    public mutating func fork() -> SplitMix64 {
        SplitMix64(seed: next())
    }
}
