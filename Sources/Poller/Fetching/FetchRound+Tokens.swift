internal import Bytes
internal import HTTPTransfer
internal import Platform

extension FetchRound {
    /// How far the round is with a token.
    struct TokenFetch {
        /// The one that requests are sent with.
        var token: String?
        /// The right to ask for one, while its answer is out.
        var turn: TokenKeeper.Turn?
        /// Answers that held none, one after the other.
        var attempts = 0
        var notBefore = Int64.min
        /// Since when somebody else is asking.
        var heldSince: Int64?
    }

    /// How soon it is looked again whether somebody else has a token.
    private static let tokenPause: Int64 = 20_000_000
    /// How long somebody else may take to get one.
    private static let tokenWait: Int64 = 120_000_000_000

    /// Fetches a token where one is needed; returns when to try again.
    mutating func fetchTokenIfNeeded(_ now: Int64) -> Int64? {
        guard let tokens, tokenFetch.turn == nil, !queue.isEmpty else { return nil }
        guard !hasToken(tokens, now), case .asked(let keeper) = tokens else { return nil }
        guard tokenFetch.notBefore <= now else { return tokenFetch.notBefore }
        do throws(PollProblem) {
            guard let turn = try keeper.turn(context.redactor) else { return waitForOther(now) }
            tokenFetch.heldSince = nil
            // Whoever had the turn before has got one.
            if !hasToken(tokens, now) { ask(keeper, turn) }
        } catch {
            interruption = .source(reason: context.redactor(error.description))
        }
        return nil
    }

    /// Takes the token for all requests that are sent now: another source may find it refused
    /// meanwhile.
    private mutating func hasToken(_ tokens: SourceTokens, _ now: Int64) -> Bool {
        tokenFetch.token = tokens.token(now: now, context.redactor)
        return tokenFetch.token != nil
    }

    private mutating func ask(_ keeper: TokenKeeper, _ turn: TokenKeeper.Turn) {
        tokenFetch.turn = turn
        inFlight += 1
        let inbox = context.inbox
        context.transport.start(keeper.request(context.source.api.exchange)) {
            inbox.post(.token($0))
        }
    }

    /// Somebody else will have a token soon: another source, or another process.
    private mutating func waitForOther(_ now: Int64) -> Int64? {
        let since = tokenFetch.heldSince ?? now
        tokenFetch.heldSince = since
        guard now.addingSaturated(-since) >= Self.tokenWait else {
            return now.addingSaturated(Self.tokenPause)
        }
        tokenFetch.heldSince = nil
        failToken(
            "no token was given: another source or process has been asking for one for two"
                + " minutes. end it where it hangs", isFinal: false, now)
        return interruption == nil ? tokenFetch.notBefore : nil
    }

    /// Lets a request be sent again with a new token, unless it was refused with two already.
    mutating func replaceToken(of index: Int, _ reason: String, _ now: Int64) {
        guard let tokens, fetches[index].isWithFirstToken, tokens.replace(fetches[index].token)
        else {
            interruption = .source(reason: reason)
            return
        }
        fetches[index].isWithFirstToken = false
        fetches[index].counts.retries += 1
        fetches[index].phase = .ready(at: now)
    }

    mutating func takeToken(_ result: Result<HTTPResponse, HTTPFailure>) {
        guard case .asked(let keeper) = tokens, let turn = tokenFetch.turn else { return }
        let now = context.clock.now()
        switch result {
        case .failure(let failure):
            failToken("no token was given: \(failure)", isFinal: false, now)
        case .success(let response) where response.status >= 500 || response.status == 429:
            failToken("no token was given: status \(response.status)", isFinal: false, now)
        case .success(let response):
            do throws(PollProblem) {
                if try keeper.take(response, now: now, context.redactor) {
                    tokenFetch = TokenFetch()
                } else {
                    ask(keeper, turn)
                }
            } catch {
                failToken(error.description, isFinal: response.status != 408, now)
            }
        }
    }

    /// Lets a token be asked for again, unless it was too often or nothing would change.
    private mutating func failToken(_ reason: String, isFinal: Bool, _ now: Int64) {
        tokenFetch.turn = nil
        tokenFetch.attempts += 1
        if isFinal || tokenFetch.attempts > context.source.retries.tries {
            interruption = .source(reason: context.redactor(reason))
        }
        tokenFetch.notBefore = now.addingSaturated(wait(tokenFetch.attempts))
    }
}
