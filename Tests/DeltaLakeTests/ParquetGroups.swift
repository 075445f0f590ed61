import Parquet

/// The row groups of a Parquet file.
struct ParquetGroups {
    let rowCounts: [Int]

    init(_ bytes: [UInt8]) throws {
        let reader = try ParquetReader(bytes: bytes)
        rowCounts = (0..<reader.rowGroupCount).map { reader.rowCount(ofGroup: $0) }
    }
}
