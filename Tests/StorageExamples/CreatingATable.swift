import Columnar
import DeltaLake
import Foundation
import ObjectStorage

func createATable(in folder: String) throws {
    var random = SystemRandomNumberGenerator()
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    let table = try DeltaTable(store: LocalStore(root: folder), folder: StorePath("ticks"))
    let schema = Schema([Field("symbol", .string), Field("size", .long)])
    var snapshot = try table.openOrCreate(
        TableDefinition(schema: schema), now: now, using: &random)

    var file = try TableFileWriter(table, snapshot.metadata, using: &random)
    try file.append(
        columns: [.binary(BinaryColumn(["AAPL", "MSFT"])), .int64(Column([100, 200]))],
        rowCount: 2)
    let add = try file.finish(now: now)
    let outcome = try snapshot.commit(
        Transaction(operation: "WRITE", adds: [add]), now: now, using: &random)
    print(outcome)
}
