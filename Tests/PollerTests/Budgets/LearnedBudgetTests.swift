import Bytes
import HTTPTransfer
import Poller
import TestSupport
import Testing

/// What vendors' headers say of their budgets.
@Suite struct LearnedBudgetTests {
    private static let second: Int64 = 1_000_000_000
    private static let rule = LearnedLimit(
        remaining: "X-RateLimit-Remaining", reset: "X-RateLimit-Reset", resetIsTime: true)
    private static let one = RequestCost(weight: 1)

    private static func response(_ headers: [String: String]) -> HTTPResponse {
        HTTPResponse(status: 200, headers: headers.map { HTTPHeader($0.key, $0.value) })
    }

    private static func left(_ left: Int, resetAt seconds: Int64) -> HTTPResponse {
        response(["x-ratelimit-remaining": "\(left)", "x-ratelimit-reset": "\(seconds)"])
    }

    /// A request that was sent and answered.
    private static func exchange(
        _ budget: inout HostBudget, _ answer: HTTPResponse, _ rule: LearnedLimit = rule,
        at time: Int64
    ) {
        #expect(budget.admit(one, now: time) == .go)
        budget.finish(one, sentAt: time, answer: answer, rules: [rule], now: time)
    }

    @Test("no more is asked than the vendor says is left, until its budget is whole again")
    func remaining() {
        var budget = HostBudget()
        Self.exchange(&budget, Self.left(2, resetAt: 50), at: 0)
        #expect(budget.usage(now: 1).remaining == 2)
        #expect(
            budget.admit(RequestCost(weight: 3), now: 1) == .wait(until: 50 * Self.second))
        #expect(budget.admit(Self.one, now: 1) == .go)
        #expect(budget.admit(Self.one, now: 1) == .go)
        // Both are out: they may be counted in what is left, or not.
        #expect(budget.admit(Self.one, now: 1) == .wait(until: .max))
        for _ in 0..<2 {
            budget.finish(Self.one, sentAt: 1, answer: nil, rules: [Self.rule], now: 2)
        }
        #expect(budget.admit(Self.one, now: 3) == .wait(until: 50 * Self.second))
        #expect(budget.admit(Self.one, now: 50 * Self.second) == .go)
        #expect(budget.usage(now: 50 * Self.second).remaining == nil)
    }

    @Test("no number that a vendor may send ends the process, and one below zero says nothing")
    func extremes() {
        let numbers = [Int.max, 0, Int.min, -1, 1, 1_000_000_000, Int.max - 1]
        var random = SplitMix64(seed: 8)
        for _ in 0..<300 {
            var budget = HostBudget()
            for time in 0..<6 {
                let left = numbers[Int(random.next(upperBound: UInt64(numbers.count)))]
                let reset = numbers[Int(random.next(upperBound: UInt64(numbers.count)))]
                guard budget.admit(Self.one, now: Int64(time)) == .go else { continue }
                budget.finish(
                    Self.one, sentAt: Int64(time), answer: Self.left(left, resetAt: Int64(reset)),
                    rules: [Self.rule], now: Int64(time))
            }
        }
        var unlimited = HostBudget()
        Self.exchange(&unlimited, Self.left(-1, resetAt: 50), at: 0)
        #expect(unlimited.usage(now: 1).remaining == nil)
        #expect(unlimited.admit(Self.one, now: 1) == .go)
    }

    @Test("a weight that was used counts against the budget that the file names")
    func used() {
        let rule = LearnedLimit(used: "X-MBX-USED-WEIGHT-1M", budget: 6000, window: 60)
        var budget = HostBudget()
        Self.exchange(
            &budget, Self.response(["x-mbx-used-weight-1m": "5999"]), rule, at: 5)
        #expect(budget.usage(now: 6).remaining == 1)
        Self.exchange(
            &budget, Self.response(["x-mbx-used-weight-1m": "7000"]), rule, at: 6)
        #expect(budget.admit(Self.one, now: 7) == .wait(until: 66))
    }

    @Test("answers in another order than their requests' leave the least that is left")
    func order() {
        var budget = HostBudget()
        Self.exchange(&budget, Self.left(9, resetAt: 50), at: 0)
        for _ in 0..<2 { #expect(budget.admit(Self.one, now: 1) == .go) }
        budget.finish(
            Self.one, sentAt: 1, answer: Self.left(7, resetAt: 50), rules: [Self.rule], now: 2)
        budget.finish(
            Self.one, sentAt: 1, answer: Self.left(8, resetAt: 50), rules: [Self.rule], now: 3)
        #expect(budget.usage(now: 4).remaining == 7)
        // One that was sent later knows better, also where the vendor gives more.
        Self.exchange(&budget, Self.left(40, resetAt: 60), at: 5)
        #expect(budget.usage(now: 6).remaining == 40)
    }

    @Test("a backfill leaves half of the vendor's budget to others")
    func backfill() {
        var budget = HostBudget()
        Self.exchange(&budget, Self.left(100, resetAt: 50), at: 0)
        Self.exchange(&budget, Self.left(50, resetAt: 50), at: 1)
        let past = RequestCost(weight: 1, isBackfill: true)
        // What others took between the two answers is kept free as well.
        #expect(budget.admit(past, now: 2) == .wait(until: 50 * Self.second))
        #expect(budget.admit(Self.one, now: 2) == .go)
    }

    @Test("no header holds a host back for longer than an hour")
    func absurdReset() {
        var budget = HostBudget()
        Self.exchange(
            &budget, Self.response(["left": "0", "reset": "9223372036854775807"]),
            LearnedLimit(remaining: "left", reset: "reset"), at: 7)
        #expect(budget.admit(Self.one, now: 8) == .wait(until: 7 + 3600 * Self.second))
    }

    /// A vendor with so many requests in a window, and processes that share them.
    private struct Vendor {
        static let window: Int64 = 100
        let budget: Int
        var used = 0
        var current: Int64 = -1
        var refused = 0
        var served = 0

        mutating func answer(at second: Int64) -> HTTPResponse {
            if second / Self.window != current { (current, used) = (second / Self.window, 0) }
            if used < budget { served += 1 } else { refused += 1 }
            used = min(budget, used + 1)
            return LearnedBudgetTests.left(
                budget - used, resetAt: (current + 1) * Self.window)
        }
    }

    /// Requests that take a few seconds there and back, each a random while.
    private static func run(processes: Int, seed: UInt64) -> Vendor {
        var random = SplitMix64(seed: seed)
        var vendor = Vendor(budget: 40)
        var budgets = (0..<processes).map { _ in
            var budget = HostBudget()
            budget.declare([], concurrency: 3)
            return budget
        }
        var under: [(process: Int, sent: Int64, there: Int64, back: Int64, HTTPResponse?)] = []
        for second in Int64(0)..<5_000 {
            let now = second * Self.second
            for index in under.indices where under[index].there == second {
                under[index].4 = vendor.answer(at: second)
            }
            for (process, sent, _, back, answer) in under where back == second {
                budgets[process].finish(one, sentAt: sent, answer: answer, rules: [rule], now: now)
            }
            under.removeAll { $0.back == second }
            for process in budgets.indices where random.chance(2, in: 3) {
                guard budgets[process].admit(one, now: now) == .go else { continue }
                let there = second + 1 + Int64(random.next(upperBound: UInt64(2)))
                let back = there + 1 + Int64(random.next(upperBound: UInt64(2)))
                under.append((process, now, there, back, nil))
            }
        }
        return vendor
    }

    @Test("one process is never refused, and leaves hardly anything unused", arguments: 1...8)
    func alone(seed: UInt64) {
        let vendor = Self.run(processes: 1, seed: seed)
        #expect(vendor.refused == 0)
        // 50 windows of 40, as far as two in three seconds allow.
        #expect(vendor.served > 50 * 36, "\(vendor.served)")
    }

    @Test("processes that share a key are hardly ever refused", arguments: 1...8)
    func together(seed: UInt64) {
        let vendor = Self.run(processes: 3, seed: seed)
        #expect(vendor.refused < 40, "\(vendor.refused) refused, \(vendor.served) served")
        #expect(vendor.served > 50 * 34, "\(vendor.served)")
    }
}
