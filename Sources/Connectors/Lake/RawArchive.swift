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

    /// The records of the files that hold the first offset at or after the range's start.
    private func records(_ lane: LaneID, _ range: Range<Int64>, _ memory: inout Memory) throws
        -> RecordBatch
    {
        if let held = memory.records, held.lane == lane, held.range.contains(range.lowerBound) {
            return held.batch
        }
        let snapshot = try snapshot(of: lane.topic, &memory)
        let files = try files(of: lane, in: snapshot, from: range.lowerBound)
        guard let first = files.first, first.offsets.lowerBound < range.upperBound else {
            // Nothing is left in the range: the lane goes on at its end.
            return RecordBatch(next: range.upperBound)
        }
        // Files of several dates may lie across each other: they are read together.
        var high = first.offsets.upperBound
        var batch = RecordBatch(next: 0)
        for (file, offsets) in files where offsets.lowerBound <= high {
            high = max(high, offsets.upperBound)
            try snapshot.read(file) { try batch.append(rawRows: $0) }
        }
        batch = batch.sortedByOffset()
        batch.next = high + 1
        memory.records = (lane, range.lowerBound..<batch.next, batch)
        return batch
    }

    /// The lane's files that reach `offset` or beyond, by their first offsets.
    ///
    /// A file that cannot be placed might hold the lane's records: it stops the lane.
    private func files(of lane: LaneID, in snapshot: Snapshot, from offset: Int64) throws
        -> [(file: AddFile, offsets: ClosedRange<Int64>)]
    {
        var found: [(file: AddFile, offsets: ClosedRange<Int64>)] = []
        try snapshot.forEachFile { file in
            guard let tag = file.tags[LakeTable.laneTag], let offsets = file.offsets else {
                throw PortError(
                    .halt(.inconsistent),
                    "\(file.path) of RAW has no lane tag or no offset statistics. another program "
                        + "rewrote it. restore the table, or replay into a fresh lake")
            }
            if tag == lane.description, offsets.upperBound >= offset {
                found.append((file, offsets))
            }
        }
        return found.sorted { $0.offsets.lowerBound < $1.offsets.lowerBound }
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

    /// The same records in the order of their offsets.
    func sortedByOffset() -> RecordBatch {
        let isSorted = zip(offsets, offsets.dropFirst()).allSatisfy { $0 < $1 }
        guard !isSorted else { return self }
        let order = offsets.indices.sorted { offsets[$0] < offsets[$1] }.map { Int32($0) }
        var sorted = RecordBatch(next: next)
        for row in order {
            sorted.offsets.append(offsets[Int(row)])
            sorted.timestamps.append(timestamps[Int(row)])
            sorted.timestampTypes.append(timestampTypes[Int(row)])
        }
        sorted.keys = keys.gathered(order.span)
        sorted.values = values.gathered(order.span)
        sorted.headers = headers?.gathered(order.span)
        return sorted
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
