internal import Columnar
internal import DeltaLake
internal import Pipeline

/// A lane's way through its files of RAW, within a range of offsets.
///
/// Files are opened when the way reaches them and dropped when it has left them; of an open one, a
/// row group is in memory. As files of several dates may lie across each other, more than one can
/// be open: the row with the smallest offset comes next.
struct ArchiveCursor: Sendable {
    private let snapshot: Snapshot
    private let end: Int64
    /// The files that are not open yet, the one that begins first at the end.
    private var waiting: [ArchivedFile]
    private var open: [OpenArchivedFile] = []
    private var position: Int64

    /// Begins at the start of `range`; `files` are those of the lane.
    init(_ files: [ArchivedFile], of snapshot: Snapshot, range: Range<Int64>) {
        self.snapshot = snapshot
        position = range.lowerBound
        end = range.upperBound
        waiting = files.sorted { $0.offsets.lowerBound > $1.offsets.lowerBound }
    }

    /// Whether the way goes on at `range`.
    func continues(at range: Range<Int64>) -> Bool {
        position == range.lowerBound && end == range.upperBound
    }

    /// The next records, as many as the limit allows; the last batch ends where the range does.
    mutating func next(_ limit: ReadLimit) throws -> RecordBatch {
        var batch = RecordBatch(next: end)
        while batch.count < limit.records, batch.byteCount < limit.byteCount {
            try openReached()
            let room = ReadLimit(
                records: limit.records - batch.count, byteCount: limit.byteCount - batch.byteCount)
            guard let (index, bound) = nearest, let run = open[index].take(below: bound, room)
            else {
                batch.next = end
                break
            }
            batch.append(run)
            try open[index].load(from: run.next)
            if open[index].head == nil { open.remove(at: index) }
        }
        position = batch.next
        return batch
    }

    /// Opens the files that begin before the next row: another file's row may come first.
    private mutating func openReached() throws {
        while let file = waiting.last {
            let head = open.compactMap(\.head).min() ?? .max
            guard file.offsets.lowerBound <= head, file.offsets.lowerBound < end else { return }
            waiting.removeLast()
            var opened = OpenArchivedFile(try snapshot.open(file.file))
            try opened.load(from: position)
            if opened.head != nil { open.append(opened) }
        }
    }

    /// The open file that has the next row, and the offset up to which it has all rows.
    private var nearest: (index: Int, bound: Int64)? {
        var bound = min(end, waiting.last?.offsets.lowerBound ?? .max)
        var found: (index: Int, head: Int64)?
        for index in open.indices {
            guard let head = open[index].head else { continue }
            if let before = found, before.head < head {
                bound = min(bound, head)
            } else {
                bound = min(bound, found?.head ?? .max)
                found = (index, head)
            }
        }
        return found.map { ($0.index, bound) }
    }
}

/// A file of RAW that holds rows of one lane, and the offsets that they lie between.
struct ArchivedFile: Sendable {
    let file: AddFile
    let offsets: ClosedRange<Int64>
}

/// An open file of RAW: a row group, and where in it the next row is.
private struct OpenArchivedFile: Sendable {
    private let reader: TableFileReader
    private var nextGroup = 0
    private var records = RecordBatch(next: 0)
    private var row = 0

    init(_ reader: TableFileReader) { self.reader = reader }

    /// The offset of the next row; nil when there is none in memory.
    var head: Int64? { row < records.count ? records.offsets[row] : nil }

    /// Goes to the first row at or after `offset`, in this row group or a later one.
    mutating func load(from offset: Int64) throws {
        while true {
            while row < records.count, records.offsets[row] < offset { row += 1 }
            guard row == records.count, nextGroup < reader.rowGroupCount else { return }
            records = try RecordBatch(rawRows: try reader.rows(ofGroup: nextGroup))
            nextGroup += 1
            row = 0
        }
    }

    /// The rows in memory from the next one on, up to an offset and within a limit; nil for none.
    func take(below bound: Int64, _ limit: ReadLimit) -> RecordBatch? {
        var last = row
        var bytes = 0
        while last < records.count, records.offsets[last] < bound, last - row < limit.records,
            bytes < limit.byteCount
        {
            bytes += records.keys[last].byteCount + records.values[last].byteCount
            last += 1
        }
        return last > row ? records.extracting(row..<last) : nil
    }
}

extension RecordBatch {
    /// The records in the rows of a RAW table.
    init(rawRows rows: Batch) throws {
        guard case .int64(let offsets)? = rows.column("offset"),
            case .int64(let times)? = rows.column("timestamp"),
            case .int32(let types)? = rows.column("timestampType"),
            case .binary(let keys)? = rows.column("key"),
            case .binary(let values)? = rows.column("value"),
            case .list(let headers)? = rows.column("headers")
        else { throw PortError(.halt(.inconsistent), "RAW does not have RAW's columns") }
        self.init(next: (offsets.values.last ?? -1) + 1)
        self.offsets = offsets.values
        timestamps = times.values.map { $0 / 1_000 }
        timestampTypes = types.values
        self.keys = keys
        self.values = values
        self.headers = headers
    }

    /// Adds records that follow, with headers as these have.
    fileprivate mutating func append(_ more: RecordBatch) {
        guard count > 0 else {
            self = more
            return
        }
        offsets += more.offsets
        timestamps += more.timestamps
        timestampTypes += more.timestampTypes
        keys.append(contentsOf: more.keys)
        values.append(contentsOf: more.values)
        if let headers = more.headers { self.headers?.append(contentsOf: headers) }
        next = more.next
    }
}
