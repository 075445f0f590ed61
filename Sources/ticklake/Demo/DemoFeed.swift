import Kafka
import Pipeline
import Platform
import Synchronization

/// The demo's generator on its own thread.
final class DemoFeed: Sendable {
    private struct State {
        var delivered: Int?
        var failure: CommandError?
    }

    private let plan: PipelinePlan
    private let seconds: Int
    private let rate: Int
    private let speed: Double
    private let state = Mutex(State())

    init(plan: PipelinePlan, seconds: Int, rate: Int, speed: Double) {
        self.plan = plan
        self.seconds = seconds
        self.rate = rate
        self.speed = speed
    }

    /// Sends ticks until the time is over or the end is asked for, then the closing heartbeats.
    func run(stop: StopRequest) {
        do {
            let delivered = try send(stop)
            state.withLock { $0.delivered = delivered }
        } catch {
            state.withLock { state in
                state.failure = CommandError(reporting: error)
                state.delivered = 0
            }
            stop.request()
        }
    }

    /// Whether the feed has ended and the pipeline has read all of it.
    func isDelivered(_ recordsRead: Int64) -> Bool {
        state.withLock { state in state.delivered.map { recordsRead >= Int64($0) } ?? false }
    }

    /// Throws what the feed failed with.
    func outcome() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private func send(_ stop: StopRequest) throws -> Int {
        let producer = try KafkaProducer(
            KafkaProducerConfiguration(client: plan.kafka.clientConfiguration))
        defer { producer.close() }
        var parameters = FeedParameters()
        parameters.faultsPerMillion = 10_000
        parameters.pace(rate: rate, speed: speed)
        let partitions = Dictionary(
            uniqueKeysWithValues: plan.topics.map { ($0.name, $0.partitions) })
        var feed = try TickFeed(
            plan, parameters, topics: TickFeed.Topics(plan.topics, partitions: partitions),
            producer: producer)
        try feed.sendMetadata()
        let timer = StopRequest()
        stop.onRequest { timer.request() }
        let clock = NamedThread("demo-clock") { [seconds] in
            let end = SystemClock.monotonicNanoseconds() + Int64(seconds) * 1_000_000_000
            _ = timer.wait(deadline: end)
            timer.request()
        }
        try feed.run(rate: rate, until: timer) { _ in }
        clock.join()
        try feed.finish()
        let report = try producer.flush(within: .seconds(30))
        guard report.failedCount == 0, report.pending == 0 else {
            throw CommandError(.unavailable, "the embedded broker did not take every record")
        }
        return report.delivered
    }
}
