import Kafka
import Pipeline
import Platform
import Synthetic

/// A synthetic feed into the topics of a pipeline: metadata, ticks, and at its end the heartbeats
/// that close every window.
///
///     var feed = try TickFeed(plan, parameters, topics: topics, producer: producer)
///     try feed.sendMetadata()
///     try feed.run(rate: 20_000, until: stop) { _ in }
///     try feed.finish()
///
/// What is sent depends on the parameters alone, not on the clock or the calls' sizes. Delivery
/// goes on behind: `finish` does not wait for it, `KafkaProducer.flush` does.
struct TickFeed: ~Copyable {
    /// The topics that a feed writes into, each with its partitions; nil for what is left out.
    struct Topics: Sendable {
        /// The topic of the ticks.
        var ticks: TopicPartitions?
        /// The topic of the metadata.
        var instruments: TopicPartitions?

        /// The first topic of each kind among the contracts.
        ///
        /// - Parameter partitions: how many each topic has; a topic without is left out.
        init(_ contracts: [TopicPlan], partitions: [String: Int]) {
            ticks = TopicPartitions(first: .ticks, contracts, partitions)
            instruments = TopicPartitions(first: .instruments, contracts, partitions)
        }
    }

    /// A topic and how many partitions it has.
    struct TopicPartitions: Sendable {
        /// The name.
        var name: String
        /// The number of partitions.
        var count: Int

        fileprivate init?(
            first kind: TopicKind, _ contracts: [TopicPlan], _ partitions: [String: Int]
        ) {
            guard let contract = contracts.first(where: { $0.kind == kind }),
                let count = partitions[contract.name]
            else { return nil }
            name = contract.name
            self.count = count
        }
    }

    private static let batchCount = 4_096
    /// How often a feed at a rate looks at the clock.
    private static let tickNanoseconds: Int64 = 5_000_000

    private let topics: Topics
    private let producer: KafkaProducer
    private var ticks: TickGenerator
    private var instruments: InstrumentGenerator
    private var batch: SyntheticBatch
    private var records = ProducerRecords()

    /// Makes a feed that has sent nothing yet.
    ///
    /// - Throws: `SyntheticError` for a parameter outside its range.
    init(
        _ plan: PipelinePlan, _ parameters: FeedParameters, topics: Topics, producer: KafkaProducer
    ) throws {
        let ticks = try TickGenerator(
            parameters.ticks(of: plan, partitions: topics.ticks?.count ?? 1))
        let instruments = try InstrumentGenerator(
            parameters.instruments(of: plan, partitions: topics.instruments?.count ?? 1))
        self.ticks = ticks
        self.instruments = instruments
        self.topics = topics
        self.producer = producer
        batch = SyntheticBatch(records: Self.batchCount)
    }

    /// What was sent so far, topic by topic.
    var summaries: [FeedReport.Topic] {
        var summaries: [FeedReport.Topic] = []
        if let topic = topics.instruments {
            summaries.append(FeedReport.Topic(name: topic.name, summary: instruments.summary))
        }
        if let topic = topics.ticks {
            summaries.append(FeedReport.Topic(name: topic.name, summary: ticks.summary))
        }
        return summaries
    }

    /// Sends all metadata, which arrives an hour before the ticks.
    mutating func sendMetadata() throws {
        guard let topic = topics.instruments else { return }
        while true {
            batch.removeAll()
            guard instruments.next(Self.batchCount, into: &batch) > 0 else { return }
            try deliver(to: topic.name)
        }
    }

    /// Sends up to so many ticks and heartbeats.
    ///
    /// - Returns: how many were sent; 0 at the end, and without a topic for them.
    @discardableResult
    mutating func send(_ count: Int) throws -> Int {
        guard let topic = topics.ticks else { return 0 }
        var sent = 0
        while sent < count {
            batch.removeAll()
            let step = ticks.next(min(count - sent, Self.batchCount), into: &batch)
            if step == 0 { break }
            try deliver(to: topic.name)
            sent += step
        }
        return sent
    }

    /// Sends ticks until there are no more or the end is asked for.
    ///
    /// - Parameters:
    ///   - rate: ticks a second; nil for as many as the producer takes.
    ///   - progress: called after every step with the number of ticks so far.
    mutating func run(
        rate: Int?, until stop: StopRequest, progress: (_ ticks: Int) -> Void
    ) throws {
        let (start, before) = (SystemClock.monotonicNanoseconds(), ticks.progress)
        while !stop.isRequested {
            let now = SystemClock.monotonicNanoseconds()
            var due = Self.batchCount
            if let rate {
                let wanted = Int(Double(now - start) / 1e9 * Double(rate))
                due = min(due, wanted - (ticks.progress - before))
            }
            if due <= 0 {
                stop.wait(deadline: now + Self.tickNanoseconds)
                continue
            }
            if try send(due) == 0 { return }
            progress(ticks.progress)
        }
    }

    /// Ends the ticks here and sends the heartbeats that close every window of up to one hour.
    mutating func finish() throws {
        ticks.finish()
        try send(.max)
    }

    private mutating func deliver(to topic: String) throws {
        records.replace(with: batch)
        let taken = try producer.send(records, to: topic)
        guard taken == records.count else {
            throw CommandError(
                .unavailable, "the brokers take no records",
                why: "the producer's queue stayed full for two minutes",
                advice: "see that the brokers are up, and start again")
        }
    }
}
