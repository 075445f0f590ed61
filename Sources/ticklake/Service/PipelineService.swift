import Columnar
import Connectors
import Kafka
import ObjectStorage
import Pipeline
import Platform
import Telemetry

/// A pipeline over a real broker and a lake on this machine's disk.
struct PipelineService {
    let plan: PipelinePlan
    let log: Log
    /// The partitions of every topic that this instance works on; nil for all.
    var partitions: [Int32]?
    /// Whether it ends when every lane has reached the end that Kafka had at the start.
    var endsWhenCaughtUp = false
    /// The part of the topics that is read, for a replay; nil for all that comes.
    var replay: ReplayRange?
    /// Whether it shows how it goes on.
    var showsProgress = true
    /// Called with what the engine is doing, now and then, on the engine's thread.
    var onProgress: (@Sendable (EngineStatus) -> Void)?

    /// Runs until it is stopped or caught up; returns what the process ends with.
    func run(stop: StopRequest) throws -> ServiceSummary {
        let assembly = try PipelineAssembly(plan, environment: lakeEnvironment(stop))
        let census = TopicCensus(plan, onError: onKafkaError)
        let counts = try census.partitions(of: plan.topics)
        let lanes = try chosenLanes(counts)
        let host = EngineHost()
        let inbox = host.inbox
        let source = try kafkaSource(laneCount: lanes.count) { _ = inbox.post($0) }
        defer { source.shutdown() }
        let notices = NoticeLog(log: log)
        let ports = try assembly.ports(source: bounded(source, lanes))
        // Not before the lake is known to be this pipeline's: it writes what the topics have.
        let setups = try setups(of: lanes, counts, assembly)
        let tables = Dictionary(
            setups.flatMap(\.tables).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        var committed = RunCounts()
        let engine = Engine(
            lanes: setups,
            settings: assembly.settings(
                seed: Entropy.seed(), endsWhenCaughtUp: endsWhenCaughtUp),
            ports: ports
        ) { notice in
            notices.write(notice)
            if case .committed(let path, _, let audits, _) = notice, let table = tables[path] {
                committed.add(audits, of: table)
            }
        }
        let started = SystemClock.monotonicNanoseconds()
        var progress = ServiceProgress(
            isEnabled: showsProgress, log: log, startedAt: started)
        let watch = partitionWatch(source)
        // Before the source ends, which it asks.
        defer { watch?.stop() }
        host.run(engine, stop: stop) { engine, now in
            addLanes(watch?.take() ?? [:], to: engine, assembly)
            progress.update(engine.status, now: now)
            onProgress?(engine.status)
        }
        progress.finish()
        let took = SystemClock.monotonicNanoseconds() - started
        return ServiceSummary(
            status: engine.status, nanoseconds: took, counts: committed,
            warnings: warnings(engine.status))
    }

    /// What the user should know of a run that has gone well otherwise.
    private func warnings(_ status: EngineStatus) -> [String] {
        let tickTopics = plan.topics.filter { $0.kind == .ticks }.map(\.name)
        return [replay?.warning(status, tickTopics: tickTopics)].compactMap(\.self)
    }

    /// The source, cut to the range of a replay.
    private func bounded(_ source: KafkaSource, _ lanes: [LaneID]) throws -> any RecordSource {
        guard let replay else { return source }
        var ranges: [LaneID: Range<Int64>] = [:]
        for lane in lanes {
            let kind = plan.topic(named: lane.topic)?.kind ?? .ticks
            ranges[lane] = try replay.offsets(of: lane, kind, in: source)
        }
        return BoundedSource(source, ranges: ranges)
    }

    private var onKafkaError: @Sendable (KafkaError) -> Void {
        let log = log
        return { error in log.warning("kafka", ["error": .string(error.description)]) }
    }

    /// The client, whose memory is divided among so many lanes.
    ///
    /// Those are the lanes that this process has, not all that the topics have; partitions that are
    /// added later take as much each on top.
    private func kafkaSource(
        laneCount: Int, _ post: @escaping @Sendable (EngineEvent) -> Void
    ) throws -> KafkaSource {
        let log = log
        let observer = KafkaObserver(
            onLog: { line in log.debug("librdkafka", ["message": .string(line.message)]) },
            onError: onKafkaError,
            onGroupOffsets: { error in
                guard let error else { return log.info("group offsets are committed again") }
                log.warning(
                    "group offsets are not committed: lag dashboards stand still, the lake goes on",
                    ["error": .string(error.description)])
            },
            onThrottle: { throttle in
                log.debug("kafka throttles", ["milliseconds": .count(throttle.milliseconds)])
            })
        let configuration = KafkaConsumerConfiguration(
            client: plan.kafka.clientConfiguration, groupID: plan.kafka.groupID,
            memoryBudget: plan.limits.clientMemoryBytes, laneCount: laneCount)
        log.info(
            "kafka client starts",
            [
                "lanes": .count(configuration.laneCount),
                "memory_bytes": .count(configuration.memoryBudget),
            ])
        return try KafkaSource(
            configuration, observer: observer, now: SystemClock.monotonicNanoseconds, post: post)
    }

    private func lakeEnvironment(_ stop: StopRequest) throws -> LakeEnvironment {
        LakeEnvironment(
            store: try LakeStores.open(plan.lake, until: stop),
            now: { SystemClock.wallNanoseconds() / 1_000_000 },
            random: RandomBits(SystemRandomNumberGenerator()),
            commitsPerCheckpoint: Int64(plan.checkpointIntervalCommits),
            maintenance: plan.maintenance)
    }

    /// The look-out for new partitions; none where the lanes are given.
    private func partitionWatch(_ source: KafkaSource) -> PartitionWatch? {
        guard replay == nil, partitions == nil else { return nil }
        let log = log
        return PartitionWatch(topics: plan.topics.map(\.name)) { topic in
            do {
                // The end of the service waits for an answer under way.
                return try source.partitionCount(of: topic, within: .seconds(5))
            } catch {
                log.warning(
                    "partitions not counted, asked again in a minute",
                    ["topic": .string(topic), "reason": .string("\(error)")])
                return nil
            }
        }
    }

    /// Takes up partitions that were added while the service ran; those known are passed over.
    private func addLanes(
        _ counts: [String: Int], to engine: Engine, _ assembly: PipelineAssembly
    ) {
        for (topic, count) in counts {
            do {
                let first = try assembly.firstPartitions(of: topic, now: count)
                engine.add(
                    try assembly.lanes(
                        topic: topic, partitions: (0..<Int32(count)).map { $0 },
                        firstPartitions: first))
            } catch {
                log.warning(
                    "new partitions not taken up yet",
                    [
                        "topic": .string(topic),
                        "reason": .string(CommandError(reporting: error).message),
                    ])
            }
        }
    }

    /// The lanes that this instance works on, by the topics' numbers of partitions.
    private func chosenLanes(_ counts: [String: Int]) throws -> [LaneID] {
        var lanes: [LaneID] = []
        for topic in plan.topics {
            guard let count = counts[topic.name] else {
                throw CommandError(
                    .usage, "the brokers have no topic `\(topic.name)`",
                    advice: "create it with `ticklake topics apply`, or correct its name")
            }
            let all = 0..<Int32(count)
            let chosen = partitions.map { wanted in all.filter(wanted.contains) } ?? Array(all)
            lanes += chosen.map { LaneID(topic: topic.name, partition: $0) }
        }
        let known = Set(lanes.map(\.partition))
        if let strange = partitions?.first(where: { !known.contains($0) }) {
            throw CommandError(
                .usage, "no topic has a partition \(strange)",
                advice: "see `ticklake topics show`")
        }
        guard !lanes.isEmpty else {
            throw CommandError(
                .usage, "no lane to work on", why: "no topic has any of the --partitions",
                advice: "see `ticklake topics show`")
        }
        return lanes
    }

    /// What the engine needs to know of the lanes; writes how many partitions a topic had at first.
    private func setups(
        of lanes: [LaneID], _ counts: [String: Int], _ assembly: PipelineAssembly
    ) throws -> [LaneSetup] {
        try plan.topics.flatMap { topic in
            let first = try assembly.firstPartitions(
                of: topic.name, now: counts[topic.name] ?? 0)
            let chosen = lanes.filter { $0.topic == topic.name }.map(\.partition)
            return try assembly.lanes(
                topic: topic.name, partitions: chosen, firstPartitions: first)
        }
    }
}
