internal import Bytes
package import HTTPTransfer
internal import Platform

/// Asks a source for little, and sends nothing: for looking before polling.
package struct SourceInspection {
    /// A request as it may be shown, and what came of it.
    package struct Exchange: Sendable {
        /// The method and the URL, secrets replaced.
        package let request: String
        /// Header fields, secrets replaced.
        package let headers: [HTTPHeader]
        /// What is sent along, secrets replaced; nil for nothing.
        package let body: String?
    }

    /// What was asked, and what it would become.
    package struct Finding: Sendable {
        /// The requests, in order.
        package internal(set) var exchanges: [Exchange] = []
        /// The records, in the order of the vendor.
        package internal(set) var records: [MappedRecord] = []
        /// What the values of the vendor's records seem to be.
        package internal(set) var fields: [InferredField] = []
        /// What happened.
        package internal(set) var counts = FetchCounts()
        /// Whether there is nothing to ask for: the source or the table that partitions come from
        /// has no value yet.
        package internal(set) var isWaiting = false
        /// Why it did not work; nil where it did.
        package internal(set) var problem: String?
    }

    private let source: SourcePlan
    private let redactor: SecretRedaction
    private let transport: any HTTPTransport
    private let zones: TimeZones
    private let clock: any PollClock
    private let tokens: TokenBook

    /// Looks at a source.
    package init(
        _ source: SourcePlan, redactor: SecretRedaction, transport: any HTTPTransport,
        zones: TimeZones, clock: any PollClock, tokens: TokenBook = TokenBook()
    ) {
        self.source = source
        self.redactor = redactor
        self.transport = transport
        self.zones = zones
        self.clock = clock
        self.tokens = tokens
    }

    /// Asks for the first slice of the first partitions.
    package func ask(lookup: PartitionLookup) -> Finding {
        var finding = Finding()
        let partitions: [SourcePartition]
        let range: FetchRange
        do throws(PollProblem) {
            partitions = try SourcePartition.all(source.partitions, lookup: lookup)
            range = try firstRange(now: clock.now())
        } catch {
            finding.problem = error.description
            return finding
        }
        guard let group = PartitionGroup.groups(of: partitions, source.partitions).first else {
            finding.isWaiting = true
            return finding
        }
        let log = ExchangeLog(transport, redactor)
        let context = FetchContext(
            source: source, redactor: redactor, builder: RequestBuilder(source),
            reader: ResponseReader(source, redactor), transport: log, budgets: BudgetBook(),
            zones: zones, clock: clock, inbox: Inbox())
        // One page says it all.
        let fetch = SliceFetch(group, range, source, pagesMax: 1)
        var round = FetchRound(
            [fetch], context, tokens: tokens.tokens(of: source),
            random: SplitMix64(seed: 1))
        do throws(FetchRound.Interruption) {
            try round.run()
        } catch {
            finding.problem = error.reason
        }
        finding.exchanges = log.exchanges
        if let body = log.body, let found = try? source.records.selector.rows(of: body) {
            finding.fields = FieldInference.fields(of: found.rows, now: clock.now())
        }
        for var fetch in round.fetches {
            if fetch.phase == .done { fetch.failIfMisread() }
            finding.records += fetch.answers.joined()
            finding.counts.add(fetch.counts)
            if case .failed(let reason) = fetch.phase { finding.problem = redactor(reason) }
        }
        return finding
    }

    /// The requests that a poll would begin with, one for each group and slice.
    ///
    /// - Parameter limit: the most requests that are shown.
    package func requests(
        _ state: PollState?, lookup: PartitionLookup, limit: Int
    ) throws(PollProblem) -> [String] {
        let now = clock.now()
        let builder = RequestBuilder(source)
        let redaction = ExchangeRedaction { [redactor] in redactor($0) }
        var lines: [String] = []
        let partitions = try SourcePartition.all(source.partitions, lookup: lookup)
        for group in PartitionGroup.groups(of: partitions, source.partitions) {
            let known = group.members.first.flatMap { state?.partitions[$0.key] }
            for range in try ranges(known, now: now, limit: limit - lines.count) {
                let fetch = SliceFetch(group, range, source)
                let request = try builder.request(
                    fetch.scope(source), token: SecretRedaction.mark, now: now)
                lines.append("\(request.method) \(redaction.url(request.url))")
            }
            if lines.count >= limit { break }
        }
        return lines
    }

    private func ranges(_ state: PartitionState?, now: Int64, limit: Int)
        throws(PollProblem) -> [FetchRange]
    {
        switch source.cursor {
        case .none: return [.now]
        case .id(let start, _): return [.id(state?.id ?? start)]
        case .time(let cursor):
            let start = state?.time ?? cursor.firstTime(now: now)
            return try cursor.slices(from: start, now: now, limit: limit).map { .time($0) }
        }
    }

    private func firstRange(now: Int64) throws(PollProblem) -> FetchRange {
        try ranges(nil, now: now, limit: 1).first ?? .time(TimeSlice(start: now, end: now))
    }
}

/// Notes requests as they may be shown.
private final class ExchangeLog: HTTPTransport {
    private let transport: any HTTPTransport
    /// Also takes out tokens that were fetched, which no file holds.
    private let redaction: ExchangeRedaction
    private let noted = Monitor<[SourceInspection.Exchange]>([])
    private let answered = Monitor<ResponseBody?>(nil)

    init(_ transport: any HTTPTransport, _ redactor: SecretRedaction) {
        self.transport = transport
        redaction = ExchangeRedaction { redactor($0) }
    }

    var exchanges: [SourceInspection.Exchange] { noted.withLock { $0 } }

    /// The last good answer.
    var body: ResponseBody? { answered.withLock { $0 } }

    func start(
        _ request: HTTPRequest,
        _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
    ) {
        let exchange = SourceInspection.Exchange(
            request: "\(request.method) \(redaction.url(request.url))",
            headers: redaction.headers(request.headers),
            body: request.body.map {
                String(decoding: redaction.body($0, request.headers), as: UTF8.self)
            })
        noted.withLock { $0.append(exchange) }
        transport.start(request) { [self] outcome in
            if let response = try? outcome.get(), response.status == 200 {
                answered.withLock { $0 = ResponseBody(response.body) }
            }
            completion(outcome)
        }
    }
}

extension FetchRound.Interruption {
    fileprivate var reason: String {
        switch self {
        case .stopped: "it was stopped"
        case .source(let reason), .host(let reason): reason
        case .tooLarge: "one answer has more bytes of records than limits.round allows. raise it"
        }
    }
}
