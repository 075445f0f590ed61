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
    }

    let context: FetchContext
    var fetches: [SliceFetch]
    /// The token as it is now, for the next round.
    var tokens: TokenKeeper?
    /// Where waits and request ids come from, for the next round.
    private(set) var random: SplitMix64
    var isFetchingToken = false
    var tokenAttempts = 0
    var tokenNotBefore = Int64.min
    var inFlight = 0
    var interruption: Interruption?
    /// Since when the host's budget holds requests back; nil while it does not.
    private var heldSince: Int64?

    /// How soon a host's place is looked for again that another source holds.
    private static let placeWait: Int64 = 20_000_000

    init(
        _ fetches: [SliceFetch], _ context: FetchContext, tokens: TokenKeeper?, random: SplitMix64
    ) {
        self.fetches = fetches
        self.context = context
        self.tokens = tokens
        self.random = random
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
        if isFetchingToken || interruption != nil { return nil }
        var wake: Int64?
        for index in fetches.indices {
            guard case .ready(let time) = fetches[index].phase else { continue }
            if time > now {
                wake = min(wake ?? .max, time)
                continue
            }
            switch admit(now) {
            case .go: start(index, now)
            case .wait(let until):
                return min(wake ?? .max, until == .max ? now + Self.placeWait : until)
            case .stopped(let reason):
                interruption = interruption ?? .host(reason: reason)
                return nil
            }
        }
        return wake
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
            let token = tokens?.token(now: now)
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

    private mutating func handle(_ arrival: Arrival) {
        switch arrival {
        case .stop: interruption = .stopped
        case .token(let result):
            guard isFetchingToken else { return }
            inFlight -= 1
            isFetchingToken = false
            takeToken(result)
        case .answer(let index, let id, let result):
            // One to a round that was left says nothing here.
            guard fetches.indices.contains(index), fetches[index].awaited == id else { return }
            fetches[index].awaited = nil
            inFlight -= 1
            let (before, now) = (fetches[index].counts, context.clock.now())
            finish(sentAt: fetches[index].sentAt, try? result.get(), now)
            context.metrics?.answered(after: now.addingSaturated(-fetches[index].sentAt))
            take(result, of: index, requestID: id, now)
            context.metrics?.count(fetches[index].counts, since: before)
        }
    }

    /// Gives a request's place back, and lets the budget learn from its answer.
    private func finish(sentAt: Int64, _ answer: HTTPResponse?, _ now: Int64) {
        let (cost, rules) = (context.cost, context.source.api.learned)
        context.budgets.withBudget(of: context.host) {
            $0.finish(cost, sentAt: sentAt, answer: answer, rules: rules, now: now)
        }
    }

    private mutating func take(
        _ result: Result<HTTPResponse, HTTPFailure>, of index: Int, requestID: String,
        _ now: Int64
    ) {
        switch result {
        case .failure(let failure):
            apply(context.reader.meaning(of: failure), to: index, now)
        case .success(let response):
            fetches[index].counts.bytes += response.body.count
            let body = ResponseBody(response.body)
            let meaning = context.reader.meaning(of: response, body, now: now)
            guard meaning == .records else {
                apply(meaning, to: index, now)
                return
            }
            do throws(PollProblem) {
                try fetches[index].take(
                    response, body, context.source, requestID: requestID, zones: context.zones,
                    now: now)
                if case .failed(let reason) = fetches[index].phase { refuse(index, reason) }
                stopIfTooLarge()
            } catch {
                let reason = context.redactor(error.description)
                again(index, reason, now, now, isUnreadable: true)
            }
        }
    }

    /// Ends a round that would not fit into memory, before it does not.
    private mutating func stopIfTooLarge() {
        let bytes = fetches.reduce(0) { $0 + $1.recordBytes }
        guard bytes > context.source.limits.roundBytes else { return }
        interruption =
            interruption
            ?? .source(
                reason: "a round has more bytes of records than limits.round allows. make"
                    + " cursor.step smaller, or raise the limit")
    }

    private mutating func apply(_ meaning: ResponseMeaning, to index: Int, _ now: Int64) {
        switch meaning {
        case .records, .empty: fetches[index].finish()
        case .retry(let reason, let notBefore): again(index, reason, notBefore ?? now, now)
        case .rateLimited(let reason, let until):
            fetches[index].counts.rateLimited += 1
            let time = until ?? now.addingSaturated(wait(fetches[index].attempts + 1))
            context.budgets.withBudget(of: context.host) { $0.block(until: time) }
            again(index, reason, time, now)
        case .refreshToken(let reason): replaceToken(of: index, reason, now)
        case .fail(let reason): refuse(index, reason)
        case .stopSource(let reason): interruption = .source(reason: reason)
        case .stopHost(let reason):
            context.budgets.withBudget(of: context.host) { $0.stop(reason: reason) }
            interruption = .host(reason: reason)
        }
    }

    /// Lets a request be tried again, unless it was too often.
    private mutating func again(
        _ index: Int, _ reason: String, _ notBefore: Int64, _ now: Int64,
        isUnreadable: Bool = false
    ) {
        fetches[index].attempts += 1
        guard fetches[index].attempts <= context.source.retries.tries else {
            // A vendor that is not there, or takes no more, is not there for single members.
            fetches[index].giveUp(.failed(reason: reason))
            if isUnreadable { refuse(index, reason) }
            return
        }
        fetches[index].counts.retries += 1
        let time = now.addingSaturated(wait(fetches[index].attempts))
        fetches[index].phase = .ready(at: max(time, notBefore))
    }

    mutating func wait(_ attempt: Int) -> Int64 {
        context.source.retries.wait(before: attempt, share: Int64(random.next() & 1023))
    }

    /// Gives up what the vendor refused, or what nobody can read; members that were asked for
    /// together are asked for one by one first.
    private mutating func refuse(_ index: Int, _ reason: String) {
        let isGroup = fetches[index].group.members.count > 1
        fetches[index].giveUp(isGroup ? .split : .failed(reason: reason))
        if isGroup { fetches += fetches[index].singles(context.source) }
    }
}
