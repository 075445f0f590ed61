import Columnar
import ObjectStorage
import Parquet

func readAFile(in folder: String) throws {
    let bytes = try LocalStore(root: folder).get(StorePath("ticks.parquet"))
    let reader = try ParquetReader(bytes: bytes)
    for field in reader.schema.fields { print("\(field.name): \(field.type)") }
    for group in 0..<reader.rowGroupCount {
        let batch = try reader.readRowGroup(group, columns: ["symbol", "price"])
        guard case .binary(let symbols)? = batch.column("symbol"),
            case .int64(let prices)? = batch.column("price")
        else { continue }
        for row in 0..<batch.rowCount where !prices.isNull(row) {
            print(symbols.text(row) ?? "?", prices.values[row], "hundredths")
        }
    }
}
