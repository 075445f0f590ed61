import Bytes

/// The unique keys of good ticks, each with the offset and event time of its first tick, for as
/// long as the watermark is within the horizon of that time.
///
/// Entries lie in the order of their offsets. The open-addressing table holds, for each entry, its
/// index and eight bits of its hash, so that a probe seldom touches an entry that is not the one.
/// Dead entries are swept out when the entries fill their room; when that happens is not visible.
struct KeyMemory: Sendable {
    struct Entry: Sendable, BitwiseCopyable {
        let key: Hash128
        let offset: Int64
        let eventTime: Int64
    }

    /// What is known about a key.
    enum Finding {
        /// It was taken at this offset and is remembered.
        case taken(offset: Int64)
        /// It is new or forgotten; the slot is where it would be set.
        case unknown(slot: Int)
    }

    private(set) var entries: [Entry] = []
    private let horizon: Int64
    private let limit: Int
    /// How many entries there is room for before the next sweep.
    private var room: Int
    private var slots: [UInt32]
    private var mask: Int

    private static let roomMin = 1024
    private static let indexMask: UInt32 = 0xff_ffff

    /// Makes an empty memory with room for `expected` keys.
    init(horizon: Int64, limit: Int, expected: Int = 0) {
        self.horizon = horizon
        self.limit = limit
        room = min(max(min(Self.roomMin, limit), expected), TickLanePlan.Limits.keysMax)
        slots = []
        mask = 0
        rebuildSlots()
    }

    /// Whether a key taken at an event time is still remembered at a watermark.
    @inline(__always)
    func isAlive(eventTime: Int64, watermark: Int64) -> Bool {
        watermark <= saturatingAdd(eventTime, horizon)
    }

    /// Looks a key up.
    func find(_ key: Hash128, watermark: Int64) -> Finding {
        let tag = Self.tag(key)
        var slot = Int(truncatingIfNeeded: key.low) & mask
        while true {
            let word = slots[slot]
            if word == 0 { return .unknown(slot: slot) }
            if word & ~Self.indexMask == tag {
                let entry = entries[Int(word & Self.indexMask) &- 1]
                if entry.key == key {
                    return isAlive(eventTime: entry.eventTime, watermark: watermark)
                        ? .taken(offset: entry.offset) : .unknown(slot: slot)
                }
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// Remembers an unknown key, at the slot that `find` gave; false when there is no room.
    mutating func insert(
        _ key: Hash128, slot: Int, offset: Int64, eventTime: Int64, watermark: Int64
    ) -> Bool {
        guard isAlive(eventTime: eventTime, watermark: watermark) else { return true }
        var slot = slot
        if entries.count == room {
            guard sweep(watermark: watermark) else { return false }
            guard case .unknown(let free) = find(key, watermark: watermark) else { return false }
            slot = free
        }
        entries.append(Entry(key: key, offset: offset, eventTime: eventTime))
        slots[slot] = Self.tag(key) | UInt32(truncatingIfNeeded: entries.count)
        return true
    }

    /// Puts back an entry of a stored state, within what was expected; false when it is there.
    mutating func restore(_ entry: Entry) -> Bool {
        guard entries.count < room,
            case .unknown(let slot) = find(entry.key, watermark: .min)
        else { return false }
        return insert(
            entry.key, slot: slot, offset: entry.offset, eventTime: entry.eventTime,
            watermark: .min)
    }

    /// Drops dead entries, and makes more room where most are alive; false at the limit.
    private mutating func sweep(watermark: Int64) -> Bool {
        var kept = 0
        for index in entries.indices
        where isAlive(eventTime: entries[index].eventTime, watermark: watermark) {
            entries[kept] = entries[index]
            kept += 1
        }
        entries.removeLast(entries.count - kept)
        if kept < limit, kept > room / 4 * 3 {
            // Beyond the limit there is an eighth of slack, or sweeps near it would never end.
            let roomMax = min(limit + limit / 8 + 1, TickLanePlan.Limits.keysMax)
            room = min(room / 2 * 3 + 1, roomMax)
        }
        rebuildSlots()
        return kept < limit
    }

    private mutating func rebuildSlots() {
        entries.reserveCapacity(room)
        var count = 16
        while count / 4 * 3 < room { count *= 2 }
        if slots.count == count {
            for index in slots.indices { slots[index] = 0 }
        } else {
            slots = [UInt32](repeating: 0, count: count)
        }
        mask = count - 1
        for index in entries.indices {
            let key = entries[index].key
            var slot = Int(truncatingIfNeeded: key.low) & mask
            while slots[slot] != 0 { slot = (slot &+ 1) & mask }
            slots[slot] = Self.tag(key) | UInt32(truncatingIfNeeded: index &+ 1)
        }
    }

    @inline(__always)
    private static func tag(_ key: Hash128) -> UInt32 {
        UInt32(truncatingIfNeeded: key.high >> 32) & ~indexMask
    }
}
