internal import Columnar
internal import DeltaLake
internal import ObjectStorage
internal import Parquet
internal import Pipeline
internal import Synchronization

/// Collects a lane's rows of one table into one file for each of the table's partitions.
///
/// Rows become compressed pages as they come, and finished row groups go to the store, so that
/// memory does not grow with the file.
final class LaneFileWriter: LaneTableWriter {
    private struct Memory {
        var files: [PartitionKey: OpenFile] = [:]
        /// Keys in the order of their first row, so that commits do not depend on hashing.
        var order: [PartitionKey] = []
        var replaces = false
    }

    /// A box for a writer, which can only be owned once.
    private final class OpenFile {
        var writer: TableFileWriter?

        init(_ writer: consuming TableFileWriter) { self.writer = consume writer }

        /// Ends the file; nil when it was ended before.
        func finish(now: Int64, tags: [String: String]) throws -> AddFile? {
            guard let writer = writer.take() else { return nil }
            return try writer.finish(now: now, tags: tags)
        }
    }

    private let place: TablePlace
    private let lane: LaneID
    private let environment: LakeEnvironment
    private let memory = Mutex(Memory())

    init(_ place: TablePlace, lane: LaneID, environment: LakeEnvironment) {
        self.place = place
        self.lane = lane
        self.environment = environment
    }

    var byteCount: Int {
        memory.withLock { memory in
            memory.files.values.reduce(0) { $0 + ($1.writer?.byteCount ?? 0) }
        }
    }

    func append(_ rows: Batch) throws {
        try memory.withLock { memory in
            for part in PartitionSplit.parts(of: rows, by: place.partitionColumns) {
                let file = try open(part.key, &memory)
                try file.writer?.append(
                    columns: place.dataColumns.map { part.rows.columns[$0] },
                    rowCount: part.rows.rowCount)
            }
        }
    }

    func replace(_ rows: Batch) throws {
        abandon()
        memory.withLock { $0.replaces = true }
        try append(rows)
    }

    func abandon() {
        memory.withLock { memory in
            for file in memory.files.values { file.writer.take()?.abort() }
            memory.files = [:]
            memory.order = []
        }
    }

    /// Ends the files, durably.
    func finish() throws -> (files: [AddFile], replaces: Bool) {
        try memory.withLock { memory in
            var added: [AddFile] = []
            for key in memory.order {
                guard let file = memory.files[key] else { continue }
                let tags = [LakeTable.laneTag: lane.description]
                if let entry = try file.finish(now: environment.now(), tags: tags) {
                    added.append(entry)
                }
            }
            memory.files = [:]
            memory.order = []
            return (added, memory.replaces)
        }
    }

    private func open(_ key: PartitionKey, _ memory: inout Memory) throws -> OpenFile {
        if let file = memory.files[key] { return file }
        var random = environment.random.fork()
        let values = zip(place.partitionColumns, key.values).map { column, value in
            switch value {
            case .day(let day): PartitionValue.date(column.name, day: day)
            case .text(let text): PartitionValue(column.name, text)
            }
        }
        let file = OpenFile(
            try TableFileWriter(
                place.table, place.metadata, partition: values, options: place.options,
                using: &random))
        memory.files[key] = file
        memory.order.append(key)
        return file
    }
}

/// A table as its writers see it.
struct TablePlace: Sendable {
    let table: DeltaTable
    let metadata: TableMetadata
    let options: ParquetWriterOptions
    /// The partition columns with their positions in the rows.
    let partitionColumns: [(name: String, index: Int)]
    /// The positions of all other columns.
    let dataColumns: [Int]

    init(_ table: DeltaTable, _ metadata: TableMetadata) {
        self.table = table
        self.metadata = metadata
        options = ParquetWriterOptions()
        let schema = metadata.schema
        partitionColumns = metadata.partitionColumns.compactMap { name in
            schema.index(of: name).map { (name, $0) }
        }
        let partitioned = Set(partitionColumns.map(\.index))
        dataColumns = schema.fields.indices.filter { !partitioned.contains($0) }
    }
}

/// A lane's part of a commit, its files ended.
struct FinishedPart: Sendable {
    let lane: LaneID
    let audit: LaneAudit
    let files: [AddFile]
    let replaces: Bool

    init(_ part: CommitPart) throws {
        lane = part.lane
        audit = part.audit
        guard let writer = part.writer else {
            (files, replaces) = ([], false)
            return
        }
        guard let writer = writer as? LaneFileWriter else {
            preconditionFailure("a lake's parts were written by the lake's writers")
        }
        (files, replaces) = try writer.finish()
    }
}
