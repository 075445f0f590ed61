import Columnar

/// The memory that decoding a row group may take; what would take more is refused beforehand.
///
/// A page of a few bytes can stand for millions of equal values, so that the size of a file bounds
/// nothing. `ParquetLimits` states the bound.
struct DecodingBudget {
    /// The bytes that are left; less than none where what could not be foreseen took more.
    private var remaining: Int

    init(_ limits: ParquetLimits, storedBytes: Int) {
        let (scaled, isTooLarge) = storedBytes.multipliedReportingOverflow(
            by: limits.decodedBytesPerStoredByte)
        let (total, isBeyond) = scaled.addingReportingOverflow(limits.decodedBytesFloor)
        remaining = isTooLarge || isBeyond ? Int.max : total
    }

    /// Takes what the entries of a page need, and gives the limits for the rest of it: the bytes of
    /// the page, and those of its strings.
    ///
    /// - Parameter isKept: whether all entries go into the column that is being read.
    mutating func limits(
        for entryCount: Int, of leaf: ReaderLeaf, isKept: Bool, within limits: ParquetLimits
    ) throws(ParquetError) -> ParquetLimits {
        let (needed, isTooLarge) = entryCount.multipliedReportingOverflow(
            by: leaf.passingEntryBytes + (isKept ? leaf.lastingEntryBytes : 0))
        guard !isTooLarge, needed <= remaining else {
            throw ParquetError(
                .tooLarge,
                "a row group would take more memory than its size allows: read it in batches, or "
                    + "raise `decodedBytesFloor` if the file can be trusted. "
                    + "column=`\(leaf.path)`, values=`\(entryCount)`")
        }
        remaining -= needed
        var result = limits
        result.chunkBytes = min(limits.chunkBytes, remaining)
        result.pageBytes = min(limits.pageBytes, remaining)
        return result
    }

    /// Takes what strings came to.
    mutating func take(_ byteCount: Int) { remaining -= byteCount }

    /// Takes entries that go from a page that was kept into the column that is being read.
    mutating func take(entries count: Int, of leaf: ReaderLeaf) {
        take(count * (leaf.passingEntryBytes + leaf.lastingEntryBytes))
    }

    /// Takes what a page that is kept came to, in place of what it might have.
    mutating func settle(_ page: PageRest, of leaf: ReaderLeaf) {
        release(page.count * leaf.passingEntryBytes)
        take(page.byteCount - page.stringBytes)
    }

    /// Gives back what the entries of a chunk needed until its column was made.
    mutating func release(_ chunk: DecodedChunk, of leaf: ReaderLeaf) {
        release(chunk.entryCount * leaf.passingEntryBytes)
    }

    /// Gives back bytes that are no longer needed.
    mutating func release(_ byteCount: Int) {
        remaining += min(byteCount, Int.max - remaining)
    }
}

extension ReaderLeaf {
    /// The bytes of memory that an entry takes while its chunk is decoded: levels, the value as it
    /// is stored, and an index into the dictionary.
    fileprivate var passingEntryBytes: Int {
        (definitionMax > 0 ? 1 : 0) + (repetitionMax > 0 ? 1 : 0) + (hasStrings ? 4 : 8) + 4
    }

    /// The bytes of memory that an entry takes in its column: value or offset, whether it is there,
    /// and the offsets of the lists around it.
    ///
    /// The bytes of strings are counted as they come.
    fileprivate var lastingEntryBytes: Int {
        let value =
            switch type {
            case .boolean: 1
            case .byte, .short, .integer, .date, .float, .string, .binary: 4
            case .decimal(let precision, _): precision <= 18 ? 8 : 16
            default: 8
            }
        return value + (definitionMax > 0 ? 1 : 0) + 4 * repetitionMax
    }
}
