import Bytes
import Synthetic
import Testing

@Suite struct TickStreamTests {
    @Test(arguments: [1, 7, 999, 100_000])
    func recordsDoNotDependOnBatchSizes(size: Int) throws {
        var parameters = TickParameters(seed: 42, ticks: 3_000, partitions: 3)
        parameters.faultsPerMillion = 50_000
        parameters.heartbeatInterval = 600_000_000_000
        let expected = try collect(parameters)
        let actual = try collect(parameters, batches: size)
        #expect(actual.records == expected.records)
        #expect(actual.summary == expected.summary)
    }

    @Test func bytesNeverChangeFromReleaseToRelease() throws {
        var parameters = TickParameters(seed: 7, ticks: 5_000, partitions: 4)
        parameters.faultsPerMillion = 20_000
        let digest = try digest(collect(parameters).records)
        #expect(String(digest, radix: 16) == "668dc7ebba4bf4f")
    }

    @Test func seedsGiveDifferentStreams() throws {
        let one = try collect(TickParameters(seed: 1, ticks: 100, partitions: 2)).records
        let two = try collect(TickParameters(seed: 2, ticks: 100, partitions: 2)).records
        #expect(one.prefix(100).map(\.value) != two.prefix(100).map(\.value))
    }

    @Test func plainTicksHaveTheContractsShape() throws {
        let stream = try collect(TickParameters(seed: 3, ticks: 5_000, partitions: 4))
        let ticks = stream.records.filter { $0.header == .none }
        #expect(ticks.count == 5_000)
        var lastTradeID: [String: Int] = [:]
        for tick in ticks {
            let object = try #require(tick.object)
            #expect(object["symbol"] as? String == tick.key)
            #expect(try #require(object["price"] as? Double) >= 1)
            #expect(try #require(object["size"] as? Double) > 0)
            #expect(object["exchange"] is String)
            #expect(object["conditions"] is [String])
            let tradeID = try #require(object["trade_id"] as? Int)
            #expect(tradeID > lastTradeID[tick.key] ?? 0)
            lastTradeID[tick.key] = tradeID
            let extra = Set(object.keys).subtracting(
                ["symbol", "price", "size", "ts", "exchange", "trade_id", "conditions", "sequence"])
            #expect(extra.isEmpty)
        }
        let bytes = ticks.reduce(0) { $0 + ($1.value?.count ?? 0) }
        #expect((135...155).contains(bytes / ticks.count))
    }

    @Test func keysChooseThePartitionAndArrivalTheTimestamp() throws {
        let records = try collect(TickParameters(seed: 4, ticks: 5_000, partitions: 5)).records
        var last = Int64.min
        for record in records {
            #expect(record.timestamp >= last)
            last = record.timestamp
            guard record.header == .none else { continue }
            let partition = Murmur2.partition(
                key: Array(record.key.utf8).span.rawBytes, partitions: 5)
            #expect(record.partition == partition)
            let latency = record.timestamp - (try #require(record.eventTime)) / 1_000_000
            #expect((-1...5_001).contains(latency))
        }
    }

    @Test func aboutOneTickInAHundredIsOutOfOrder() throws {
        let records = try collect(TickParameters(seed: 5, ticks: 20_000, partitions: 1)).records
        let slow = try records.filter { record in
            guard record.header == .none else { return false }
            return record.timestamp - (try #require(record.eventTime)) / 1_000_000 > 18
        }
        #expect((120...300).contains(slow.count))
    }

    @Test func activityIsUnevenAndVolumeIsHighestAtTheEnds() throws {
        let records = try collect(TickParameters(seed: 6, ticks: 30_000, partitions: 4)).records
        let ticks = records.filter { $0.header == .none }
        let counts = Dictionary(grouping: ticks, by: \.key).mapValues(\.count)
        #expect(counts.count == 500)
        let ordered = counts.values.sorted(by: >)
        #expect(ordered[0] > 20 * ordered[250])
        #expect(ordered[0] < ticks.count / 10)

        let start = TradingSession.standard.start / 1_000_000
        let halfHours = Dictionary(grouping: ticks) { ($0.timestamp - start) / 1_800_000 }
            .mapValues(\.count)
        #expect(halfHours.keys.min() == 0)
        #expect(halfHours.keys.max() == 12)
        let noon = try #require(halfHours[6])
        #expect(try #require(halfHours[0]) > 3 * noon)
        #expect(try #require(halfHours[12]) > 3 * noon)
    }

    @Test func sessionsAreWeekdaysWithEqualShares() throws {
        var parameters = TickParameters(seed: 11, ticks: 1_001, partitions: 1)
        parameters.sessions = 7
        let ticks = try collect(parameters).records.filter { $0.header == .none }
        let days = Dictionary(grouping: ticks) { $0.timestamp / 86_400_000 - 20_458 }
        #expect(days.keys.sorted() == [0, 1, 2, 3, 4, 7, 8])
        #expect(days.values.allSatisfy { $0.count == 143 })
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.timestamp <= $1.timestamp })
    }

    @Test func theLastHeartbeatsCloseEveryHour() throws {
        var parameters = TickParameters(seed: 8, ticks: 100, partitions: 3)
        parameters.watermarkDelay = 30_000_000_000
        let stream = try collect(parameters)
        let beats = stream.records.suffix(3)
        #expect(beats.map(\.partition) == [0, 1, 2])
        for beat in beats {
            #expect(beat.header == .heartbeat)
            #expect(beat.eventTime == TradingSession.standard.end + 30_000_000_000)
            #expect(beat.timestamp * 1_000_000 == beat.eventTime)
        }
        #expect(stream.summary.heartbeats == 3)
        #expect(stream.summary.records == 103)
    }

    @Test func aSteadyStreamKeepsItsRateAndBeatsBetween() throws {
        var parameters = TickParameters(seed: 9, ticks: 2_000, partitions: 2)
        // 100 ticks a second at 60 times the wall clock.
        parameters.schedule = .steady(
            start: TradingSession.standard.start, interval: 60_000_000_000 / 100)
        parameters.heartbeatInterval = 60_000_000_000
        let records = try collect(parameters).records
        let span =
            try #require(records.last { $0.header == .none }).timestamp - records[0].timestamp
        #expect((1_190_000...1_201_000).contains(span))
        let beats = records.filter { $0.header == .heartbeat }
        #expect(beats.count == 2 * 19 + 2)
        #expect(zip(records, records.dropFirst()).allSatisfy { $0.timestamp <= $1.timestamp })
    }

    @Test func aStreamCanBeEndedEarlyAndTellsWhenItsNextTickIsDue() throws {
        var parameters = TickParameters(seed: 10, ticks: 1_000_000, partitions: 2)
        parameters.schedule = .steady(start: 0, interval: 1_000_000)
        var generator = try TickGenerator(parameters)
        var batch = SyntheticBatch()
        for _ in 0..<10 {
            let arrival = try #require(generator.nextArrival())
            generator.next(1, into: &batch)
            #expect(batch.records[batch.count - 1].timestamp == arrival / 1_000_000)
        }
        generator.finish()
        #expect(generator.nextArrival() == nil)
        #expect(generator.next(100, into: &batch) == 2)
        #expect(generator.next(100, into: &batch) == 0)
        #expect(generator.progress == 10)
    }

    @Test func moreSymbolsThanAreKnownByNameAreMadeUp() throws {
        var parameters = InstrumentParameters(seed: 1, partitions: 1)
        parameters.symbols = 10_000
        var generator = try InstrumentGenerator(parameters)
        var batch = SyntheticBatch()
        generator.next(10_000, into: &batch)
        let records = batch.collect()
        #expect(Set(records.map(\.key)).count == 10_000)
        #expect(records[0].key == "NVDA")
    }

    @Test func parametersOutOfRangeAreRefused() {
        var edits: [(inout TickParameters) -> Void] = []
        edits.append { $0.partitions = 0 }
        edits.append { $0.symbols = 100_001 }
        edits.append { $0.ticks = -1 }
        edits.append { $0.faultsPerMillion = 500_001 }
        edits.append { $0.disorderPerMillion = -1 }
        edits.append { $0.sessions = 0 }
        edits.append { $0.heartbeatInterval = 0 }
        edits.append { $0.watermarkDelay = -1 }
        edits.append { $0.schedule = .session(TradingSession(start: 10, end: 20)) }
        edits.append { $0.schedule = .steady(start: -1, interval: 1) }
        edits.append { $0.schedule = .steady(start: 0, interval: .max) }
        for edit in edits {
            var parameters = TickParameters(seed: 1, ticks: 10, partitions: 1)
            edit(&parameters)
            #expect(throws: SyntheticError.self) { _ = try TickGenerator(parameters) }
        }
    }
}
