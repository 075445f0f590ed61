/// One open window: a bar for each symbol that traded in it.
struct OpenWindow: Sendable {
    /// The start, in microseconds since the epoch.
    let start: Int64
    private(set) var bars: [BarAccumulator] = []
    /// The index of each symbol's bar, open addressing by the symbol's number; -1 is free.
    private var slots: [Int32] = [Int32](repeating: -1, count: 16)

    init(start: Int64) { self.start = start }

    /// Where a symbol's bar is, or where it would be entered.
    @inline(__always)
    private func slot(of symbol: Int32) -> Int {
        let mask = slots.count &- 1
        var slot = Int(symbol) & mask
        while slots[slot] >= 0, bars[Int(slots[slot])].symbol != symbol {
            slot = (slot &+ 1) & mask
        }
        return slot
    }

    /// Adds a tick to its symbol's bar; true when that is a new bar.
    @inline(__always)
    mutating func add(_ trade: Trade, symbol: Int32) -> Bool {
        let slot = slot(of: symbol)
        let index = slots[slot]
        if index >= 0 {
            bars[Int(index)].add(trade)
            return false
        }
        insert(BarAccumulator(trade, symbol: symbol), at: slot)
        return true
    }

    /// Enters a bar whose symbol has none yet; false when it has one.
    mutating func restore(_ bar: BarAccumulator) -> Bool {
        let slot = slot(of: bar.symbol)
        guard slots[slot] < 0 else { return false }
        insert(bar, at: slot)
        return true
    }

    /// The notional of a symbol's bar so far.
    func notional(of symbol: Int32) -> Int128 {
        let index = slots[slot(of: symbol)]
        return index >= 0 ? bars[Int(index)].notional : 0
    }

    /// Gives symbols other numbers, all at once.
    mutating func renumber(_ numbers: [Int32]) {
        for index in bars.indices { bars[index].symbol = numbers[Int(bars[index].symbol)] }
        rebuildSlots(count: slots.count)
    }

    @inline(never)
    private mutating func insert(_ bar: BarAccumulator, at slot: Int) {
        slots[slot] = Int32(bars.count)
        bars.append(bar)
        if bars.count * 2 > slots.count { rebuildSlots(count: slots.count * 2) }
    }

    private mutating func rebuildSlots(count: Int) {
        slots = [Int32](repeating: -1, count: count)
        for index in bars.indices {
            var slot = Int(bars[index].symbol) & (count - 1)
            while slots[slot] >= 0 { slot = (slot &+ 1) & (count - 1) }
            slots[slot] = Int32(index)
        }
    }
}

/// The open windows of one interval, by start.
struct IntervalWindows: Sendable {
    /// The length of a window, in microseconds.
    let length: Int64
    private(set) var open: [OpenWindow] = []
    // The window of the last tick: most ticks fall into it, and need no division.
    private var hotFirst: Int64 = 0
    private var hotLast: Int64 = -1
    private var hotIndex = 0

    init(length: Int64) { self.length = length }

    /// The end of the window that closes next, in microseconds.
    var firstEnd: Int64? { open.first.map { $0.start + length } }

    /// The start of the window that a time in nanoseconds lies in, in microseconds.
    func start(of eventTime: Int64) -> Int64 {
        let micros = Calendar.floorDivide(eventTime, 1000)
        return Calendar.floorDivide(micros, length) * length
    }

    /// Whether a time lies in the window of the last tick, which is open.
    @inline(__always)
    func isHot(_ eventTime: Int64) -> Bool { eventTime >= hotFirst && eventTime <= hotLast }

    /// Adds a tick to the window of the last tick; true when it began a bar.
    @inline(__always)
    mutating func addHot(_ trade: Trade, symbol: Int32) -> Bool {
        open[hotIndex].add(trade, symbol: symbol)
    }

    /// Makes the window that starts at `start` the one for `addHot`; true when it was not open.
    mutating func heat(start: Int64) -> Bool {
        let index = index(of: start)
        let isNew = index == open.count || open[index].start != start
        if isNew { open.insert(OpenWindow(start: start), at: index) }
        hotIndex = index
        // Near the ends of time a window reaches beyond what 64 bits of nanoseconds hold.
        let (first, isEarly) = start.multipliedReportingOverflow(by: 1000)
        let (end, isLate) = (start + length).multipliedReportingOverflow(by: 1000)
        hotFirst = isEarly ? .min : first
        hotLast = isLate ? .max : end - 1
        return isNew
    }

    /// The notional of a symbol's bar in the window that starts at `start`.
    func notional(of symbol: Int32, start: Int64) -> Int128 {
        let index = index(of: start)
        guard index < open.count, open[index].start == start else { return 0 }
        return open[index].notional(of: symbol)
    }

    /// Takes out the windows that end by an instant in microseconds, by start.
    mutating func close(by micros: Int64) -> [OpenWindow] {
        var count = 0
        while count < open.count, open[count].start + length <= micros { count += 1 }
        guard count > 0 else { return [] }
        let closed = Array(open[..<count])
        open.removeFirst(count)
        hotFirst = 0
        hotLast = -1
        return closed
    }

    /// Puts back a bar of a stored state; false when its place is taken.
    mutating func restore(_ bar: BarAccumulator, start: Int64) -> Bool {
        _ = heat(start: start)
        return open[hotIndex].restore(bar)
    }

    /// Gives symbols other numbers, all at once.
    mutating func renumber(_ numbers: [Int32]) {
        for index in open.indices { open[index].renumber(numbers) }
    }

    private func index(of start: Int64) -> Int {
        var low = 0
        var high = open.count
        while low < high {
            let middle = (low + high) / 2
            if open[middle].start < start { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
