internal import Bytes
internal import HTTPTransfer
internal import Platform

extension FetchRound {
    /// Fetches a token where one is needed; returns when to try again.
    mutating func fetchTokenIfNeeded(_ now: Int64) -> Int64? {
        guard var keeper = tokens, keeper.token(now: now) == nil, !isFetchingToken,
            !queue.isEmpty
        else { return nil }
        guard tokenNotBefore <= now else { return tokenNotBefore }
        do throws(PollProblem) {
            let request = try keeper.request(context.source.api.exchange)
            tokens = keeper
            isFetchingToken = true
            inFlight += 1
            let inbox = context.inbox
            context.transport.start(request) { inbox.post(.token($0)) }
        } catch {
            interruption = .source(reason: context.redactor(error.description))
        }
        return nil
    }

    /// Lets a request be sent again with a new token, unless it was refused with two already.
    mutating func replaceToken(of index: Int, _ reason: String, _ now: Int64) {
        guard tokens != nil, fetches[index].isWithFirstToken else {
            interruption = .source(reason: reason)
            return
        }
        // It may have been replaced meanwhile, for another request.
        tokens?.forget(fetches[index].token)
        fetches[index].isWithFirstToken = false
        fetches[index].counts.retries += 1
        fetches[index].phase = .ready(at: now)
    }

    mutating func takeToken(_ result: Result<HTTPResponse, HTTPFailure>) {
        let now = context.clock.now()
        do throws(PollProblem) {
            switch result {
            case .success(let response) where response.status < 500 && response.status != 429:
                try tokens?.take(response, now: now)
                tokenAttempts = 0
                return
            case .success(let response):
                throw PollProblem("no token was given: status \(response.status)")
            case .failure(let failure):
                throw PollProblem("no token was given: \(failure)")
            }
        } catch {
            tokenAttempts += 1
            let reason = context.redactor(error.description)
            let isFinal =
                if case .success(let answer) = result {
                    answer.status < 500 && ![408, 429].contains(answer.status)
                } else { false }
            if isFinal || tokenAttempts > context.source.retries.tries {
                interruption = .source(reason: reason)
            }
            tokenNotBefore = now.addingSaturated(wait(tokenAttempts))
        }
    }
}
