import Bytes
import Columnar
import Parquet
import Synchronization

/// Writes the rows of one checkpoint file into memory.
struct CheckpointWriter: ~Copyable {
    private let buffer: MemorySink
    private var parquet: ParquetWriter
    private var rows = ActionRows()
    /// The number of files that are in the table.
    private(set) var fileCount = 0

    init() throws {
        buffer = MemorySink()
        parquet = try ParquetWriter(schema: CheckpointSchema.all, sink: buffer)
    }

    mutating func append(_ action: Action) throws {
        if case .add = action { fileCount += 1 }
        try rows.append(action)
        if rows.count >= 4096 { try flush() }
    }

    /// Appends rows of another checkpoint; of their columns those of files count.
    mutating func append(_ batch: Batch, fileCount: Int) throws {
        try flush()
        self.fileCount += fileCount
        var columns: [AnyColumn] = []
        for field in CheckpointSchema.all.fields {
            columns.append(try batch.conformedColumn(field))
        }
        try parquet.append(columns: columns, rowCount: batch.rowCount)
    }

    /// The file, and the number of its rows.
    consuming func finish() throws -> (bytes: [UInt8], rowCount: Int) {
        try flush()
        let buffer = buffer
        let summary = try parquet.finish()
        return (buffer.take(), summary.rowCount)
    }

    private mutating func flush() throws {
        if rows.count > 0 { try parquet.append(rows.take()) }
    }
}

/// A file in memory.
private final class MemorySink: ByteSink {
    private let bytes = Mutex<[UInt8]>([])

    func append(_ piece: Span<UInt8>) throws {
        bytes.withLock { $0.append(span: piece) }
    }

    /// The bytes, which are forgotten here.
    func take() -> [UInt8] {
        bytes.withLock { bytes in
            defer { bytes = [] }
            return bytes
        }
    }
}
