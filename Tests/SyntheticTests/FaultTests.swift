import Synthetic
import Testing

@Suite struct FaultTests {
    /// A stream of which a third is faulty.
    private static func stream(
        seed: UInt64
    ) throws -> (records: [CollectedRecord], summary: StreamSummary) {
        var parameters = TickParameters(seed: seed, ticks: 6_000, partitions: 4)
        parameters.faultsPerMillion = 333_333
        return try collect(parameters)
    }

    @Test(arguments: UInt64(0)..<10)
    func everyRecordIsAccountedForOnce(seed: UInt64) throws {
        let (records, summary) = try Self.stream(seed: seed)
        #expect(records.count == 6_004)
        #expect(summary.records == records.count)
        #expect(
            summary.good + summary.quarantined + summary.tombstones + summary.heartbeats
                == records.count)
        #expect(summary.plain + Fault.allCases.map(summary.count).reduce(0, +) == 6_000)
        #expect((1_800...2_200).contains(6_000 - summary.plain))
        for fault in Fault.allCases {
            #expect(summary.count(of: fault) > 0, "\(fault)")
        }
        let bytes = records.reduce(0) { $0 + $1.key.utf8.count + ($1.value?.count ?? 0) }
        #expect(summary.bytes == bytes)
    }

    /// Whether a value is no JSON.
    ///
    /// Foundation's parser errs twice: it takes a number beyond a
    /// double's range for a mistake, and a comma at an array's end for none.
    private static func isNoJSON(_ record: CollectedRecord) -> Bool {
        guard let value = record.value, !value.isEmpty else { return false }
        let text = String(decoding: value, as: UTF8.self)
        if record.object == nil { return !text.contains("\"size\":1e400,") }
        return text.contains("[\"@\",]")
    }

    @Test(arguments: UInt64(0)..<10)
    func countsAreThoseOfTheRecords(seed: UInt64) throws {
        let (records, summary) = try Self.stream(seed: seed)
        #expect(records.count { $0.value == nil } == summary.tombstones)
        #expect(records.count { $0.value == [] } == summary.count(of: .emptyValue))
        let broken = records.count { $0.header == .heartbeat } - summary.heartbeats
        #expect(broken == summary.count(of: .brokenHeartbeat))

        let unreadable = records.count(where: Self.isNoJSON)
        #expect(
            unreadable == summary.count(of: .truncated) + summary.count(of: .invalidUTF8)
                + summary.count(of: .invalidToken))

        let whole = records.filter { $0.header != .heartbeat && $0.object != nil }
        let repeated = whole.count - Set(whole.compactMap(\.value)).count
        #expect(repeated == summary.count(of: .duplicate))
        let future = whole.count { ($0.object?["ts"] as? String ?? "").hasPrefix("21") }
        #expect(future == summary.count(of: .futureTime))
    }

    @Test(arguments: UInt64(0)..<5)
    func duplicatesComeSoonAfterTheFirst(seed: UInt64) throws {
        let (records, _) = try Self.stream(seed: seed)
        var first: [[UInt8]: CollectedRecord] = [:]
        for record in records where record.header == .none {
            guard let value = record.value, record.object != nil else { continue }
            if let original = first[value] {
                #expect(record.key == original.key)
                #expect(record.partition == original.partition)
                #expect((0...20_001).contains(record.timestamp - original.timestamp))
            } else {
                first[value] = record
            }
        }
    }

    @Test func timestampsStillNeverDecrease() throws {
        let (records, _) = try Self.stream(seed: 77)
        #expect(zip(records, records.dropFirst()).allSatisfy { $0.timestamp <= $1.timestamp })
    }
}
