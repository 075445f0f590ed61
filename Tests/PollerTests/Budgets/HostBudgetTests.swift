import Bytes
import Poller
import Testing

@Suite struct HostBudgetTests {
    private static let second: Int64 = 1_000_000_000

    private static func budget(_ limits: [RateLimit], concurrency: Int = 100) -> HostBudget {
        var budget = HostBudget()
        budget.declare(limits, concurrency: concurrency)
        return budget
    }

    @Test("requests wait until the window has room for them, and no longer")
    func window() {
        var budget = Self.budget([RateLimit(weight: 3, window: 10 * Self.second)])
        #expect(budget.admit(RequestCost(weight: 1), now: 0) == .go)
        #expect(budget.admit(RequestCost(weight: 2), now: 4 * Self.second) == .go)
        #expect(
            budget.admit(RequestCost(weight: 1), now: 5 * Self.second)
                == .wait(until: 10 * Self.second))
        #expect(budget.admit(RequestCost(weight: 1), now: 10 * Self.second) == .go)
        #expect(
            budget.admit(RequestCost(weight: 2), now: 11 * Self.second)
                == .wait(until: 14 * Self.second))
    }

    @Test("a request heavier than the whole budget goes alone instead of never")
    func heavy() {
        var budget = Self.budget([RateLimit(weight: 5, window: 10)])
        #expect(budget.admit(RequestCost(weight: 9), now: 0) == .go)
        #expect(budget.admit(RequestCost(weight: 1), now: 1) == .wait(until: 10))
    }

    @Test("of two sources' limits for one window the stricter holds, and the fewer at a time")
    func strictest() {
        var budget = Self.budget([RateLimit(weight: 5, window: 10)], concurrency: 2)
        budget.declare([RateLimit(weight: 2, window: 10)], concurrency: 8)
        #expect(budget.admit(RequestCost(weight: 1), now: 0) == .go)
        #expect(budget.admit(RequestCost(weight: 1), now: 0) == .go)
        #expect(budget.admit(RequestCost(weight: 1), now: 0) == .wait(until: 10))
        #expect(
            budget.admit(RequestCost(weight: 1), now: 10) == .wait(until: .max),
            "two are out already")
        budget.finish(
            RequestCost(weight: 1), sentAt: 0, answer: nil, rules: [], now: 10)
        #expect(budget.admit(RequestCost(weight: 1), now: 10) == .go)
    }

    @Test("a host that sent us away is asked nothing any more, and the first reason stays")
    func stopped() {
        var budget = Self.budget([])
        budget.stop(reason: "status 418")
        budget.stop(reason: "status 403")
        #expect(budget.admit(RequestCost(weight: 1), now: 0) == .stopped(reason: "status 418"))
    }

    @Test("a backfill has the host's budget and a smaller one of its own")
    func backfill() {
        var budget = HostBudget()
        budget.declare(
            [RateLimit(weight: 6, window: 10)], concurrency: 9,
            backfill: .half(of: [RateLimit(weight: 6, window: 10)], concurrency: 9))
        let (live, past) = (RequestCost(weight: 1), RequestCost(weight: 1, isBackfill: true))
        for _ in 0..<3 { #expect(budget.admit(past, now: 0) == .go) }
        #expect(budget.admit(past, now: 1) == .wait(until: 10), "its half is spent")
        for _ in 0..<3 { #expect(budget.admit(live, now: 1) == .go) }
        #expect(budget.admit(live, now: 2) == .wait(until: 10), "and so is the whole")
        let usage = budget.usage(now: 2)
        #expect(usage.windows.map(\.used) == [6, 3])
        #expect(usage.windows.map(\.isBackfill) == [false, true])
        #expect(usage.inFlight == 6)
    }

    @Test("a limit that another source declares later knows what was spent before")
    func lateLimit() {
        var budget = Self.budget([RateLimit(weight: 9, window: 100)])
        #expect(budget.admit(RequestCost(weight: 3), now: 0) == .go)
        budget.declare([RateLimit(weight: 4, window: 50)], concurrency: 9)
        #expect(budget.admit(RequestCost(weight: 2), now: 1) == .wait(until: 50))
    }
}
