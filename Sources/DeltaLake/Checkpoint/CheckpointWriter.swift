import Columnar
import JSONColumns
import ObjectStorage
import Parquet

/// Writes one file of a checkpoint, in memory that does not grow with the number of its rows.
struct CheckpointWriter: ~Copyable {
    /// Actions that are gathered before they become columns.
    private static let gatheredRows = 4096
    /// The rows of a row group: what a reader has to hold at once.
    static let rowGroupRows = 32_768

    private let kinds: [Field]
    private let form: CheckpointForm
    private let upload: any ObjectUpload
    private var parquet: ParquetWriter
    private var rows: ActionRows
    /// The number of files that are in the table, and of their bytes.
    private(set) var live = FileTotals()

    /// Starts a file with a column for each of `kinds`.
    init(_ kinds: [Field], _ form: CheckpointForm, to upload: any ObjectUpload) throws {
        self.kinds = kinds
        self.form = form
        self.upload = upload
        var options = ParquetWriterOptions()
        options.rowGroupRows = CheckpointWriter.rowGroupRows
        // Nobody looks for single rows.
        options.hasPageIndexes = false
        parquet = try ParquetWriter(
            schema: Schema(kinds), options: options, sink: ObjectSink(upload))
        rows = ActionRows(kinds.map { $0.name == "add" ? CheckpointWriter.gatheredAdd : $0 })
    }

    /// The size of the file so far, in bytes, but for actions that are still being gathered.
    var byteCount: Int { parquet.byteCount }

    mutating func append(_ action: Action) throws {
        try rows.append(action)
        try flushIfFull()
    }

    /// Appends an action of a kind, given as its fields.
    mutating func append(_ kind: String, _ action: JSONObject) throws {
        rows.append(kind, action)
        try flushIfFull()
    }

    /// Appends an action on a data file as a log has it.
    mutating func append(_ file: FileAction) throws {
        if file.isAdd { live.add(file.size) }
        rows.append(file.isAdd ? "add" : "remove", file.checkpointed)
        try flushIfFull()
    }

    /// Appends rows of another checkpoint; of their columns those of data files count.
    mutating func append(_ batch: Batch, live: FileTotals) throws {
        try flush()
        self.live.add(live)
        try write(batch)
    }

    /// Ends the file and puts it in place; gives its size and the number of its rows.
    consuming func finish() throws -> (byteCount: Int, rowCount: Int) {
        try flush()
        let upload = upload
        let summary = try parquet.finish()
        try upload.finish()
        return (summary.size, summary.rowCount)
    }

    /// What comes out of a log has statistics and partition values as texts.
    private static let gatheredAdd = Field("add", .structure(CheckpointSchema.add))

    private mutating func flushIfFull() throws {
        if rows.count >= CheckpointWriter.gatheredRows { try flush() }
    }

    private mutating func flush() throws {
        if rows.count > 0 { try write(rows.take()) }
    }

    private mutating func write(_ batch: Batch) throws {
        var columns: [AnyColumn] = []
        for field in kinds {
            if field.name == "add", let index = batch.schema.index(of: "add"),
                case .structure(let adds) = batch.columns[index],
                case .structure(let fields) = batch.schema.fields[index].type
            {
                columns.append(.structure(try form.completed(adds, fields)))
            } else {
                columns.append(try batch.conformedColumn(field))
            }
        }
        try parquet.append(columns: columns, rowCount: batch.rowCount)
    }
}

/// How many files there are, and how many bytes they have together.
struct FileTotals: Sendable, Equatable {
    var count: Int64 = 0
    var byteCount: Int64 = 0

    mutating func add(_ size: Int64) {
        // What comes from logs and checksums may say anything.
        count &+= 1
        byteCount = byteCount.addingReportingOverflow(size).partialValue
    }

    mutating func remove(_ size: Int64) {
        count &-= 1
        byteCount = byteCount.subtractingReportingOverflow(size).partialValue
    }

    mutating func add(_ other: FileTotals) {
        count &+= other.count
        byteCount = byteCount.addingReportingOverflow(other.byteCount).partialValue
    }
}
