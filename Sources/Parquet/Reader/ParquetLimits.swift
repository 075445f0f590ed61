/// How much a file may ask of its reader; a file that asks for more is refused, not believed.
///
/// Opening a file takes at most some hundred times the bytes of its footer. Reading a row group
/// takes at most `decodedBytesFloor`, and `decodedBytesPerStoredByte` times the bytes that the
/// columns asked for have in the file.
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
