import Columnar
import Connectors
import MarketData
import ObjectStorage
import Pipeline
import TestSupport
import Testing

@Suite("RAW as a source")
struct RawArchiveTests {
    @Test("gives back every record in order, also where files of two dates lie across each other")
    func interleavedDates() throws {
        let lane = LaneID(topic: "t", partition: 0)
        var records = RecordBatch(next: 0)
        let day: Int64 = 86_400_000
        for offset in 0..<Int64(60) {
            records.offsets.append(offset)
            // Producers' clocks jump back and forth over midnight.
            records.timestamps.append(20_000 * day + (offset % 3 == 0 ? -1 : 1) * 1_000)
            records.timestampTypes.append(0)
            records.keys.appendNull()
            records.values.append(Array("\(offset)".utf8).span)
        }
        records.next = 60
        let environment = LakeEnvironment(
            store: MemoryStore(), now: { 0 }, random: RandomBits(SplitMix64(seed: 1)))
        let layout = RawTable.layout(topic: lane.topic)
        let tables = try DeltaLakeTables(
            [LakeTableLayout(layout)],
            identity: LakeIdentity(pipeline: "p", configuration: "c"), environment: environment)
        let table = LaneTable(path: layout.path, cadence: Cadence(interval: 1), isRaw: true)
        #expect(try tables.progress(of: lane, in: [table]) == [nil])
        let writer = try tables.writer(for: table, lane: lane)
        let lineage = Lineage(topic: lane.topic, partition: 0, schemaVersion: 1)
        try writer.append(RawTable.batch(records: records, lineage: lineage))
        var audit = Pipeline.LaneAudit(at: 0)
        audit.until = 60
        _ = try tables.commit([CommitPart(lane: lane, audit: audit, writer: writer)], to: table)

        let archive = RawArchive(environment: environment)
        var position: Int64 = 5
        var read: [Int64] = []
        while position < 55 {
            let piece = try archive.read(
                lane, range: position..<55, limit: ReadLimit(records: 7, byteCount: 1 << 20))
            read += piece.offsets
            #expect(piece.next > position)
            position = piece.next
        }
        #expect(read == Array(5..<55))
    }
}
