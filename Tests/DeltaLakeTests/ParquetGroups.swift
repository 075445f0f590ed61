import Parquet

/// The row groups of a Parquet file.
struct ParquetGroups {
    let rowCounts: [Int]
    private let reader: ParquetReader

    init(_ bytes: [UInt8]) throws {
        let reader = try ParquetReader(bytes: bytes)
        self.reader = reader
        rowCounts = (0..<reader.rowGroupCount).map { reader.rowCount(ofGroup: $0) }
    }

    /// The file with all rows in one row group.
    func joined() throws -> [UInt8] {
        let sink = MemorySink()
        var options = ParquetWriterOptions()
        options.rowGroupRows = 1 << 20
        var writer = try ParquetWriter(schema: reader.schema, options: options, sink: sink)
        try writer.append(reader.readAll())
        _ = try writer.finish()
        return sink.bytes
    }
}
