public import Columnar
internal import DeltaLake
internal import JSONColumns
internal import MarketData
public import Pipeline
internal import Synchronization

/// RAW as a source: the records of a lane as Kafka once gave them.
///
/// RAW holds what Kafka gave, so that what comes out of it makes the same rows. Every lane reads
/// by itself: a call takes the lane's cursor out of the shared memory and puts it back, and no lane
/// waits for another one's files.
public final class RawArchive: RecordArchive {
    private let tables: DeltaLakeTables
    /// The lanes that are within a range.
    private let cursors = Mutex<[LaneID: ArchiveCursor]>([:])

    /// Reads the RAW tables of a lake.
    public init(_ tables: DeltaLakeTables) { self.tables = tables }

    /// The records of a lane within `range`, from its start on.
    public func read(_ lane: LaneID, range: Range<Int64>, limit: ReadLimit) throws -> RecordBatch {
        try mappingErrors {
            let held = cursors.withLock { $0.removeValue(forKey: lane) }
            var cursor: ArchiveCursor
            if let held, held.continues(at: range) {
                cursor = held
            } else {
                cursor = try self.cursor(of: lane, range)
            }
            let batch = try cursor.next(limit)
            if batch.next < range.upperBound { cursors.withLock { $0[lane] = cursor } }
            return batch
        }
    }

    /// The last record of a lane below an offset; nil where RAW has none.
    public func lastRecord(of lane: LaneID, below next: Int64) throws -> RecordBatch? {
        try mappingErrors {
            let snapshot = try tables.snapshot(of: RawTable.layout(topic: lane.topic).path)
            guard let file = try lastFile(of: lane, below: next, in: snapshot) else { return nil }
            let reader = try snapshot.open(file)
            for group in (0..<reader.rowGroupCount).reversed() {
                let records = try RecordBatch(rawRows: try reader.rows(ofGroup: group))
                if let row = records.offsets.lastIndex(where: { $0 < next }) {
                    return records.extracting(row..<row + 1)
                }
            }
            return nil
        }
    }

    /// The lane's file that reaches furthest below an offset.
    ///
    /// It is usually among those of the newest commit, and the log is read no further. Files that
    /// another program wrote are passed over: an earlier record tells as much of the lane.
    private func lastFile(of lane: LaneID, below next: Int64, in snapshot: Snapshot) throws
        -> AddFile?
    {
        var furthest: (file: AddFile, reach: Int64)?
        let exact = try snapshot.newestFile { file in
            guard file.tags[LakeTable.laneTag] == lane.description, let offsets = file.offsets,
                offsets.lowerBound < next
            else { return false }
            let reach = min(offsets.upperBound, next - 1)
            if reach > furthest?.reach ?? .min { furthest = (file, reach) }
            return offsets.upperBound == next - 1
        }
        return exact ?? furthest?.file
    }

    /// Drops what is held for a lane.
    public func close(_ lane: LaneID) {
        cursors.withLock { $0[lane] = nil }
    }

    /// The way through the lane's files that reach into the range.
    ///
    /// A file that cannot be placed might hold the lane's records: it stops the lane.
    private func cursor(of lane: LaneID, _ range: Range<Int64>) throws -> ArchiveCursor {
        let snapshot = try tables.snapshot(of: RawTable.layout(topic: lane.topic).path)
        var files: [ArchivedFile] = []
        try snapshot.forEachFile { file in
            guard let tag = file.tags[LakeTable.laneTag], let offsets = file.offsets else {
                throw PortError(
                    .halt(.inconsistent),
                    "\(file.path) of RAW has no lane tag or no offset statistics. another program "
                        + "rewrote it. `ticklake optimize` splits its files by lanes again")
            }
            if tag == lane.description, offsets.overlaps(range) {
                files.append(ArchivedFile(file: file, offsets: offsets))
            }
        }
        return ArchiveCursor(files, of: snapshot, range: range)
    }
}

extension AddFile {
    /// The offsets that the file's rows lie between, by its statistics.
    fileprivate var offsets: ClosedRange<Int64>? {
        guard let stats, let value = try? JSONValue(parsing: stats),
            let low = value["minValues"]?["offset"]?.int64,
            let high = value["maxValues"]?["offset"]?.int64, low <= high
        else { return nil }
        return low...high
    }
}
