import Columnar
import ObjectStorage
import Parquet

/// Reads all columns of a file into memory; on several threads, row group by row group.
func readTicks(_ root: String, _ file: String, threads: Int) async throws {
    let store = LocalStore(root: root)
    let path = try StorePath(file)
    let measurement = Measurement()
    let size = try store.head(path).size
    let reader = try ParquetReader(size: size) {
        try store.getRange(path, offset: $0.lowerBound, count: $0.count)
    }
    var batches = [Batch?](repeating: nil, count: reader.rowGroupCount)
    if threads > 1 {
        try await withThrowingTaskGroup(of: [(Int, Batch)].self) { tasks in
            for first in 0..<threads {
                tasks.addTask {
                    try stride(from: first, to: reader.rowGroupCount, by: threads).map {
                        ($0, try reader.readRowGroup($0))
                    }
                }
            }
            for try await part in tasks {
                for (number, batch) in part { batches[number] = batch }
            }
        }
    } else {
        for number in batches.indices { batches[number] = try reader.readRowGroup(number) }
    }
    measurement.report(rows: batches.reduce(0) { $0 + ($1?.rowCount ?? 0) }, bytes: size)
}
