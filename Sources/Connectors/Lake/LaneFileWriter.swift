internal import Columnar
internal import DeltaLake
internal import ObjectStorage
internal import Parquet
internal import Pipeline
internal import Synchronization

/// Collects a lane's rows of one table into files, one for each of the table's partitions.
///
/// Rows become compressed pages as they come, and finished row groups go to the store, so that
/// memory does not grow with the file. Nor does it with the number of partitions: so many files are
/// open, and for another one that which has gone without rows for longest is ended. A commit then
/// brings in several files of a partition.
final class LaneFileWriter: LaneTableWriter {
    private struct Memory: ~Copyable {
        var files: [PartitionKey: OpenFile] = [:]
        /// Keys in the order of their last row, so that commits do not depend on hashing.
        var order: [PartitionKey] = []
        /// Files that were ended to make room for others.
        var ended: [AddFile] = []
        /// The buffers of the file that was written to last, for the next one.
        var scratch: PageScratch?
        var replaces = false

        mutating func removeFiles() {
            files = [:]
            order = []
            ended = []
        }
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

    /// How many files of a table a lane writes at a time.
    ///
    /// The usual case is one for each of the table's intervals, and twice as many about midnight.
    private static let openFilesMax = 16

    var byteCount: Int {
        memory.withLock { memory in
            let ended = memory.ended.reduce(0) { $0 + Int($1.size) }
            return memory.files.values.reduce(ended) { $0 + ($1.writer?.byteCount ?? 0) }
        }
    }

    var memoryByteCount: Int {
        memory.withLock { memory in
            let scratch = memory.scratch?.memoryByteCount ?? 0
            return memory.files.values.reduce(scratch) {
                $0 + ($1.writer?.memoryByteCount ?? 0)
            }
        }
    }

    func append(_ rows: Batch) throws {
        try memory.withLock { memory in
            for part in PartitionSplit.parts(of: rows, by: place.partitionColumns) {
                let file = try open(part.key, &memory)
                file.writer?.giveScratch(memory.scratch.take())
                defer { memory.scratch = file.writer?.takeScratch() }
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

    /// Files that have ended already lie in the lake and mean nothing, as after a failed commit.
    func abandon() {
        memory.withLock { memory in
            for file in memory.files.values { file.writer.take()?.abort() }
            memory.removeFiles()
        }
    }

    /// Ends the files, durably.
    func finish() throws -> (files: [AddFile], replaces: Bool) {
        try memory.withLock { memory in
            while !memory.order.isEmpty { try endOldest(&memory) }
            let files = memory.ended
            memory.removeFiles()
            return (files, memory.replaces)
        }
    }

    /// Ends the file that has gone without rows for longest.
    private func endOldest(_ memory: inout Memory) throws {
        guard let file = memory.files.removeValue(forKey: memory.order.removeFirst()) else {
            return
        }
        file.writer?.giveScratch(memory.scratch.take())
        let tags = [LakeTable.laneTag: lane.description]
        if let entry = try file.finish(now: environment.now(), tags: tags) {
            memory.ended.append(entry)
        }
    }

    /// The file of a partition, which is the last one written to from now on.
    private func open(_ key: PartitionKey, _ memory: inout Memory) throws -> OpenFile {
        if let file = memory.files[key] {
            if memory.order.last != key {
                memory.order.removeAll { $0 == key }
                memory.order.append(key)
            }
            return file
        }
        if memory.files.count >= Self.openFilesMax { try endOldest(&memory) }
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
