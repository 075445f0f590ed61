internal import Bytes
internal import HTTPTransfer
internal import Platform

/// Fetches slices, several at a time, within what the host takes.
///
/// One thread runs it. Answers come into an inbox; nothing else is shared.
struct FetchRound {
    /// What comes into the inbox.
    enum Arrival: Sendable {
        /// The answer to the request of a fetch.
        case answer(fetch: Int, requestID: String, Result<HTTPResponse, HTTPFailure>)
        /// The answer to the request of a token.
        case token(Result<HTTPResponse, HTTPFailure>)
        /// The process is to end.
        case stop
    }

    /// Why a round ended before its slices were here.
    enum Interruption: Error, Equatable {
        /// The process is to end.
        case stopped
        /// Nothing of the source can be had.
        case source(reason: String)
        /// Nothing of the host can be had.
        case host(reason: String)
        /// It would not fit into memory: it has more bytes of records than the source's limit.
        case tooLarge
    }

    let context: FetchContext
    var fetches: [SliceFetch]
    /// Those of them that are to be asked for.
    var queue = ReadyQueue()
    /// The bytes of all their records.
    var recordBytes = 0
    /// What requests show; nil where it never changes.
    let tokens: SourceTokens?
    /// Where waits and request ids come from, for the next round.
    var random: SplitMix64
    var tokenFetch = TokenFetch()
    var inFlight = 0
    var interruption: Interruption?
    /// Since when the host's budget holds requests back; nil while it does not.
    private var heldSince: Int64?

    /// How soon a host's place is looked for again that another source holds.
    private static let placeWait: Int64 = 20_000_000

    init(
        _ fetches: [SliceFetch], _ context: FetchContext, tokens: SourceTokens?, random: SplitMix64
    ) {
        self.fetches = fetches
        self.context = context
        self.tokens = tokens
        self.random = random
        for index in fetches.indices { enqueue(index) }
    }

    /// Lets a fetch be asked for from the time on that it is ready at, if it is.
    mutating func enqueue(_ index: Int) {
        if case .ready(let time) = fetches[index].phase { queue.add(index, at: time) }
    }

    /// Runs until every slice is here or failed.
    mutating func run() throws(Interruption) {
        while true {
            // What is here comes first: nothing is asked after the process was told to end.
            while let arrival = context.clock.next(from: context.inbox, until: 0) {
                handle(arrival)
            }
            let wake = interruption == nil ? launch() : nil
            // A request that was sent while the others were cancelled may wait for long: whoever
            // ends waits for no answer.
            if interruption == .stopped { throw .stopped }
            // Else what is under way is waited for: it is the budget's until it is back.
            if inFlight == 0, let interruption { throw interruption }
            if inFlight == 0, wake == nil { return }
            guard let arrival = context.clock.next(from: context.inbox, until: wake) else {
                continue
            }
            handle(arrival)
        }
    }

    /// Sends what may be sent now; returns when to look again, unless an answer's coming says so.
    private mutating func launch() -> Int64? {
        let now = context.clock.now()
        if let wake = fetchTokenIfNeeded(now) { return wake }
        if tokenFetch.turn != nil || interruption != nil { return nil }
        while let index = queue.first(now: now) {
            switch admit(now) {
            case .go:
                queue.removeFirst()
                start(index, now)
            case .wait(let until):
                return min(queue.nextTime ?? .max, until == .max ? now + Self.placeWait : until)
            case .stopped(let reason):
                interruption = interruption ?? .host(reason: reason)
                return nil
            }
        }
        return queue.nextTime
    }

    private mutating func admit(_ now: Int64) -> HostBudget.Admission {
        let (cost, held) = (context.cost, heldSince)
        let admission = context.budgets.withBudget(of: context.host) { budget in
            let admission = budget.admit(cost, now: now)
            if let held, admission == .go { budget.noteHeldBack(now.addingSaturated(-held)) }
            return admission
        }
        switch admission {
        case .go, .stopped: heldSince = nil
        // A place is no matter of the budget.
        case .wait(until: .max): break
        case .wait: heldSince = held ?? now
        }
        return admission
    }

    private mutating func start(_ index: Int, _ now: Int64) {
        do throws(PollProblem) {
            let scope = fetches[index].scope(context.source)
            let token = tokenFetch.token
            let request =
                if case .url(let url) = fetches[index].walk.page {
                    try context.builder.request(
                        following: url, from: fetches[index].requestedURL, scope, token: token,
                        now: now)
                } else {
                    try context.builder.request(scope, token: token, now: now)
                }
            let id = Hexadecimal.text(of: random.next())
            fetches[index].phase = .inFlight
            fetches[index].awaited = id
            fetches[index].token = token
            fetches[index].requestedURL = request.url
            fetches[index].sentAt = now
            fetches[index].counts.requests += 1
            context.metrics?.sent()
            inFlight += 1
            let inbox = context.inbox
            context.transport.start(request) { result in
                inbox.post(.answer(fetch: index, requestID: id, result))
            }
        } catch {
            finish(sentAt: now, nil, now)
            fetches[index].phase = .failed(reason: context.redactor(error.description))
        }
    }

    /// Gives a request's place back, and lets the budget learn from its answer.
    func finish(sentAt: Int64, _ answer: HTTPResponse?, _ now: Int64) {
        let (cost, rules) = (context.cost, context.source.api.learned)
        context.budgets.withBudget(of: context.host) {
            $0.finish(cost, sentAt: sentAt, answer: answer, rules: rules, now: now)
        }
    }
}
