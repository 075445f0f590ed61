/// Draws symbols by activity: rank r trades in proportion to 1 / (r + 4).
///
/// Walker's alias method, in integers: one draw costs one multiplication, one comparison and two
/// loads, whatever the number of symbols.
struct ActivityTable: Sendable {
    private struct Slot: Sendable, BitwiseCopyable {
        /// Below this the slot's own rank is drawn, else its alias.
        var threshold: UInt64
        var alias: Int32
    }

    private let slots: [Slot]

    init(symbols: Int) {
        // Scaled so that a full slot is `total`: rank r brings weight(r) * symbols.
        let weights = (0..<symbols).map { UInt64(1 << 24) / UInt64($0 + 4) }
        let total = weights.reduce(0, +)
        var shares = weights.map { $0 * UInt64(symbols) }
        var slots = [Slot](repeating: Slot(threshold: total, alias: 0), count: symbols)
        var poor = shares.indices.filter { shares[$0] < total }
        var rich = shares.indices.filter { shares[$0] >= total }
        while let donor = rich.last, let taker = poor.popLast() {
            slots[taker] = Slot(threshold: shares[taker], alias: Int32(donor))
            shares[donor] -= total - shares[taker]
            if shares[donor] < total {
                rich.removeLast()
                poor.append(donor)
            }
        }
        // From shares of `total` to fractions of 2^32.
        self.slots = slots.map { slot in
            let scaled = slot.threshold.multipliedFullWidth(by: 1 << 32)
            return Slot(threshold: total.dividingFullWidth(scaled).quotient, alias: slot.alias)
        }
    }

    /// The rank that a random word draws.
    @inline(__always)
    func rank(of word: UInt64) -> Int {
        let index = Int(((word >> 32) &* UInt64(slots.count)) >> 32)
        let slot = slots[index]
        return word & 0xffff_ffff < slot.threshold ? index : Int(slot.alias)
    }
}
