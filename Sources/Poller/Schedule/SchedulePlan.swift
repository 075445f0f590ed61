internal import Bytes

/// When a source is polled.
package struct SchedulePlan: Sendable {
    /// The time between polls' beginnings; the first is at once.
    package var interval: Int64
    /// The points at which it is polled, instead of an interval, and by whose clocks.
    package var cron: (rule: CronRule, zone: TimeZoneRules)?
    /// The hours outside which it is not polled, but once after each close.
    package var hours: MarketHours?
    /// Polls are put off by up to this, so that many pollers do not ask at the same instant.
    package var jitter: Int64

    /// Makes a schedule.
    package init(interval: Int64 = 60_000_000_000, jitter: Int64 = 0) {
        self.interval = interval
        self.jitter = jitter
    }

    /// When the next poll begins, in nanoseconds since the epoch.
    ///
    /// A poll that comes due while the market is closed is put off to the next opening. If what the
    /// market left at its close was not final at the last poll, one more is at once, or as soon as
    /// it is final: it would come in the next morning otherwise.
    ///
    /// - Parameters:
    ///   - began: when the last one began; nil before the first.
    ///   - now: polls never overlap: what came due meanwhile begins now, once.
    ///   - share: from 0 to 1023, drawn anew each time, of the jitter.
    ///   - finalTime: from when on all that came before a close can be had; nil where polls ask for
    ///     what there is at the time.
    /// - Throws: where a calendar does not know the dates.
    package func next(
        after began: Int64?, now: Int64, share: Int64, finalTime: (_ close: Int64) -> Int64?
    ) throws(PollProblem) -> Int64 {
        var due = now
        if let cron {
            due = cron.rule.next(after: began ?? now, in: cron.zone) ?? now
        } else if let began {
            due = began.addingSaturated(interval)
        }
        due = max(due, now)
        if let hours { due = try Self.within(hours, due, after: began, finalTime) }
        return due.addingSaturated(jitter / 1024 * share)
    }

    private static func within(
        _ hours: MarketHours, _ due: Int64, after began: Int64?,
        _ finalTime: (_ close: Int64) -> Int64?
    ) throws(PollProblem) -> Int64 {
        let close = hours.period(closedBy: due)?.end
        let final = close.flatMap(finalTime).flatMap { (began ?? .min) < $0 ? max(due, $0) : nil }
        do throws(PollProblem) {
            let opening = try hours.period(openBehind: due, before: .max)?.start ?? .max
            return max(due, min(opening, final ?? .max))
        } catch {
            // A calendar that ends with this close still has its last records taken.
            guard let final else { throw error }
            return final
        }
    }
}

extension SourcePlan {
    /// When the next poll begins: see `SchedulePlan.next`.
    package func nextPoll(
        after began: Int64?, now: Int64, share: Int64
    ) throws(PollProblem) -> Int64 {
        try schedule.next(after: began, now: now, share: share) { close in
            switch cursor {
            case .none: nil
            case .id: close
            case .time(let cursor): cursor.finalTime(of: close)
            }
        }
    }
}
