import Columnar
import ObjectStorage
import Parquet

func writeAFile(in folder: String) throws {
    let schema = Schema([
        Field("symbol", .string), Field("price", .decimal(precision: 18, scale: 2)),
    ])
    let file = MemorySink()
    var writer = try ParquetWriter(schema: schema, sink: file)
    try writer.append(
        columns: [.binary(BinaryColumn(["AAPL", "MSFT"])), .int64(Column([190_25, 411_00]))],
        rowCount: 2)
    let summary = try writer.finish()
    print("\(summary.rowCount) rows, \(file.bytes.count) bytes")

    try LocalStore(root: folder).put(StorePath("ticks.parquet"), file.bytes)
}
