import Bytes

extension ChunkEncoder {
    /// Keeps the hashes of integers or bit patterns that did not go into the dictionary.
    mutating func noteHashes(of values: Span<Int64>) {
        guard bloomFilter != nil else { return }
        Self.add(values, isNarrow: leaf.storage.width == 4, to: &hashes)
    }

    /// Keeps the hashes of strings that did not go into the dictionary.
    mutating func noteHashes(of strings: borrowing ByteStrings) {
        guard bloomFilter != nil else { return }
        Self.add(strings, to: &hashes)
    }

    /// The filter of the chunk so far; nil where none is wanted, or nothing to be filtered.
    mutating func takeBloomFilter(hasDictionary: Bool) -> [UInt8]? {
        guard let bloomFilter else { return nil }
        var hashes: [UInt64] = []
        swap(&hashes, &self.hashes)
        if hasDictionary {
            Self.add(
                integerDictionary.values.span, isNarrow: leaf.storage.width == 4, to: &hashes)
            Self.add(binaryDictionary.strings, to: &hashes)
        }
        var distinct = bloomFilter.distinctCount
        if distinct == nil {
            hashes.sort()
            distinct = zip(hashes, hashes.dropFirst()).reduce(1) { $0 + ($1.0 == $1.1 ? 0 : 1) }
        }
        guard !hashes.isEmpty else { return nil }
        var filter = BloomFilter(
            byteCount: BloomFilter.byteCount(
                distinctCount: distinct ?? 0, falsePositiveRate: bloomFilter.falsePositiveRate,
                limit: bloomFilter.byteCountMax))
        for hash in hashes { filter.insert(hash) }
        return filter.stored()
    }

    private static func add(
        _ values: Span<Int64>, isNarrow: Bool, to hashes: inout [UInt64]
    ) {
        hashes.reserveCapacity(hashes.count + values.count)
        for index in values.indices {
            hashes.append(
                isNarrow
                    ? XXHash64.hash(UInt32(truncatingIfNeeded: values[index]))
                    : XXHash64.hash(UInt64(bitPattern: values[index])))
        }
    }

    private static func add(_ strings: borrowing ByteStrings, to hashes: inout [UInt64]) {
        hashes.reserveCapacity(hashes.count + strings.count)
        for index in 0..<strings.count { hashes.append(XXHash64.hash(strings.string(index))) }
    }
}
