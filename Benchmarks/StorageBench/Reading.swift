import Columnar
import ObjectStorage
import Parquet
import Platform

/// Reads all columns of a file into memory; on several threads, row group by row group.
func readTicks(_ root: String, _ file: String, threads: Int) throws {
    let store = LocalStore(root: root)
    let path = try StorePath(file)
    let measurement = Measurement()
    let size = try store.head(path).size
    let reader = try ParquetReader(size: size) {
        try store.getRange(path, offset: $0.lowerBound, count: $0.count)
    }
    var batches = [Batch?](repeating: nil, count: reader.rowGroupCount)
    if threads > 1 {
        let pool = WorkerPool(name: "decode", threadCount: threads)
        defer { pool.shutdown() }
        let decoded = Inbox<(Int, Result<Batch, any Error>)>()
        for number in batches.indices {
            pool.submit {
                _ = decoded.post((number, Result { try reader.readRowGroup(number) }))
            }
        }
        for _ in batches.indices {
            guard let (number, batch) = decoded.next() else { break }
            batches[number] = try batch.get()
        }
    } else {
        for number in batches.indices { batches[number] = try reader.readRowGroup(number) }
    }
    measurement.report(rows: batches.reduce(0) { $0 + ($1?.rowCount ?? 0) }, bytes: size)
}
