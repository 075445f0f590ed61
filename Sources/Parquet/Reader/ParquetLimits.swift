/// How much a file may ask of its reader; a file that asks for more is refused, not believed.
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

    /// The defaults.
    public init() {}
}
