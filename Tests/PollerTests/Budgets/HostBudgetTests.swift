import Bytes
import HTTPTransfer
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
        #expect(budget.admit(weight: 1, now: 0) == .go)
        #expect(budget.admit(weight: 2, now: 4 * Self.second) == .go)
        #expect(
            budget.admit(weight: 1, now: 5 * Self.second) == .wait(until: 10 * Self.second))
        #expect(budget.admit(weight: 1, now: 10 * Self.second) == .go)
        #expect(
            budget.admit(weight: 2, now: 11 * Self.second) == .wait(until: 14 * Self.second))
    }

    @Test("never more than the budget's weight lies in any window, whatever is asked when")
    func property() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<200 {
            let limits = [
                RateLimit(weight: 1 + Int(random.next(upperBound: UInt64(8))), window: 10),
                RateLimit(weight: 4 + Int(random.next(upperBound: UInt64(17))), window: 60),
            ]
            let least = min(limits[0].weight, limits[1].weight)
            var budget = Self.budget(limits)
            var granted: [(time: Int64, weight: Int)] = []
            var now: Int64 = 0
            for _ in 0..<200 {
                let weight = 1 + Int(random.next(upperBound: UInt64(least)))
                switch budget.admit(weight: weight, now: now) {
                case .go:
                    granted.append((now, weight))
                    budget.finish()
                case .wait(let time):
                    #expect(time > now)
                    now = time
                case .stopped: Issue.record("nobody stopped the host")
                }
                now += Int64(random.next(upperBound: UInt64(4)))
            }
            for limit in limits {
                for (time, _) in granted {
                    let inside = granted.filter { (time..<time + limit.window).contains($0.time) }
                    #expect(inside.reduce(0) { $0 + $1.weight } <= limit.weight)
                }
            }
        }
    }

    @Test("a request heavier than the whole budget goes alone instead of never")
    func heavy() {
        var budget = Self.budget([RateLimit(weight: 5, window: 10)])
        #expect(budget.admit(weight: 9, now: 0) == .go)
        #expect(budget.admit(weight: 1, now: 1) == .wait(until: 10))
    }

    @Test("of two sources' limits for one window the stricter holds, and the fewer at a time")
    func strictest() {
        var budget = Self.budget([RateLimit(weight: 5, window: 10)], concurrency: 2)
        budget.declare([RateLimit(weight: 2, window: 10)], concurrency: 8)
        #expect(budget.admit(weight: 1, now: 0) == .go)
        #expect(budget.admit(weight: 1, now: 0) == .go)
        #expect(budget.admit(weight: 1, now: 0) == .wait(until: 10))
        #expect(budget.admit(weight: 1, now: 10) == .wait(until: .max), "two are out already")
        budget.finish()
        #expect(budget.admit(weight: 1, now: 10) == .go)
    }

    @Test("a host that sent us away is asked nothing any more, and the first reason stays")
    func stopped() {
        var budget = Self.budget([])
        budget.stop(reason: "status 418")
        budget.stop(reason: "status 403")
        #expect(budget.admit(weight: 1, now: 0) == .stopped(reason: "status 418"))
    }

    @Test("what a vendor's headers say of its budget holds requests back")
    func learned() {
        let remaining = LearnedLimit(
            remaining: "X-RateLimit-Remaining", reset: "X-RateLimit-Reset", resetIsTime: true)
        let used = LearnedLimit(used: "X-MBX-USED-WEIGHT-1M", budget: 6000, window: 60)
        func response(_ headers: [HTTPHeader]) -> HTTPResponse {
            HTTPResponse(status: 200, headers: headers)
        }
        var budget = Self.budget([])
        budget.learn(
            [remaining],
            from: response([
                HTTPHeader("x-ratelimit-remaining", "1"), HTTPHeader("x-ratelimit-reset", "50"),
            ]), now: 0)
        #expect(budget.admit(weight: 1, now: 1) == .go)
        budget.learn(
            [remaining],
            from: response([
                HTTPHeader("x-ratelimit-remaining", "0"), HTTPHeader("x-ratelimit-reset", "50"),
            ]), now: 1)
        #expect(budget.admit(weight: 1, now: 2) == .wait(until: 50 * Self.second))
        var other = Self.budget([])
        other.learn(
            [used], from: response([HTTPHeader("x-mbx-used-weight-1m", "6000")]), now: 5)
        #expect(other.admit(weight: 1, now: 6) == .wait(until: 65))
    }

    @Test("no header holds a host back for longer than an hour")
    func absurdReset() {
        var budget = Self.budget([])
        budget.learn(
            [LearnedLimit(remaining: "left", reset: "reset")],
            from: HTTPResponse(
                status: 200,
                headers: [HTTPHeader("left", "0"), HTTPHeader("reset", "9223372036854775807")]),
            now: 7)
        #expect(budget.admit(weight: 1, now: 8) == .wait(until: 7 + 3600 * Self.second))
    }
}
