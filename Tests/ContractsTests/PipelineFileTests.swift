import Contracts
import Pipeline
import Testing

@Suite("Pipeline files")
struct PipelineFileTests {
    @Test("what is left out has its documented default")
    func defaults() throws {
        let plan = try #require(ConfigurationFixture().read().configuration).plan
        let second: Int64 = 1_000_000_000
        #expect(plan.kafka.groupID == "ticklake-demo")
        #expect(plan.eventTime == EventTimePlan(watermarkDelay: 10 * second, maxSkew: 60 * second))
        #expect(plan.duplicates.horizon == 60 * second)
        #expect(plan.bars.intervals.map(\.name) == ["1m", "5m"])
        #expect(plan.cadences.raw == Cadence(interval: 10 * second, bytes: 128_000_000))
        #expect(plan.cadences.silver == Cadence(interval: second))
        #expect(plan.cadences.gold == Cadence(interval: 10 * second))
        #expect(plan.cadences.quietTransaction == 10 * second)
        #expect(
            plan.cadences.stateSnapshot == Cadence(interval: 60 * second, bytes: 1_000_000_000))
        #expect(plan.checkpointIntervalCommits == 100)
        #expect(plan.maintenance == MaintenancePlan())
        #expect(plan.limits.recordBytes == 1 << 20)
        #expect(plan.limits.jsonDepth == 64)
        #expect(plan.start == .earliest)
        #expect(plan.onDataLoss == .fail)
        #expect(plan.sessionTimeZone == .utc)
    }

    static let everything = ConfigurationFixture.pipeline(
        """
        name: p.1
        lake: ${env:LAKE}/x
        kafka:
          bootstrap_servers: "a:1, b:2"
          group: g
          properties: {ssl.ca.location: /ca, sasl.password: a$$b, client.rack: "${file:rack}"}
        topics: [ticks.yaml]
        start: {offsets: {ticks: {0: 5, 3: 1_000}}}
        on_data_loss: continue
        event_time:
          {watermark_delay: 100ms, max_skew: 0s, max_event_time: "2026-01-05T14:30:00.5Z"}
        duplicates: {horizon: 1h, max_keys_per_lane: 1000}
        bars: {intervals: [1h, 60s, 100ms]}
        session: {time_zone: UTC}
        cadences: {raw: {every: 1s}, silver: 100ms, gold: 1m, quiet: 5s, state: {bytes: 1GiB}}
        delta: {checkpoint_every: 10}
        limits: {record_size: 64KiB, json_depth: 8, memory: 1GB, batch_rows: 1000}
        """
    ).with(files: ["conf/rack": "r1\n"], environment: ["LAKE": "/data"])

    static let shown = """
        # conf/pipeline.yaml
        name: p.1
        lake: "${env:LAKE}/x"
        kafka:
          bootstrap_servers: ["a:1", "b:2"]
          group: g
          properties:
            ssl.ca.location: /ca
            sasl.password: "***"
            client.rack: "${file:rack}"
        topics: [ticks.yaml]
        start:
          offsets:
            ticks: {0: 5, 3: 1000}
        on_data_loss: continue
        event_time:
          watermark_delay: 100ms
          max_skew: 0s
          max_event_time: "2026-01-05T14:30:00.5Z"

        """

    @Test("maintenance is what is asked for, and every mistake in it is told with its place")
    func maintenance() throws {
        func read(_ lines: String) -> ConfigurationFixture {
            ConfigurationFixture.pipeline(adding: "maintenance:\n" + lines)
        }
        let outcome = read(
            "  {optimize: 1h, target_size: 64MiB, files_min: 4, vacuum: 1d, retain: 30d, clean_log: 7d}\n"
        ).read()
        #expect(outcome.messages == [])
        let hour: Int64 = 3_600_000_000_000
        #expect(
            outcome.configuration?.plan.maintenance
                == MaintenancePlan(
                    optimizeInterval: hour, targetBytes: 64 << 20, filesMin: 4,
                    vacuumInterval: 24 * hour, retention: 30 * 24 * hour,
                    logCleanupInterval: 7 * 24 * hour))
        // An eighth of the memory that there is.
        #expect(outcome.configuration?.plan.maintenance.memoryBytes == 32 << 20)
        let never = read("  {optimize: never, vacuum: never}\n").read()
        #expect(never.configuration?.plan.maintenance == MaintenancePlan())
        let wrong = read("  optimize: sometimes\n  retain: 1m\n  compact: 1h\n").read().messages
        #expect(wrong.count == 3)
        for part in [
            "'maintenance.optimize' is 'sometimes'. expected never, or a duration from 1s",
            "'maintenance.retain' is '1m'", "unknown key 'compact' in 'maintenance'",
        ] { #expect(wrong.contains { $0.contains(part) }, "\(wrong)") }
    }

    @Test("given values are taken")
    func given() throws {
        let outcome = Self.everything.read()
        #expect(outcome.messages == [])
        let configuration = try #require(outcome.configuration)
        let plan = configuration.plan
        #expect(plan.lake == "/data/x")
        #expect(plan.kafka.bootstrapServers == ["a:1", "b:2"])
        #expect(
            plan.kafka.properties == [
                KafkaProperty(key: "ssl.ca.location", value: .plain("/ca")),
                KafkaProperty(key: "sasl.password", value: .hidden("a$b")),
                KafkaProperty(key: "client.rack", value: .hidden("r1")),
            ])
        #expect(
            plan.start
                == .offsets([
                    LaneOffset(topic: "ticks", partition: 0, offset: 5),
                    LaneOffset(topic: "ticks", partition: 3, offset: 1000),
                ]))
        #expect(plan.onDataLoss == .continue)
        #expect(
            plan.eventTime
                == EventTimePlan(
                    watermarkDelay: 100_000_000, maxSkew: 0, maxEventTime: 1_767_623_400_500_000_000
                ))
        #expect(plan.bars.intervals.map(\.name) == ["100ms", "1m", "1h"])
        #expect(plan.cadences.raw == Cadence(interval: 1_000_000_000, bytes: 128_000_000))
        #expect(plan.cadences.stateSnapshot == Cadence(interval: 60_000_000_000, bytes: 1 << 30))
        #expect(
            plan.limits
                == LimitsPlan(
                    recordBytes: 65_536, jsonDepth: 8, memoryBytes: 1_000_000_000, batchRows: 1000))
        #expect(configuration.rendered.hasPrefix(Self.shown), "\(configuration.rendered)")
        let marked = "    every: 1m                               # default\n"
        #expect(configuration.rendered.contains(marked))
    }

    @Test(
        "start positions",
        arguments: [
            ("earliest", StartPosition.earliest), ("latest", .latest),
            ("2026-01-05T14:30:00Z", .timestamp(milliseconds: 1_767_623_400_000)),
            ("2026-01-05T14:30:00.0000001Z", .timestamp(milliseconds: 1_767_623_400_001)),
            ("2026-01-05T15:30:00+01:00", .timestamp(milliseconds: 1_767_623_400_000)),
            ("1969-12-31T23:59:59.9995Z", .timestamp(milliseconds: 0)),
        ])
    func start(text: String, position: StartPosition) throws {
        let outcome = ConfigurationFixture.pipeline(adding: "start: \(text)\n").read()
        #expect(outcome.configuration?.plan.start == position)
    }

    @Test("more records in a batch than are taken are refused, with the limit")
    func batchRows() throws {
        let most = ConfigurationFixture.pipeline(adding: "limits: {batch_rows: 16384}\n").read()
        #expect(try #require(most.configuration).plan.limits == LimitsPlan())
        let more = ConfigurationFixture.pipeline(adding: "limits: {batch_rows: 16385}\n").read()
        #expect(more.messages.count == 1 && more.messages[0].hasSuffix("16384"), "\(more.messages)")
    }

    @Test("the poller's metrics are served where the file says, and nowhere unless it does")
    func pollerMetrics() throws {
        func read(_ text: String) -> ListenAddress?? {
            ConfigurationFixture.pipeline(adding: text).read().configuration?.plan.pollerMetrics
        }
        #expect(read("") == .some(nil))
        #expect(read("poller: {metrics: off}\n") == .some(nil))
        #expect(
            read("poller: {metrics: '0.0.0.0:9464'}\n")
                == ListenAddress(host: "0.0.0.0", port: 9464))
        #expect(read("poller: {metrics: '[::1]:0'}\n") == ListenAddress(host: "::1", port: 0))
        #expect(
            read("poller: {metrics: 9464}\n") == ListenAddress(host: "127.0.0.1", port: 9464))
        for wrong in ["a:b", ":1", "::1:9", "1.2.3.4:65536", "1.2.3.4:", "1.2.3.4:+1"] {
            let outcome = ConfigurationFixture.pipeline(
                adding: "poller: {metrics: '\(wrong)'}\n"
            ).read()
            #expect(
                outcome.messages.first?.hasSuffix(
                    "expected off, or an address and a port such as 127.0.0.1:9464") == true,
                "\(outcome.messages)")
        }
    }

    @Test("all that is wrong is said at once, in the order of the files")
    func everyMistake() {
        let outcome = ConfigurationFixture.pipeline(
            """
            nmae: demo
            kafka:
              bootstrap_servers: localhost
              properties: {group.id: x}
            topics: [ticks.yaml, gone.yaml]
            event_time: {watermark_dely: 10s, max_skew: 10}
            on_data_loss: continu
            limits: [1]
            """
        ).with(files: ["conf/ticks.yaml": "topic: t\nkind: tick\n"]).read()
        #expect(
            outcome.messages == [
                "conf/pipeline.yaml:1:1: error: unknown key 'nmae'. expected name, lake, kafka,"
                    + " topics, start, on_data_loss, event_time, duplicates, bars, session,"
                    + " cadences, delta, maintenance, limits or poller. did you mean 'name'?",
                "conf/pipeline.yaml:1:1: error: 'name' is missing. expected a name of letters,"
                    + " digits, '.', '-' and '_'",
                "conf/pipeline.yaml:1:1: error: 'lake' is missing. expected a folder such as"
                    + " ./lake",
                "conf/pipeline.yaml:3:22: error: 'kafka.bootstrap_servers' is 'localhost'."
                    + " expected brokers such as localhost:9092",
                "conf/pipeline.yaml:4:16: error: 'kafka.properties' has 'group.id'. expected"
                    + " kafka.group",
                "conf/pipeline.yaml:5:22: error: 'topics' names 'gone.yaml':"
                    + " no such file. expected the path of a contract, seen from the folder of"
                    + " this file",
                "conf/pipeline.yaml:6:14: error: unknown key 'watermark_dely' in 'event_time'."
                    + " expected watermark_delay, max_skew or max_event_time. did you mean"
                    + " 'watermark_delay'?",
                "conf/pipeline.yaml:6:45: error: 'event_time.max_skew' is '10'. expected a"
                    + " duration such as 10s, 1m or 100ms, from 0s to 1d",
                "conf/pipeline.yaml:7:15: error: 'on_data_loss' is 'continu'. expected fail or"
                    + " continue. did you mean 'continue'?",
                "conf/pipeline.yaml:8:9: error: 'limits' is a list. expected a mapping"
                    + " (`key: value` lines)",
                "conf/ticks.yaml:1:1: error: 'fields' is missing. expected columns such as"
                    + " `symbol: {type: string}`",
                "conf/ticks.yaml:2:7: error: 'kind' is 'tick'. expected ticks or instruments."
                    + " did you mean 'ticks'?",
            ])
    }

    @Test("one line is wrong", arguments: wrongLines)
    func wrong(line: String, message: String) {
        let outcome = ConfigurationFixture.pipeline(adding: line + "\n").read()
        #expect(outcome.messages == ["conf/pipeline.yaml:6:" + message])
    }

    static let wrongLines: [(String, String)] = [
        (
            "bars: {intervals: [1m, 7m]}",
            "24: error: 'bars.intervals' is '7m', which does not divide an hour. expected an"
                + " interval that does, such as 1m, 5m, 15m or 1h"
        ),
        (
            "bars: {intervals: [1m, 2h]}",
            "24: error: 'bars.intervals' is '2h'. expected durations from 1ms to 1h, such as 1m"
        ),
        (
            "bars: {intervals: [1m, 60s]}",
            "24: error: 'bars.intervals' has 1m twice. expected each once"
        ),
        (
            "bars: {intervals: [5m]}",
            "19: error: 'bars.intervals' lacks 1m. expected 1m among them: GOLD is made of 1m bars"
        ),
        (
            "bars: {intervals: 1m}",
            "19: error: 'bars.intervals' is '1m'. expected a list of durations such as [1m, 5m]"
        ),
        (
            "session: {time_zone: America/New_York}",
            "22: error: 'session.time_zone' is 'America/New_York'. expected UTC (other zones are"
                + " not available in this version)"
        ),
        (
            "limits: {record_size: 1TiB}",
            "23: error: 'limits.record_size' is '1TiB'. expected a size such as 128MB or 1GiB,"
                + " from 1KiB to 256MiB"
        ),
        (
            "limits: {json_depth: many}",
            "22: error: 'limits.json_depth' is 'many'. expected a whole number from 1 to 512"
        ),
        (
            "event_time: {max_skew: }",
            "24: error: 'event_time.max_skew' is empty. expected a duration such as 10s, 1m or"
                + " 100ms, from 0s to 1d"
        ),
        (
            "event_time: {max_skew: 99999999999999999999s}",
            "24: error: 'event_time.max_skew' is '99999999999999999999s'. expected a duration such"
                + " as 10s, 1m or 100ms, from 0s to 1d"
        ),
        (
            "start: erliest",
            "8: error: 'start' is 'erliest'. expected earliest, latest, a time such as"
                + " 2026-01-05T14:30:00Z, or a mapping with offsets. did you mean 'earliest'?"
        ),
        (
            "start: {offsets: {tick: {0: 1}}}",
            "19: error: 'start.offsets' names 'tick', which no contract has. expected ticks. did"
                + " you mean 'ticks'?"
        ),
        (
            "start: {offsets: {ticks: {x: 1}}}",
            "27: error: 'start.offsets.ticks' names partition 'x'. expected a partition's number"
        ),
        (
            "name: again",
            "1: error: `name` stands twice. it was first given in line 1"
        ),
        (
            "start: ${env:START}",
            "8: error: 'start': the environment variable START is not set. expected"
                + " `export START=...` before the start"
        ),
        (
            "start: ${keyvault:v/s}",
            "8: error: 'start': ${keyvault:...} is not available in this version. expected"
                + " ${env:NAME} or ${file:path}"
        ),
        (
            "start: $HOME",
            "8: error: 'start': a lone '$'. expected ${env:NAME}, ${file:path}, or $$ for a"
                + " literal $"
        ),
        (
            "start: ${env:A",
            "8: error: 'start': '${' without '}'. expected ${env:NAME} or ${file:path}"
        ),
        (
            "start: ${file:gone}",
            "8: error: 'start': ${file:gone}: no such file"
        ),
    ]

    @Test("a value that a reference stands for is never shown, right or wrong")
    func secrets() throws {
        let lines = """
            event_time: {max_skew: "${env:PW}"}
            """
        var fixture = ConfigurationFixture.pipeline(adding: lines)
        fixture.environment["PW"] = "hunter2"
        #expect(
            fixture.read().messages == [
                "conf/pipeline.yaml:6:24: error: 'event_time.max_skew' is '${env:PW}'. expected a"
                    + " duration such as 10s, 1m or 100ms, from 0s to 1d"
            ])
        fixture.files["conf/pipeline.yaml"] = ConfigurationFixture.pipeline.replacing(
            "kafka:\n",
            with: """
                kafka:
                  properties:
                    sasl.username: ${env:PW}
                    sasl.password: prefix-hunter2-${env:PW}
                    ssl.key.password: hunter2

                """)
        let configuration = try #require(fixture.read().configuration)
        #expect(configuration.rendered.contains("sasl.username: \"${env:PW}\"\n"))
        #expect(configuration.rendered.contains("sasl.password: \"***\"\n"))
        #expect(!configuration.rendered.contains("hunter2"))
        #expect(!configuration.summary.contains("hunter2"))
        #expect(!String(describing: configuration.plan).contains("hunter2"))
        #expect(!String(reflecting: configuration.plan).contains("hunter2"))
        #expect(!configuration.plan.decidingText.contains("hunter2"))
        #expect(configuration.plan.kafka.properties[1].value.revealed == "prefix-hunter2-hunter2")
    }

    @Test("contracts are checked against each other")
    func together() {
        let instruments = """
            kind: instruments
            fields:
              symbol: {type: string, required: true}
              valid_from: {type: timestamp, required: true}
            """
        let outcome = ConfigurationFixture.pipeline(
            ConfigurationFixture.pipeline.replacing(
                "[ticks.yaml]", with: "[ticks.yaml, ticks.yaml, same.yaml, i.yaml, j.yaml]")
        ).with(files: [
            "conf/same.yaml": ConfigurationFixture.ticks, "conf/i.yaml": "topic: i\n" + instruments,
            "conf/j.yaml": "topic: j\n" + instruments,
        ]).read()
        #expect(
            outcome.messages == [
                "conf/pipeline.yaml:5:22: error: 'topics' names 'ticks.yaml' twice. expected each"
                    + " contract once",
                "conf/pipeline.yaml:5:34: error: 'topics' has two contracts for the topic 'ticks',"
                    + " in conf/ticks.yaml and conf/same.yaml. expected one contract for a topic",
                "conf/pipeline.yaml:5:53: error: 'topics' has two contracts for instruments, in"
                    + " conf/i.yaml and conf/j.yaml. expected one: their columns are those of one"
                    + " table",
            ])
    }

    @Test("a file that is no YAML, is empty or is not there")
    func unreadable() {
        #expect(
            ConfigurationFixture().read("x/y.yaml").messages == [
                "x/y.yaml:1:1: error: no such file"
            ])
        #expect(
            ConfigurationFixture.pipeline("a: [1\nb: 2\n").read().messages == [
                "conf/pipeline.yaml:2:2: error: did not find expected ',' or ']', while parsing a"
                    + " flow sequence that begins in line 1"
            ])
        #expect(ConfigurationFixture.pipeline("").read().messages.count == 4)
        #expect(ConfigurationFixture.pipeline("- a\n").read().messages.count == 5)
    }
}

extension ConfigurationFixture {
    func with(files more: [String: String], environment: [String: String] = [:]) -> Self {
        var fixture = self
        fixture.files.merge(more) { $1 }
        fixture.environment.merge(environment) { $1 }
        return fixture
    }
}
