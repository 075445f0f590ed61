import Bytes
import Poller
import TestSupport
import Testing

/// Budgets against a model that looks at everything that was ever granted.
@Suite struct BudgetPropertyTests {
    private struct Model {
        let limits: [RateLimit]
        var granted: [(time: Int64, weight: Int)] = []

        /// Whether a weight fits into all windows that end at a time.
        func fits(_ weight: Int, at time: Int64) -> Bool {
            limits.allSatisfy { limit in
                let used = granted.filter { $0.time > time - limit.window }
                    .reduce(0) { $0 + $1.weight }
                return used == 0 || used + weight <= limit.weight
            }
        }
    }

    @Test(
        "no window ever holds more than its weight, and no request waits longer than it must",
        arguments: 0..<40)
    func windows(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        func draw(_ range: ClosedRange<Int>) -> Int {
            range.lowerBound + Int(random.next(upperBound: UInt64(range.count)))
        }
        let limits = [
            RateLimit(weight: draw(1...8), window: 10), RateLimit(weight: draw(4...20), window: 60),
            RateLimit(weight: draw(10...90), window: 300),
        ]
        var budget = HostBudget()
        budget.declare(limits, concurrency: .max)
        var model = Model(limits: limits)
        var now: Int64 = 0
        for _ in 0..<400 {
            // Some are heavier than a whole budget: they go alone.
            let cost = RequestCost(weight: draw(1...9))
            switch budget.admit(cost, now: now) {
            case .go:
                #expect(model.fits(cost.weight, at: now))
                model.granted.append((now, cost.weight))
            case .wait(let time):
                #expect(time > now)
                #expect(model.fits(cost.weight, at: time))
                #expect(!model.fits(cost.weight, at: time - 1), "it could have gone before")
                now = time
            case .stopped: Issue.record("nobody stopped the host")
            }
            now += Int64(draw(0...3))
            for window in budget.usage(now: now).windows {
                let spent = model.granted.filter { $0.time > now - window.limit.window }
                #expect(window.used == spent.reduce(0) { $0 + $1.weight })
            }
        }
    }

    @Test("requests of a long window take bounded memory, and wait hardly longer for it")
    func coalesced() {
        let second: Int64 = 1_000_000_000
        let limit = RateLimit(weight: 300_000, window: 65_536 * second)
        var budget = HostBudget()
        budget.declare([limit], concurrency: .max)
        for number in 0..<300_000 {
            #expect(budget.admit(RequestCost(weight: 1), now: Int64(number) * 1_000_000) == .go)
        }
        let now = 300 * second
        guard case .wait(let time) = budget.admit(RequestCost(weight: 1), now: now) else {
            Issue.record("the budget is spent")
            return
        }
        #expect((limit.window...limit.window + second).contains(time))
    }
}
