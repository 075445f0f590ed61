import ArgumentParsing
import Contracts
import Kafka
import Pipeline
import Platform

/// `generate CONFIG`: deterministic ticks, metadata and heartbeats into the pipeline's topics.
enum GenerateCommand {
    /// Longer than any record is tried to be delivered.
    private static let flushTimeout = Duration.seconds(150)
    private static let drainNanoseconds: Int64 = 160_000_000_000

    static let command = Command(
        "generate", "writes synthetic ticks, metadata and heartbeats into the pipeline's topics",
        examples: [
            "ticklake generate topics/ticklake.yaml --ticks 5_000_000 --seed 7 --faults 1",
            "ticklake generate topics/ticklake.yaml --ticks 600_000 --rate 10_000 --live",
        ]
    ) { a in
        let options = GenerateOptions(a)
        return {
            // From the first signal on the feed is ended as it is at its own end.
            Lifecycle.runUntilSignalled(
                drainNanoseconds: drainNanoseconds, report: { Console.report(line($0)) }
            ) { stop in
                Program.exitCode(of: { try run(options, until: stop) }).rawValue
            }
        }
    }

    private static func line(_ notice: Lifecycle.Notice) -> String {
        switch notice {
        case .stopping(let signal): "\(signal.name): ending the feed; once more ends at once"
        case .secondSignal, .deadlinePassed: "ended before all records were delivered"
        }
    }

    private static func run(_ options: GenerateOptions, until stop: StopRequest) throws {
        let plan = try ConfigurationFile.load(options.path).plan
        let topics = try topics(of: plan, options)
        let errors = LastError()
        let producer = try KafkaProducer(
            options.producer(plan.kafka.clientConfiguration),
            observer: KafkaObserver(onError: { errors.set($0) }))
        defer { producer.close() }
        let parameters = options.feed(now: SystemClock.wallNanoseconds())
        var feed = try TickFeed(plan, parameters, topics: topics, producer: producer)
        let start = SystemClock.monotonicNanoseconds()
        try feed.sendMetadata()
        try send(&feed, options, until: stop, total: parameters.ticks)
        let delivery = try producer.flush(within: flushTimeout)
        let report = FeedReport(
            topics: feed.summaries, delivery: delivery,
            nanoseconds: SystemClock.monotonicNanoseconds() - start)
        try Console.show(options.json ? report.json + "\n" : report.text)
        if let failure = report.failure(errors.value) { throw failure }
    }

    private static func send(
        _ feed: inout TickFeed, _ options: GenerateOptions, until stop: StopRequest, total: Int
    ) throws {
        guard options.sendsTicks else { return }
        var progress = ProgressReport(isEnabled: !options.json)
        defer { progress.finish() }
        let start = SystemClock.monotonicNanoseconds()
        try feed.run(rate: options.rate, until: stop) { ticks in
            progress.update(
                "\(Readable.count(ticks)) of \(Readable.count(total)) ticks, "
                    + Readable.rate(
                        ticks, nanoseconds: SystemClock.monotonicNanoseconds() - start,
                        unit: "ticks"))
        }
        try feed.finish()
    }

    /// The topics that are to be written, once they are found to be there.
    private static func topics(
        of plan: PipelinePlan, _ options: GenerateOptions
    ) throws -> TickFeed.Topics {
        var wanted: [TopicKind] = []
        if options.sendsTicks { wanted.append(.ticks) }
        if options.sendsMetadata { wanted.append(.instruments) }
        let contracts = wanted.compactMap { kind in plan.topics.first { $0.kind == kind } }
        guard !contracts.isEmpty else {
            throw CommandError(
                .usage, "there is nothing to send", why: "no contract is of that kind",
                advice: "name one under topics in `\(options.path)`")
        }
        let partitions = try TopicCensus(plan).partitions(of: contracts)
        let unfit = contracts.filter { (partitions[$0.name] ?? 0) < $0.partitions }
        guard unfit.isEmpty else {
            let reasons = unfit.map { contract in
                partitions[contract.name].map {
                    "`\(contract.name)` has \($0) of \(contract.partitions) partitions"
                } ?? "`\(contract.name)` is not there"
            }
            throw CommandError(
                .usage, "the topics are not as their contracts say",
                why: reasons.joined(separator: ", "),
                advice: "run ticklake topics apply \(options.path)")
        }
        return TickFeed.Topics(contracts, partitions: partitions)
    }
}
