import Bytes

/// The distinct byte strings of a column chunk, numbered in the order of their first occurrence.
struct BinaryDictionary: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where each string starts, and at the end where the last one ends.
    private(set) var offsets: [Int32] = [0]
    /// Up to eight first bytes of each string: most comparisons end there.
    private var prefixes: [UInt64] = []
    private var hashes: [UInt32] = []
    /// Numbers plus one at the places their hashes give; 0 where there is none.
    private var slots: [UInt32] = []

    var count: Int { prefixes.count }

    /// The size of the dictionary's page.
    var plainSize: Int { bytes.count + 4 * count }

    /// The bytes of memory held.
    var memoryByteCount: Int {
        bytes.capacity + 4 * (offsets.capacity + hashes.capacity + slots.capacity)
            + 8 * prefixes.capacity
    }

    /// Forgets the strings and keeps the memory.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        offsets.append(0)
        prefixes.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = 0 }
    }

    /// Forgets the strings after the first `count`; no more are added after that.
    mutating func close(at count: Int) {
        offsets.removeLast(self.count - count)
        bytes.removeLast(bytes.count - Int(offsets[count]))
        prefixes.removeLast(prefixes.count - count)
        hashes = []
        slots = []
    }

    /// Writes the number of each string of `source` to `indices` and adds those that are new.
    ///
    /// - Returns: false as soon as the dictionary's page would pass `limit` bytes.
    mutating func number(
        _ source: borrowing ByteStrings, into indices: inout MutableSpan<UInt32>, from start: Int,
        to end: Int, limit: Int
    ) -> Bool {
        if end > start, source.isConstant(start..<end) {
            if slots.count < 2 &* (count &+ 1) { grow() }
            let string = source.string(start)
            let number = find(
                string, Self.prefix(source.bytes, source.start(start), string.byteCount))
            for index in start..<end { indices[index] = number }
            return plainSize <= limit
        }
        var lastPrefix: UInt64 = 0
        var lastLength = -1
        var lastStart = 0
        var lastNumber: UInt32 = 0
        for index in start..<end {
            let from = source.start(index)
            let length = source.end(index) &- from
            let prefix = Self.prefix(source.bytes, from, length)
            let string = source.bytes.extracting(from..<from &+ length)
            if length == lastLength, prefix == lastPrefix {
                let last = source.bytes.extracting(lastStart..<lastStart &+ length)
                if length <= 8 || string.equals(last) {
                    indices[index] = lastNumber
                    continue
                }
            }
            if slots.count < 2 &* (count &+ 1) { grow() }
            lastNumber = find(string, prefix)
            lastStart = from
            lastLength = length
            lastPrefix = prefix
            indices[index] = lastNumber
            if plainSize > limit { return false }
        }
        return true
    }

    private mutating func find(_ string: RawSpan, _ prefix: UInt64) -> UInt32 {
        let hash = Self.hash(string, prefix)
        let mask = slots.count &- 1
        var slot = Int(hash) & mask
        while true {
            let entry = slots[slot]
            if entry == 0 { break }
            let number = Int(entry &- 1)
            if prefixes[number] == prefix, hashes[number] == hash {
                let from = Int(offsets[number])
                let length = Int(offsets[number &+ 1]) &- from
                if length == string.byteCount {
                    let isEqual =
                        length <= 8
                        || bytes.span.rawBytes.extracting(from..<from &+ length).equals(string)
                    if isEqual { return entry &- 1 }
                }
            }
            slot = (slot &+ 1) & mask
        }
        bytes.append(span: string.octets)
        offsets.append(Int32(bytes.count))
        prefixes.append(prefix)
        hashes.append(hash)
        slots[slot] = UInt32(prefixes.count)
        return UInt32(prefixes.count &- 1)
    }

    /// Up to eight first bytes, the first one lowest, zeros after them.
    @inline(__always)
    private static func prefix(_ bytes: RawSpan, _ start: Int, _ length: Int) -> UInt64 {
        if start &+ 8 <= bytes.byteCount {
            let word: UInt64 = bytes.integer(at: start)
            return length >= 8 ? word : word & ~(~0 &<< UInt64(length &* 8))
        }
        var word: UInt64 = 0
        for index in 0..<min(length, 8) {
            word |= UInt64(bytes.byte(at: start &+ index)) &<< UInt64(index &* 8)
        }
        return word
    }

    @inline(__always)
    private static func hash(_ string: RawSpan, _ prefix: UInt64) -> UInt32 {
        let wide =
            string.byteCount <= 8
            ? StableHash.mix(
                prefix ^ 0x9e37_79b9_7f4a_7c15,
                UInt64(string.byteCount) ^ 0xa076_1d64_78bd_642f)
            : StableHash.hash64(string)
        return UInt32(truncatingIfNeeded: wide >> 16)
    }

    private mutating func grow() {
        let size = max(256, slots.count * 2)
        slots = [UInt32](repeating: 0, count: size)
        let mask = size - 1
        for index in hashes.indices {
            var slot = Int(hashes[index]) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(index + 1)
        }
    }
}
