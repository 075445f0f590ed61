import Contracts
import Pipeline
import Testing

@Suite("The digest of a plan")
struct PlanDigestTests {
    @Test("it is the same in every version of the program")
    func stable() throws {
        let plan = try #require(ConfigurationFixture().read().configuration).plan
        #expect(
            plan.decidingText == """
                {"format":1,"session_time_zone":"UTC","watermark_delay_ns":10000000000,\
                "max_skew_ns":60000000000,"max_event_time_ns":null,\
                "duplicates_horizon_ns":60000000000,"record_bytes":1048576,"json_depth":64,\
                "bars":[{"name":"1m","length_ns":60000000000},\
                {"name":"5m","length_ns":300000000000}],\
                "topics":[{"name":"ticks","kind":"ticks","key":"symbol","schema_version":1,\
                "fields":[{"column":"symbol","path":["symbol"],"type":"string","required":true,\
                "default":null},{"column":"event_time","path":["ts"],"type":"timestamp(rfc3339,)",\
                "required":true,"default":null},{"column":"price","path":["price"],\
                "type":"decimal(18,9)","required":true,"default":null},{"column":"size",\
                "path":["size"],"type":"decimal(18,8)","required":true,"default":null}],\
                "unique_key":[],"rules":[{"name":"future_time","reason":"future_time",\
                "action":"quarantine","kind":"future_time","version":1},{"name":"max_event_time",\
                "reason":"beyond_max_event_time","action":"quarantine","kind":"max_event_time",\
                "version":1}]}]}
                """)
        #expect(plan.digest == "8224dab5d2082d7203115e1a10e036ef608b869f008ee8625022ed1cacd37b9c")
    }

    @Test("it tells apart whatever decides rows")
    func sensitive() throws {
        let plan = try #require(
            try Shipped.fixture().read("topics/ticklake.yaml").configuration
        ).plan
        let changes: [(inout PipelinePlan) -> Void] = [
            { $0.eventTime.watermarkDelay += 1 },
            { $0.eventTime.maxSkew += 1 },
            { $0.eventTime.maxEventTime = 0 },
            { $0.duplicates.horizon += 1 },
            { $0.bars.intervals.removeLast() },
            { $0.sessionTimeZone = SessionTimeZone(name: "Europe/Berlin") },
            { $0.limits.recordBytes += 1 },
            { $0.limits.jsonDepth += 1 },
            { $0.topics.removeLast() },
            { $0.topics[0].schemaVersion += 1 },
            { $0.topics[0].keyColumn = "venue" },
            { $0.topics[0].uniqueKey.removeLast() },
            { $0.topics[0].rules.removeLast() },
            { $0.topics[0].rules.swapAt(0, 1) },
            { $0.topics[0].rules[0].name = "x" },
            { $0.topics[0].rules[0].reason = "x" },
            { $0.topics[0].rules[0].action = .fail },
            { $0.topics[0].rules[0].action = .warn(bit: 9) },
            { $0.topics[0].rules[0].kind = .range(column: "price", minimum: 1, maximum: nil) },
            { $0.topics[0].rules[0].kind = .range(column: "price", minimum: nil, maximum: 1) },
            { $0.topics[0].rules[0].kind = .positive(column: "size") },
            { $0.topics[0].fields[4].path = ["exchange", "exchange"] },
            { $0.topics[0].fields[4].path = ["exchange\",\"exchange"] },
            { $0.topics[0].fields[4].isRequired = true },
            { $0.topics[0].fields[4].defaultValue = .string("") },
            { $0.topics[0].fields[4].type = .identifier },
            {
                $0.topics[0].fields[1].type = .timestamp(TimestampForms(integerUnit: .nanoseconds))
            },
        ]
        var digests: Set<String> = [plan.digest]
        for change in changes {
            var changed = plan
            change(&changed)
            digests.insert(changed.digest)
        }
        #expect(digests.count == changes.count + 1)
    }

    @Test("it does not change with what decides no rows")
    func insensitive() throws {
        let plan = try #require(
            try Shipped.fixture().read("topics/ticklake.yaml").configuration
        ).plan
        let changes: [(inout PipelinePlan) -> Void] = [
            { $0.name = "other" },
            { $0.lake = "elsewhere" },
            { $0.kafka = KafkaPlan(bootstrapServers: ["b:1"]) },
            { $0.cadences.raw.interval += 1 },
            { $0.limits.memoryBytes += 1 },
            { $0.limits.batchRows += 1 },
            { $0.checkpointIntervalCommits += 1 },
            { $0.maintenance.optimizeInterval = 1 },
            { $0.start = .latest },
            { $0.onDataLoss = .continue },
            { $0.duplicates.maxKeysPerLane += 1 },
            { $0.topics[0].partitions += 1 },
            { $0.topics[0].settings = [] },
            { $0.topics.reverse() },
        ]
        for change in changes {
            var changed = plan
            change(&changed)
            #expect(changed != plan)
            #expect(changed.digest == plan.digest)
        }
    }
}
