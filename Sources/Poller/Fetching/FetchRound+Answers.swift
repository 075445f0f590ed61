internal import Bytes
internal import HTTPTransfer
internal import JSONColumns

/// What answers come to.
extension FetchRound {
    mutating func handle(_ arrival: Arrival) {
        switch arrival {
        case .stop: interruption = .stopped
        case .token(let result):
            guard tokenFetch.turn != nil else { return }
            inFlight -= 1
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
            enqueue(index)
            context.metrics?.count(fetches[index].counts, since: before)
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
                // Behind the last page many vendors refuse, or have a rule that waits for records.
                if fetches[index].walk.isInDoubt, meaning.isOfOnePage(response.status) {
                    fetches[index].finish()
                } else {
                    apply(meaning, to: index, now)
                }
                return
            }
            // The round is over, and only waits for what is under way.
            guard interruption == nil else { return }
            do throws(PollProblem) {
                try keep(response, body, of: index, requestID: requestID, now)
                if case .failed(let reason) = fetches[index].phase { refuse(index, reason) }
                // It ends before it does not fit into memory.
                if recordBytes > context.source.limits.roundBytes { interruption = .tooLarge }
            } catch {
                let reason = context.redactor(error.description)
                again(index, reason, now, now, isUnreadable: true)
            }
        }
    }

    /// Takes an answer's records.
    private mutating func keep(
        _ response: HTTPResponse, _ body: ResponseBody, of index: Int, requestID: String,
        _ now: Int64
    ) throws(PollProblem) {
        let before = fetches[index].recordBytes
        try fetches[index].take(
            response, body, context.source, requestID: requestID, zones: context.zones, now: now)
        recordBytes += fetches[index].recordBytes - before
    }

    /// Ends a slice without what came of it.
    private mutating func giveUp(_ index: Int, _ phase: SliceFetch.Phase) {
        recordBytes -= fetches[index].recordBytes
        fetches[index].giveUp(phase)
    }

    private mutating func apply(_ meaning: ResponseMeaning, to index: Int, _ now: Int64) {
        switch meaning {
        case .records, .empty: fetches[index].finish()
        case .retry(let reason, let notBefore): again(index, reason, notBefore ?? now, now)
        case .rateLimited(let reason, let until):
            fetches[index].counts.rateLimited += 1
            let time = until ?? now.addingSaturated(wait(fetches[index].attempts + 1))
            context.budgets.withBudget(of: context.host) { $0.block(until: time) }
            again(index, reason, time, now, isOfHost: true)
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
        isUnreadable: Bool = false, isOfHost: Bool = false
    ) {
        fetches[index].attempts += 1
        guard fetches[index].attempts <= context.source.retries.tries else {
            // A vendor that is not there, or takes no more, is not there for single members.
            giveUp(index, .failed(reason: reason))
            // Halves of what was tried as often as that are tried once each.
            if isUnreadable { refuse(index, reason, tried: context.source.retries.tries) }
            return
        }
        fetches[index].counts.retries += 1
        let time = max(now.addingSaturated(wait(fetches[index].attempts)), notBefore)
        fetches[index].phase = .ready(at: time)
        context.note?(
            FetchNote(
                partition: context.redactor(fetches[index].group.label), reason: reason,
                wait: time.addingSaturated(-now), attempt: fetches[index].attempts,
                isOfHost: isOfHost))
    }

    mutating func wait(_ attempt: Int) -> Int64 {
        context.source.retries.wait(before: attempt, share: Int64(random.next() & 1023))
    }

    /// Gives up what the vendor refused, or what nobody can read; members that were asked for
    /// together are asked for in halves first, down to each by itself.
    ///
    /// - Parameter tried: how many of their tries are used up.
    private mutating func refuse(_ index: Int, _ reason: String, tried: Int = 0) {
        let isGroup = fetches[index].group.members.count > 1
        giveUp(index, isGroup ? .split : .failed(reason: reason))
        guard isGroup else { return }
        for var half in fetches[index].halves(context.source) {
            half.attempts = tried
            fetches.append(half)
            enqueue(fetches.count - 1)
        }
    }
}
