import Bytes

extension ParquetReader {
    /// Whether a row group may have a value in a column, as its bloom filter says; true where there
    /// is no filter, or none that makes sense, and for NaN.
    ///
    /// - Parameters:
    ///   - value: of the kind that bounds of the column have; texts are taken as exact.
    ///   - path: the names that lead to the column through structures.
    /// - Throws: what reading the bytes throws.
    public func mayContain(
        _ value: ParquetBound, inGroup group: Int, column path: [String]
    ) throws -> Bool {
        guard let number = leaf(path) else { return true }
        let hashes = leaves[number].hashes(of: value)
        guard !hashes.isEmpty,
            let filter = try bloomFilter(footer.rowGroups[group].columns[number])
        else { return true }
        return hashes.contains { filter.mayContain($0) }
    }

    private func bloomFilter(_ metadata: ColumnMetadata) throws -> BloomFilter? {
        guard let offset = metadata.bloomFilterOffset, offset >= 0, offset < size else {
            return nil
        }
        // A header takes less than 32 bytes; older writers do not say how long the filter is.
        var end = min(size, offset + max(64, min(metadata.bloomFilterLength ?? 0, 1 << 20)))
        var bytes = try read(offset..<end)
        let sizes: (header: Int, blocks: Int)?
        do throws(ByteError) {
            var reader = ThriftReader(bytes.span.rawBytes)
            sizes = try BloomFilter.sizes(from: &reader)
        } catch {
            return nil
        }
        guard let sizes, sizes.blocks <= limits.footerBytes,
            sizes.header + sizes.blocks <= size - offset
        else { return nil }
        if bytes.count < sizes.header + sizes.blocks {
            end = offset + sizes.header + sizes.blocks
            bytes = try read(offset..<end)
        }
        guard bytes.count >= sizes.header + sizes.blocks else { return nil }
        return BloomFilter(
            stored: bytes.span.rawBytes.extracting(sizes.header..<sizes.header + sizes.blocks))
    }
}

extension ReaderLeaf {
    /// The hashes that a value can have in a filter; none where that is not known.
    fileprivate func hashes(of value: ParquetBound) -> [UInt64] {
        switch (value, physical) {
        case (.integer(let value), .int32) where conversion == .none:
            [XXHash64.hash(UInt32(truncatingIfNeeded: value))]
        case (.integer(let value), .int64) where conversion == .none:
            [XXHash64.hash(UInt64(bitPattern: value))]
        case (.decimal(let value), .int32):
            [XXHash64.hash(UInt32(truncatingIfNeeded: value))]
        case (.decimal(let value), .int64) where conversion == .none:
            [XXHash64.hash(UInt64(truncatingIfNeeded: value))]
        case (.decimal(let value), .fixedLengthByteArray) where typeLength <= 16:
            [Self.hash(value, length: typeLength)]
        // A filter has the bits of a NaN, of which there are many.
        case (.floating(let value), _) where value.isNaN: []
        // Either sign of zero is equal to the other.
        case (.floating(0), .double):
            [XXHash64.hash(0 as UInt64), XXHash64.hash(1 << 63 as UInt64)]
        case (.floating(let value), .double): [XXHash64.hash(value.bitPattern)]
        case (.floating(0), .float):
            [XXHash64.hash(0 as UInt32), XXHash64.hash(1 << 31 as UInt32)]
        case (.floating(let value), .float): [XXHash64.hash(Float(value).bitPattern)]
        case (.text(let bytes, _), .byteArray): [XXHash64.hash(bytes.span.rawBytes)]
        default: []
        }
    }

    private static func hash(_ value: Int128, length: Int) -> UInt64 {
        let bytes = (0..<length).map {
            UInt8(truncatingIfNeeded: value >> Int128(8 * (length - 1 - $0)))
        }
        return XXHash64.hash(bytes.span.rawBytes)
    }
}
