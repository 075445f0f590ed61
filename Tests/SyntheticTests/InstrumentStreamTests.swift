import Synthetic
import Testing

@Suite struct InstrumentStreamTests {
    private static func stream(
        _ parameters: InstrumentParameters, batches size: Int = 64
    ) throws -> (records: [CollectedRecord], summary: StreamSummary) {
        var generator = try InstrumentGenerator(parameters)
        var batch = SyntheticBatch()
        var records: [CollectedRecord] = []
        while generator.next(size, into: &batch) > 0 {
            records += batch.collect()
            batch.removeAll()
        }
        return (records, generator.summary)
    }

    @Test func everySymbolHasAVersionBeforeTheSession() throws {
        let (records, _) = try Self.stream(InstrumentParameters(seed: 1, partitions: 2))
        for record in records.prefix(500) {
            let object = try #require(record.object)
            #expect(object["symbol"] as? String == record.key)
            #expect(object["valid_from"] as? String == "2026-01-02T00:00:00Z")
            #expect(object["tick_size"] as? String == "0.01")
            #expect(object["lot_size"] as? Int == 100)
            for name in ["name", "asset_class", "sector", "industry", "exchange", "status"] {
                #expect((object[name] as? String)?.isEmpty == false)
            }
        }
        #expect(Set(records.prefix(500).map(\.key)).count == 500)
    }

    @Test func historiesHaveCorrectionsChangesAndEnds() throws {
        let (records, summary) = try Self.stream(InstrumentParameters(seed: 2, partitions: 2))
        let versions = Dictionary(grouping: records.filter { $0.header == .none }, by: \.key)
        var (equal, earlier, sectors) = (0, 0, 0)
        for (_, all) in versions {
            let objects = all.compactMap(\.object)
            let times = objects.compactMap { $0["valid_from"] as? String }
            equal += times.count - Set(times).count
            earlier += zip(times, times.dropFirst()).count { $0 > $1 }
            sectors += Set(objects.compactMap { $0["sector"] as? String }).count > 1 ? 1 : 0
        }
        #expect((10...15).contains(equal))
        #expect(earlier >= 20)
        #expect(sectors >= 5)
        #expect(summary.tombstones == 4)
        #expect(records.count { $0.value == nil } == 4)
        #expect(records.suffix(2).map(\.header) == [.heartbeat, .heartbeat])
    }

    @Test func faultsAreCounted() throws {
        var parameters = InstrumentParameters(seed: 3, partitions: 2)
        parameters.hasFaults = true
        let (records, summary) = try Self.stream(parameters)
        #expect(summary.quarantined == 10)
        let isBad = records.count { record in
            guard record.header == .none, record.value != nil else { return false }
            return record.object?["symbol"] == nil
        }
        #expect(isBad == 10)
        #expect(summary.records == records.count)
        #expect(summary.good + summary.quarantined + summary.tombstones + 2 == records.count)
    }

    @Test func recordsDoNotDependOnBatchSizesAndTimestampsNeverDecrease() throws {
        let parameters = InstrumentParameters(seed: 4, partitions: 3)
        let records = try Self.stream(parameters, batches: 1).records
        #expect(records == (try Self.stream(parameters, batches: 1_000).records))
        #expect(zip(records, records.dropFirst()).allSatisfy { $0.timestamp <= $1.timestamp })
    }
}
