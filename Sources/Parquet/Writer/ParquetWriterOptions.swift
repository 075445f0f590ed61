/// How a file is written.
public struct ParquetWriterOptions: Sendable {
    /// How pages are compressed.
    public var codec = Codec.zstd(level: 1)
    /// The rows of a row group; the last one of a file may have fewer.
    public var rowGroupRows = 131_072
    /// The compressed bytes at which a row group ends early.
    public var rowGroupBytes = 128 << 20
    /// The most rows of a page.
    public var pageRows = 20_000
    /// The bytes, before compression, at which a page ends; one row may be larger.
    public var pageBytes = 1 << 20
    /// Smaller batches are gathered until they have so many rows, so that pages do not get tiny.
    public var batchRowsMin = 4_096
    /// The bytes at which a column chunk gives up its dictionary.
    public var dictionaryBytes = 1 << 20
    /// How columns are encoded, by name (nested ones by their parts, joined by dots).
    public var encodings: [String: ColumnEncoding] = [:]
    /// Only plain and dictionary encoding, for readers that know nothing newer (Spark before 3.4).
    public var isBasic = false
    /// Writes the column and offset indexes, by which readers skip pages.
    public var hasPageIndexes = true
    /// Data pages of the format's second version, for tables whose
    /// `delta.parquet.format.version` is 2; all readers know the first.
    public var hasVersion2Pages = false
    /// Bloom filters, by column name (nested ones by their parts, joined by dots).
    ///
    /// Readers then skip row groups that surely do not have a value. Worth it for columns of very
    /// many values that are looked up one by one, such as ids. Booleans have none.
    public var bloomFilters: [String: BloomFilterOptions] = [:]
    /// The columns that the rows are sorted by, the most important first; rows in another order
    /// are refused.
    public var sorting: [SortingColumn] = []
    /// Pairs to be stored in the footer.
    public var keyValues: [(key: String, value: String)] = []
    /// The program that writes, as `<name> version <x.y.z> (build <hash>)`.
    public var createdBy = "ticklake version 0.1.0 (build 0)"

    /// The defaults.
    public init() {}
}

/// How the values of a column are written.
public enum ColumnEncoding: Sendable, Equatable {
    /// Whatever is smallest on the column's first page: dictionary, or delta for integers and
    /// delta-coded lengths for strings.
    case automatic
    /// A dictionary for as long as it is small.
    case dictionary
    /// Differences for integers, delta-coded lengths for strings; plain for other types.
    case delta
    /// The values as they are.
    case plain
}
