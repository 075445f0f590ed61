import Columnar
import DeltaLake
import ObjectStorage

func openATable(in folder: String) throws {
    let table = try DeltaTable(store: LocalStore(root: folder), folder: StorePath("ticks"))
    let snapshot = try table.snapshot()
    print("version \(snapshot.version), columns \(snapshot.schema.fields.map(\.name))")

    var total: Int64 = 0
    try snapshot.scan(columns: ["size"]) { batch in
        if case .int64(let sizes)? = batch.column("size") { total += sizes.values.reduce(0, +) }
    }
    print("total size \(total)")
}
