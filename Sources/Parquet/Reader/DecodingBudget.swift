/// The memory that decoding a row group may take; what would take more is refused beforehand.
///
/// A page of a few bytes can stand for millions of equal values, so that the size of a file bounds
/// nothing. `ParquetLimits` states the bound.
struct DecodingBudget {
    /// The bytes that are left.
    private var remaining: Int

    /// A level or two, a value as it is stored, and the value in its column.
    static let bytesPerEntry = 24

    init(_ limits: ParquetLimits, storedBytes: Int) {
        let (scaled, isTooLarge) = storedBytes.multipliedReportingOverflow(
            by: limits.decodedBytesPerStoredByte)
        let (total, isBeyond) = scaled.addingReportingOverflow(limits.decodedBytesFloor)
        remaining = isTooLarge || isBeyond ? Int.max : total
    }

    /// Takes what the entries of a page need, and gives the limits for the rest of it: the bytes of
    /// the page, and those of its strings.
    mutating func limits(
        for entryCount: Int, of path: String, within limits: ParquetLimits
    ) throws(ParquetError) -> ParquetLimits {
        let (needed, isTooLarge) = entryCount.multipliedReportingOverflow(by: Self.bytesPerEntry)
        guard !isTooLarge, needed <= remaining else {
            throw ParquetError(
                .tooLarge,
                "a row group would take more memory than its size allows: raise "
                    + "`decodedBytesFloor` if the file can be trusted. column=`\(path)`, "
                    + "values=`\(entryCount)`")
        }
        remaining -= needed
        var result = limits
        result.chunkBytes = min(limits.chunkBytes, remaining)
        result.pageBytes = min(limits.pageBytes, remaining)
        return result
    }

    /// Takes what strings came to.
    mutating func take(_ byteCount: Int) { remaining = max(0, remaining - byteCount) }
}
