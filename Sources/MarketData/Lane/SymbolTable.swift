import Bytes
import Columnar

/// Dense numbers for symbols, compared byte for byte.
struct SymbolTable: Sendable {
    /// The symbols by number.
    private(set) var names = BinaryColumn()
    private var hashes: [UInt64] = []
    private var slots: [Int32]
    private var mask: Int

    init() {
        slots = [Int32](repeating: -1, count: 1024)
        mask = 1023
    }

    /// How many symbols there are.
    var count: Int { hashes.count }

    /// The bytes of all symbols.
    var byteCount: Int { names.bytes.count }

    /// The number of a symbol; nil if it has none.
    func find(_ symbol: RawSpan) -> Int32? {
        let hash = StableHash.hash64(symbol)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if hashes[number] == hash, names[number].equals(symbol) { return slots[slot] }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    /// The number of a symbol, which is given one if it has none.
    mutating func number(of symbol: RawSpan) -> Int32 {
        let hash = StableHash.hash64(symbol)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let number = slots[slot]
            if number < 0 { break }
            if hashes[Int(number)] == hash, names[Int(number)].equals(symbol) { return number }
            slot = (slot &+ 1) & mask
        }
        return add(symbol, hash, slot)
    }

    @inline(never)
    private mutating func add(_ symbol: RawSpan, _ hash: UInt64, _ slot: Int) -> Int32 {
        let number = Int32(hashes.count)
        names.append(symbol)
        hashes.append(hash)
        slots[slot] = number
        if hashes.count * 2 > slots.count { grow() }
        return number
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        mask = slots.count - 1
        for number in hashes.indices {
            var slot = Int(truncatingIfNeeded: hashes[number]) & mask
            while slots[slot] >= 0 { slot = (slot &+ 1) & mask }
            slots[slot] = Int32(number)
        }
    }

    /// The first eight bytes as a number that sorts as they do.
    func prefix(_ number: Int32) -> UInt64 {
        let name = names[Int(number)]
        if name.byteCount >= 8 { return name.integer(at: 0, as: UInt64.self).byteSwapped }
        var prefix: UInt64 = 0
        for index in 0..<name.byteCount {
            prefix |= UInt64(name.byte(at: index)) << UInt64(56 - 8 * index)
        }
        return prefix
    }
}
