import Columnar
import ObjectStorage
import Parquet
import Platform

/// Writes a file of ticks; on several threads, row groups are encoded side by side.
func writeTicks(
    _ root: String, _ file: String, rows: Int, _ codec: Codec, threads: Int
) throws {
    var options = ParquetWriterOptions()
    options.codec = codec
    var table = TickTable()
    var batches: [Batch] = []
    var left = rows
    while left > 0 {
        batches.append(table.next(min(left, options.rowGroupRows)))
        left -= batches[batches.count - 1].rowCount
    }
    let measurement = Measurement()
    let upload = try LocalStore(root: root).beginPut(StorePath(file))
    let sink = UploadSink(upload: upload)
    let size =
        threads > 1
        ? try write(batches, options, to: sink, threads: threads)
        : try write(batches, options, to: sink)
    try upload.finish()
    measurement.report(rows: rows, bytes: size)
}

private func write(
    _ batches: [Batch], _ options: ParquetWriterOptions, to sink: UploadSink
) throws -> Int {
    var writer = try ParquetWriter(schema: TickTable.schema, options: options, sink: sink)
    for batch in batches { try writer.append(batch) }
    return try writer.finish().size
}

private func write(
    _ batches: [Batch], _ options: ParquetWriterOptions, to sink: UploadSink, threads: Int
) throws -> Int {
    let pool = WorkerPool(name: "encode", threadCount: threads)
    defer { pool.shutdown() }
    let encoded = Inbox<(Int, Result<EncodedRowGroup, any Error>)>()
    func start(_ number: Int) {
        guard number < batches.count else { return }
        pool.submit {
            let group = Result {
                var encoder = try RowGroupEncoder(schema: TickTable.schema, options: options)
                try encoder.append(batches[number])
                return try encoder.finish()
            }
            _ = encoded.post((number, group))
        }
    }
    var writer = try ParquetWriter(schema: TickTable.schema, options: options, sink: sink)
    var groups = OrderedGroups()
    // One more than there are threads, so that none waits for the writer.
    for number in 0...threads { start(number) }
    for done in batches.indices {
        guard let (number, group) = encoded.next() else { break }
        start(done + threads + 1)
        groups.add(try group.get(), number)
        while let group = groups.next() { try writer.append(group) }
    }
    return try writer.finish().size
}

/// Row groups that come in any order and go in their own.
private struct OrderedGroups {
    private var waiting: [Int: EncodedRowGroup] = [:]
    private var position = 0

    mutating func add(_ group: EncodedRowGroup, _ number: Int) { waiting[number] = group }

    mutating func next() -> EncodedRowGroup? {
        guard let group = waiting.removeValue(forKey: position) else { return nil }
        position += 1
        return group
    }
}

private struct UploadSink: ByteSink {
    let upload: any ObjectUpload

    func append(_ bytes: Span<UInt8>) throws { try upload.append(bytes) }
}
