internal import Bytes
package import HTTPTransfer
internal import ObjectStorage
internal import Platform

/// Polls one source: asks, sends what is new, and writes down how far it came.
///
/// A round asks all partitions that are furthest behind for one slice, sends their records in the
/// order of time, waits until brokers have acknowledged them, and writes the state. A process that
/// is killed at any moment has either written the state, or finds in the topic what it sent.
package struct SourcePoller {
    /// What a poller works with.
    package struct Ports: Sendable {
        /// Carries requests.
        package var transport: any HTTPTransport
        /// The topic.
        package var sink: any RecordSink
        /// What hosts take, shared by all sources.
        package var budgets: BudgetBook
        /// How far sources have come, shared by all that write to one topic.
        package var topics: TopicProgress
        /// The zones of times.
        package var zones: TimeZones
        /// The time.
        package var clock: any PollClock

        /// Puts the ports together.
        package init(
            transport: any HTTPTransport, sink: any RecordSink, budgets: BudgetBook,
            topics: TopicProgress, zones: TimeZones, clock: any PollClock
        ) {
            self.transport = transport
            self.sink = sink
            self.budgets = budgets
            self.topics = topics
            self.zones = zones
            self.clock = clock
        }
    }

    let source: SourcePlan
    let ports: Ports
    let context: FetchContext
    var states: PollStateStore
    var state: PollState
    /// Records that stand in the topic and that the state does not cover.
    var uncovered: Set<RecordID> = []
    var tokens: TokenKeeper?
    var random: SplitMix64
    private let redactor: SecretRedaction

    /// Makes a poller; `recover` comes before the first poll.
    ///
    /// - Parameter seed: of waits and request ids.
    package init(
        _ source: SourcePlan, redactor: SecretRedaction, states: PollStateStore, ports: Ports,
        seed: UInt64
    ) {
        self.source = source
        self.redactor = redactor
        self.states = states
        self.ports = ports
        state = PollState(source: source.name, topic: source.topic)
        tokens = TokenKeeper(source)
        random = SplitMix64(seed: seed)
        context = FetchContext(
            source: source, redactor: redactor, builder: RequestBuilder(source),
            reader: ResponseReader(source, redactor), transport: ports.transport,
            budgets: ports.budgets, zones: ports.zones, clock: ports.clock, inbox: Inbox())
        ports.budgets.withBudget(of: context.host) {
            $0.declare(source.api.rateLimits, concurrency: source.api.concurrency)
        }
    }

    /// Lets the poll that is under way end as soon as it can, without its last round.
    package var stop: @Sendable () -> Void {
        let inbox = context.inbox
        return { inbox.post(.stop) }
    }

    /// How far the source has come.
    package var progress: PollState { state }

    /// Finds out how far the source has come: from its state, and from the topic what was sent
    /// after that was written.
    package mutating func recover() throws(PollProblem) {
        var wasOpen = false
        if let found = try states.read() {
            guard found.topic == source.topic else {
                throw PollProblem(
                    "the source \(source.name) has written to \(found.topic) so far, and its file"
                        + " names \(source.topic). reset it with ticklake poll state reset")
            }
            state = found
            wasOpen = found.isOpen
        } else {
            state = PollState(source: source.name, topic: source.topic)
            // Before the first record is sent, so that a killed process knows where to look.
            state.offsets = try ports.sink.ends()
        }
        state.isOpen = true
        try write()
        var sent = try ports.sink.sent(by: source.name, from: state.offsets)
        uncovered = sent.ids
        // What a killed process had handed to its sockets still comes in for a moment.
        while wasOpen {
            pause()
            sent = try ports.sink.sent(by: source.name, from: sent.ends)
            if uncovered.isSuperset(of: sent.ids) { break }
            uncovered.formUnion(sent.ids)
        }
    }

    /// Says that the process has ended well.
    package mutating func close() throws(PollProblem) {
        state.isOpen = false
        try write()
    }

    /// Waits for records that are on their way; a request to end is heard later.
    private func pause() {
        let nothing = Inbox<Int>()
        _ = ports.clock.next(
            from: nothing, until: ports.clock.now().addingSaturated(Self.settleNanoseconds))
    }

    /// How long a killed process' last records may take into the topic.
    private static let settleNanoseconds: Int64 = 1_000_000_000

    /// Writes the state.
    ///
    /// - Throws: when another poller polls the same source.
    mutating func write() throws(PollProblem) {
        guard try states.write(state) else { throw Self.rival(source.name) }
    }

    static func rival(_ source: String) -> PollProblem {
        PollProblem(
            "another process polls the source \(source) as well. stop one of them: what both have"
                + " sent may be in the topic twice")
    }
}
