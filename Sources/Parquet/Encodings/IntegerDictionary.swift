import Bytes

/// The distinct integers of a column chunk, numbered in the order of their first occurrence.
struct IntegerDictionary: Sendable {
    private(set) var values: [Int64] = []
    /// Numbers plus one at the places their hashes give; 0 where there is none.
    private var slots: [UInt32] = []

    var count: Int { values.count }

    /// The bytes of memory held.
    var memoryByteCount: Int { 8 * values.capacity + 4 * slots.capacity }

    /// Forgets the values and keeps the memory.
    mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = 0 }
    }

    /// Forgets the values after the first `count`; no more are added after that.
    mutating func close(at count: Int) {
        values.removeLast(values.count - count)
        slots = []
    }

    /// Writes the number of each of `source` to `indices` and adds those that are new.
    ///
    /// - Returns: false as soon as there are more than `limit` values.
    mutating func number(
        _ source: Span<Int64>, into indices: inout MutableSpan<UInt32>, limit: Int
    ) -> Bool {
        var index = 0
        while index < source.count {
            if slots.count < 2 * (values.count + 64) { grow() }
            guard values.count <= limit else { return false }
            // As many as can be new before the table is half full.
            let room = slots.count / 2 - values.count
            let end = min(source.count, index + max(room, 1))
            number(source, index..<end, &indices)
            index = end
        }
        return values.count <= limit
    }

    private mutating func number(
        _ source: Span<Int64>, _ range: Range<Int>, _ indices: inout MutableSpan<UInt32>
    ) {
        let mask = slots.count &- 1
        let shift = UInt64(64 &- mask.nonzeroBitCount)
        // Both are lent to the search, so the table leaves the structure meanwhile.
        var held: [UInt32] = []
        swap(&held, &slots)
        defer { swap(&held, &slots) }
        var table = held.mutableSpan
        var last = source[range.lowerBound]
        var lastNumber = Self.find(last, mask, shift, &table, &values)
        for index in range {
            let value = source[index]
            if value != last {
                last = value
                lastNumber = Self.find(value, mask, shift, &table, &values)
            }
            indices[index] = lastNumber
        }
    }

    @inline(__always)
    private static func find(
        _ value: Int64, _ mask: Int, _ shift: UInt64, _ table: inout MutableSpan<UInt32>,
        _ values: inout [Int64]
    ) -> UInt32 {
        var slot = home(value, shift)
        while true {
            let entry = table[slot]
            if entry == 0 {
                values.append(value)
                table[slot] = UInt32(truncatingIfNeeded: values.count)
                return UInt32(truncatingIfNeeded: values.count &- 1)
            }
            if values[Int(entry &- 1)] == value { return entry &- 1 }
            slot = (slot &+ 1) & mask
        }
    }

    @inline(__always)
    private static func home(_ value: Int64, _ shift: UInt64) -> Int {
        var hash = UInt64(bitPattern: value) &* 0x9e37_79b9_7f4a_7c15
        hash = (hash ^ hash >> 32) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: hash &>> shift)
    }

    private mutating func grow() {
        let size = max(256, slots.count * 2)
        slots = [UInt32](repeating: 0, count: size)
        let mask = size - 1
        let shift = UInt64(64 - mask.nonzeroBitCount)
        for index in values.indices {
            var slot = Self.home(values[index], shift)
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(index + 1)
        }
    }
}
