public import Columnar
internal import DeltaLake
internal import JSONColumns
internal import MarketData
internal import ObjectStorage
public import Pipeline
internal import Synchronization

/// RAW as a source: the records of a lane as Kafka once gave them.
///
/// RAW holds what Kafka gave, so that what comes out of it makes the same rows. Files are read one
/// by one; the one read last is kept, as the next call usually goes on in it.
public final class RawArchive: RecordArchive {
    private struct Memory {
        var snapshots: [String: Snapshot] = [:]
        var records: (lane: LaneID, range: Range<Int64>, batch: RecordBatch)?
    }

    private let environment: LakeEnvironment
    private let memory = Mutex(Memory())

    /// Opens the archive of a lake.
    public init(environment: LakeEnvironment) { self.environment = environment }

    /// The records of a lane within `range`, from its start on.
    public func read(_ lane: LaneID, range: Range<Int64>, limit: ReadLimit) throws -> RecordBatch {
        try mappingErrors {
            try memory.withLock { memory in
                let held = try records(lane, range, &memory)
                return held.piece(range, limit: limit)
            }
        }
    }

    /// The records of the file that holds the first offset at or after the range's start.
    private func records(_ lane: LaneID, _ range: Range<Int64>, _ memory: inout Memory) throws
        -> RecordBatch
    {
        if let held = memory.records, held.lane == lane, held.range.contains(range.lowerBound) {
            return held.batch
        }
        let snapshot = try snapshot(of: lane.topic, &memory)
        var best: (file: AddFile, offsets: ClosedRange<Int64>)?
        try snapshot.forEachFile { file in
            guard file.tags[LakeTable.laneTag] == lane.description,
                let offsets = file.offsets, offsets.upperBound >= range.lowerBound
            else { return }
            if let known = best, known.offsets.lowerBound <= offsets.lowerBound { return }
            best = (file, offsets)
        }
        guard let best, best.offsets.lowerBound < range.upperBound else {
            // Nothing is left in the range: the lane goes on at its end.
            return RecordBatch(next: range.upperBound)
        }
        var batch = RecordBatch(next: best.offsets.upperBound + 1)
        try snapshot.read(best.file) { try batch.append(rawRows: $0) }
        batch.next = best.offsets.upperBound + 1
        memory.records = (lane, range.lowerBound..<batch.next, batch)
        return batch
    }

    private func snapshot(of topic: String, _ memory: inout Memory) throws -> Snapshot {
        var snapshot: Snapshot
        if let known = memory.snapshots[topic] {
            snapshot = known
            try snapshot.update()
        } else {
            let path = RawTable.layout(topic: topic).path
            let table = try DeltaTable(store: environment.store, folder: StorePath(path))
            snapshot = try table.snapshot(keepingFiles: true)
        }
        memory.snapshots[topic] = snapshot
        return snapshot
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

extension RecordBatch {
    /// The records within `range`, as many as the limit allows; `next` is where to go on.
    func piece(_ range: Range<Int64>, limit: ReadLimit) -> RecordBatch {
        let first = offsets.firstIndex { $0 >= range.lowerBound } ?? count
        var end = first
        var bytes = 0
        while end < count, offsets[end] < range.upperBound, end - first < limit.records,
            bytes < limit.byteCount
        {
            bytes += keys[end].byteCount + values[end].byteCount
            end += 1
        }
        var part = extracting(first..<end)
        let isWhole = end == count || offsets[end] >= range.upperBound
        part.next = isWhole ? min(max(next, range.lowerBound + 1), range.upperBound) : offsets[end]
        return part
    }

    /// Appends rows of a RAW table.
    mutating func append(rawRows rows: Batch) throws {
        guard case .int64(let offsets)? = rows.column("offset"),
            case .int64(let times)? = rows.column("timestamp"),
            case .int32(let types)? = rows.column("timestampType"),
            case .binary(let keys)? = rows.column("key"),
            case .binary(let values)? = rows.column("value"),
            case .list(let headers)? = rows.column("headers")
        else { throw PortError(.halt(.inconsistent), "RAW does not have RAW's columns") }
        self.offsets.append(contentsOf: offsets.values)
        for row in times.values.indices { timestamps.append(times.values[row] / 1_000) }
        timestampTypes.append(contentsOf: types.values)
        self.keys.append(contentsOf: keys)
        self.values.append(contentsOf: values)
        if var own = self.headers {
            own.append(contentsOf: headers)
            self.headers = own
        } else {
            self.headers = headers
        }
    }
}
