import Bytes

/// The last plain ticks, from which duplicates are made.
struct RecentTicks: Sendable {
    private struct Entry: Sendable, BitwiseCopyable {
        var tick: Tick
        var arrival: Int64
    }

    private static let size = 64
    /// A duplicate within this time meets a memory of keys with any sensible horizon.
    private static let age: Int64 = 20_000_000_000

    private var entries: [Entry] = []
    private var cursor = 0

    @inline(__always)
    mutating func remember(_ tick: Tick, arrival: Int64) {
        if entries.count < Self.size {
            entries.append(Entry(tick: tick, arrival: arrival))
        } else {
            entries[cursor] = Entry(tick: tick, arrival: arrival)
        }
        cursor = (cursor + 1) % Self.size
    }

    /// One of the ticks that arrived lately, or the very last one if it did; nil when none did.
    func pick(at now: Int64, using random: inout SplitMix64) -> Tick? {
        guard !entries.isEmpty else { return nil }
        let any = entries[random.next(below: entries.count)]
        if now - any.arrival <= Self.age { return any.tick }
        let last = entries[(cursor + entries.count - 1) % entries.count]
        return now - last.arrival <= Self.age ? last.tick : nil
    }
}
