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
        /// The tokens that sources ask with, shared by all that log in alike.
        package var tokens = TokenBook()
        /// Where the live poller of a source that is filled keeps its state.
        package var liveStates: PollStateStore?
        /// What is counted; nil where nobody looks.
        package var metrics: SourceMetrics?
        /// Is told of waits; nil where nobody listens.
        package var note: (@Sendable (FetchNote) -> Void)?

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
    var ports: Ports
    let context: FetchContext
    var states: PollStateStore
    var state: PollState
    /// Records that stand in the topic and that the state may not cover.
    ///
    /// As long as there are any, the state's offsets stay where they are: another process would
    /// have to find them again.
    var uncovered: Set<RecordID> = []
    /// What other backfills that overlap this one had written when it looked the topic through.
    var otherBackfills: [StorePath: Int64] = [:]
    /// The topic's ends when it was looked through from its beginning; empty where it was not.
    var readEnds: [Int32: Int64] = [:]
    /// How many bytes of a round are handed to the topic at once.
    ///
    /// With its headers a record takes several times the memory of what was fetched: they are made
    /// for so many bytes at a time.
    package var portionBytes = 8 << 20
    /// How much of what could be asked for a round takes.
    var roundSize = RoundSize()
    /// What is known of the vendor's pages.
    let pageSizes = PageSizes()
    /// When the poll that is under way began.
    var begun = Int64.min
    /// When the poll began that last had a partition, by its key.
    var hadAt: [String: Int64] = [:]
    /// Whether any record could be taken so far, and how many were refused before.
    var hasTaken = false
    var refusedCount = 0
    /// The partitions of the topic.
    var lanes: [Int32] = []
    let tokens: SourceTokens?
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
        tokens = ports.tokens.tokens(of: source)
        random = SplitMix64(seed: seed)
        context = FetchContext(
            source: source, redactor: redactor, builder: RequestBuilder(source),
            reader: ResponseReader(source, redactor), transport: ports.transport,
            budgets: ports.budgets, zones: ports.zones, clock: ports.clock, inbox: Inbox(),
            metrics: ports.metrics, note: ports.note)
        ports.budgets.withBudget(of: context.host) {
            $0.declare(
                source.api.rateLimits, concurrency: source.api.concurrency,
                backfill: source.backfill == nil ? nil : source.api.backfillShare)
        }
    }

    /// Lets the poll that is under way end as soon as it can, without its last round.
    package var stop: @Sendable () -> Void {
        let inbox = context.inbox
        return { inbox.post(.stop) }
    }

    /// How far the source has come.
    package var progress: PollState { state }
}
