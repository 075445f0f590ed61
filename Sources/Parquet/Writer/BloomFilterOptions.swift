/// How large the bloom filter of a column chunk is.
public struct BloomFilterOptions: Sendable, Equatable {
    /// The share of values that a chunk does not have and is still searched for, above 0 and at
    /// most 0.5.
    public var falsePositiveRate = 0.01
    /// The distinct values of a row group, if known; else they are counted.
    public var distinctCount: Int?
    /// The most bytes; a filter for more values becomes less exact.
    public var byteCountMax = 1 << 20

    /// The defaults.
    public init() {}

    var isValid: Bool {
        falsePositiveRate > 0 && falsePositiveRate <= 0.5 && (distinctCount ?? 0) >= 0
            && 32...BloomFilter.byteCountMax ~= byteCountMax
    }
}
