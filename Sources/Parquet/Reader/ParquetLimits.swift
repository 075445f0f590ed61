/// How much a file may ask of its reader; a file that asks for more is refused, not believed.
///
/// Opening a file takes at most some hundred times the bytes of its footer. Reading a row group
/// takes at most `decodedBytesFloor`, and `decodedBytesPerStoredByte` times the bytes that the
/// columns asked for have in the file: by default 256 MiB and 1,000 times. The same holds for each
/// batch where a row group is read in batches: for its rows, and for what is left of the page that
/// each column was last read from.
///
/// Counted are the widths of the columns that come of it, what lists and absent values need beside,
/// and for one column at a time what decoding takes. A row group that is next to nothing in the
/// file, all columns constant, may so have 26 columns of 64-bit integers and a million rows.
public struct ParquetLimits: Sendable {
    /// The bytes of the footer.
    public var footerBytes = 32 << 20
    /// The nodes of the schema.
    public var schemaNodes = 100_000
    /// The rows of a row group.
    public var rowGroupRows = 1 << 25
    /// The values of a column chunk, with nulls and repetitions.
    public var chunkValues = 1 << 27
    /// The bytes of a column chunk in the file, and of its strings when decoded.
    public var chunkBytes = 1 << 30
    /// The bytes of a page after decompression.
    public var pageBytes = 256 << 20

    /// The bytes of memory that a row group may take however small it is in the file.
    public var decodedBytesFloor = 256 << 20
    /// The bytes of memory that a row group may take beyond that for each byte in the file.
    public var decodedBytesPerStoredByte = 1_000

    /// The defaults.
    public init() {}
}
