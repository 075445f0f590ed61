import Columnar
import DeltaLake
import Foundation
import ObjectStorage

func travelInTime(in folder: String) throws {
    let table = try DeltaTable(store: LocalStore(root: folder), folder: StorePath("ticks"))
    for entry in try table.history() {
        print("version \(entry.version): \(entry.operation ?? "?"), \(entry.addedFiles) files more")
    }
    let newest = try table.newestVersion()
    for version in 0...newest {
        let snapshot = try table.snapshot(version: version)
        var rows = 0
        try snapshot.scan { batch in rows += batch.rowCount }
        print("version \(version) had \(rows) rows")
    }
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    print("the newest of now is \(try table.version(at: now))")
}
