import Columnar

/// The state of one tick lane: watermark, keys seen, open windows.
///
/// A pure function of the plan and of the records since the lane's start: how they were cut into
/// batches, or whether the state went through `snapshot()`, makes no difference to what it emits.
public struct TickLaneState: Sendable {
    /// What the lane does with its records.
    public let plan: TickLanePlan
    /// The offset at which the lane goes on; lower ones have been processed.
    public internal(set) var next: Int64
    /// The watermark after the last record, in nanoseconds; `Int64.min` before the first one.
    public internal(set) var watermark = Int64.min

    var keys: KeyMemory
    var symbols = SymbolTable()
    var windows: [IntervalWindows]
    var openBarCount = 0
    var openWindowCount = 0
    /// The watermark, rounded down to microseconds.
    var watermarkMicros = Calendar.microseconds(.min)
    /// The watermark, in nanoseconds, that closes the next window; `Int64.max` stands for none.
    var closesAt = Int64.max
    /// An upper bound on the magnitude of every open bar's notional.
    var notionalBound: Int128 = 0
    /// How many symbols may gather before those without open bars are dropped.
    var symbolCountGoal = SymbolLimit.countMin

    /// Starts a lane at an offset.
    public init(plan: TickLanePlan, next: Int64) {
        self.plan = plan
        self.next = next
        keys = KeyMemory(horizon: plan.duplicates?.horizon ?? 0, limit: plan.limits.keys)
        windows = plan.intervals.map { IntervalWindows(length: $0.microseconds) }
    }

    /// The number of bars that are open.
    public var openBars: Int { openBarCount }

    /// The number of keys held, the forgotten ones that have not been swept out yet included.
    public var keyCount: Int { keys.entries.count }
}

/// Bounds on the table of symbols.
enum SymbolLimit {
    /// Below this many symbols none is dropped.
    static let countMin = 65_536
    /// So many bytes of symbols are held at most.
    static let bytesMax = 256 << 20
}

extension TickLaneState {
    /// Drops the symbols without open bars, once many have gathered.
    mutating func dropIdleSymbolsIfMany() {
        guard symbols.count > symbolCountGoal else { return }
        dropIdleSymbols()
        symbolCountGoal = max(SymbolLimit.countMin, symbols.count * 2)
    }

    /// Drops the symbols without open bars and renumbers the others.
    mutating func dropIdleSymbols() {
        var kept = SymbolTable()
        var numbers = [Int32](repeating: -1, count: symbols.count)
        for interval in windows {
            for window in interval.open {
                for bar in window.bars where numbers[Int(bar.symbol)] < 0 {
                    numbers[Int(bar.symbol)] = kept.number(of: symbols.names[Int(bar.symbol)])
                }
            }
        }
        for index in windows.indices { windows[index].renumber(numbers) }
        symbols = kept
    }

    /// Finds out again when the next window closes.
    mutating func updateClosing() {
        closesAt = .max
        for interval in windows {
            guard let end = interval.firstEnd else { continue }
            let (nanoseconds, overflow) = end.multipliedReportingOverflow(by: 1000)
            // A window that reaches beyond 64 bits of nanoseconds never closes.
            if !overflow { closesAt = min(closesAt, nanoseconds) }
        }
    }
}
