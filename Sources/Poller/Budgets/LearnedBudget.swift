internal import Bytes
internal import HTTPTransfer

/// What a host's last answers said is left, for one rule.
///
/// It is the one thing that processes which share a key have in common: each sees in it what the
/// others spend.
struct LearnedBudget: Sendable {
    let rule: LearnedLimit
    /// What was left by the newest answer.
    private var left = 0
    /// The most that was ever left: the vendor's budget, as far as it is known.
    private var most = 0
    /// When the answer came that says so.
    private var observedAt = Int64.min
    /// When the budget is whole again; nothing is known from then on.
    private var resetAt = Int64.min
    /// What others lately spent between two answers of ours; kept free for them.
    private var othersWeight = 0.0

    /// Vendors round to seconds.
    private static let resetTolerance: Int64 = 1_000_000_000

    init(_ rule: LearnedLimit) { self.rule = rule }

    /// What is left; nil where nothing is known.
    func left(now: Int64) -> Int? { now < resetAt ? left : nil }

    /// Takes an answer.
    ///
    /// Requests that are out at the same time are answered in any order. An answer to a request
    /// that was sent after the newest answer had come is newer; of others the least is true, for
    /// what is left only falls until the reset.
    ///
    /// - Parameters:
    ///   - sentAt: when the answer's request was sent.
    ///   - inFlight: the weight of all others that are out.
    mutating func finish(
        _ weight: Int, _ answer: HTTPResponse?, sentAt: Int64, inFlight: Int, now: Int64
    ) {
        guard let answer, let said = rule.left(in: answer) else {
            // The host may have counted it all the same.
            left = max(0, left - weight)
            return
        }
        let reset = rule.resetTime(in: answer, now: now)
        let isNewer = sentAt >= observedAt || now >= resetAt
        // An answer that was long under way may be of the vendor's window before.
        if !isNewer, reset.addingSaturated(Self.resetTolerance) < resetAt { return }
        if isNewer, now < resetAt {
            // Ours that are out may be counted in it or not: only what is more is surely others'.
            let surplus = left - weight - inFlight - said
            let others = surplus > 0 ? surplus + inFlight : 0
            othersWeight = max(Double(others), othersWeight * 0.9)
        }
        left = isNewer ? said : min(left, said)
        most = max(most, said)
        if isNewer {
            observedAt = now
            resetAt = reset
        }
    }

    /// When there may be room for a request; nil for now, `Int64.max` for when another is back.
    func opening(for cost: RequestCost, inFlight: Int, now: Int64) -> Int64? {
        guard now < resetAt else { return nil }
        let kept = Int(othersWeight.rounded()) + (cost.isBackfill ? most / 2 : 0)
        let free = left - min(kept, left)
        if cost.weight > free { return resetAt }
        // What is out may be counted in what is left, or not: its answers will tell.
        return cost.weight > free - inFlight ? .max : nil
    }
}
