import Bytes
import Columnar
import Connectors
import MarketData
import ObjectStorage
import Pipeline
import TestSupport

/// A lake with the RAW table of a topic, opened as often as a test likes.
struct RawLake {
    static let topic = "t"
    static let layout = RawTable.layout(topic: topic)
    static let table = LaneTable(path: layout.path, cadence: Cadence(interval: 1), isRaw: true)

    let store: any ObjectStore
    let tables: DeltaLakeTables

    /// Opens the lake as an instance does, making the table where there is none.
    init(
        _ store: any ObjectStore, commitsPerCheckpoint: Int64 = 100, isRewritten: Bool = false,
        maintenance: MaintenancePlan = MaintenancePlan(), seed: UInt64 = 1
    ) throws {
        self.store = store
        let environment = LakeEnvironment(
            store: store, now: { 1_800_000_000_000 }, random: RandomBits(SplitMix64(seed: seed)),
            commitsPerCheckpoint: commitsPerCheckpoint, maintenance: maintenance)
        tables = try DeltaLakeTables(
            [LakeTableLayout(Self.layout, isRewritten: isRewritten)],
            identity: LakeIdentity(pipeline: "p", configuration: "c"), environment: environment)
    }

    static func lane(_ partition: Int32 = 0) -> LaneID {
        LaneID(topic: topic, partition: partition)
    }

    /// The lane's `next` in the table.
    func next(of lane: LaneID = lane()) throws -> Int64? {
        try tables.progress(of: lane, in: [Self.table])[0]
    }

    /// Commits records of a lane; the ledger moves from where it stands to the records' end.
    func append(_ records: RecordBatch, to lane: LaneID = lane(), replacing: Bool = false) throws {
        let from = try next(of: lane) ?? 0
        let writer = try tables.writer(for: Self.table, lane: lane)
        let rows = Self.rows(records, of: lane)
        if replacing { try writer.replace(rows) } else { try writer.append(rows) }
        var audit = Pipeline.LaneAudit(at: from)
        audit.until = records.next
        _ = try tables.commit(
            [CommitPart(lane: lane, audit: audit, writer: writer)], to: Self.table)
    }

    /// Records as rows of the table.
    static func rows(_ records: RecordBatch, of lane: LaneID = lane()) -> Batch {
        let lineage = Lineage(topic: lane.topic, partition: lane.partition, schemaVersion: 1)
        return RawTable.batch(records: records, lineage: lineage)
    }

    /// Records of a range of offsets, of one day, or of two whose records alternate.
    static func records(_ offsets: Range<Int64>, overMidnight: Bool = false) -> RecordBatch {
        var records = RecordBatch(next: offsets.upperBound)
        let midnight: Int64 = 20_000 * 86_400_000
        for offset in offsets {
            let isBefore = overMidnight && offset % 3 == 0
            records.offsets.append(offset)
            records.timestamps.append(midnight + (isBefore ? -1_000 : 1_000))
            records.timestampTypes.append(0)
            records.keys.appendNull()
            records.values.append(Array("\(offset)".utf8).span)
        }
        return records
    }
}
