import Columnar
import DeltaLake
import Foundation
import ObjectStorage

func appendExactlyOnce(in folder: String) throws {
    let table = try DeltaTable(store: LocalStore(root: folder), folder: StorePath("ticks"))
    // A job that dies after the commit and starts again comes here twice.
    for attempt in 1...2 {
        print("attempt \(attempt):", try append(records: 0..<3, to: table))
    }
}

/// Appends the records of a source from one offset to another, or nothing if that was done.
private func append(records: Range<Int64>, to table: DeltaTable) throws -> CommitOutcome {
    var random = SystemRandomNumberGenerator()
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    var snapshot = try table.snapshot()

    var file = try TableFileWriter(table, snapshot.metadata, using: &random)
    let symbols = BinaryColumn(records.map { "S\($0)" })
    try file.append(
        columns: [.binary(symbols), .int64(Column(Array(records)))], rowCount: records.count)
    let add = try file.finish(now: now)

    // The progress moves with the rows or not at all: nil means that there is none yet.
    let step = AppProgress(
        appID: "feed/0", from: records.lowerBound == 0 ? nil : records.lowerBound,
        until: records.upperBound)
    return try snapshot.commit(
        Transaction(operation: "STREAMING UPDATE", adds: [add], progress: [step]),
        now: now, using: &random)
}
