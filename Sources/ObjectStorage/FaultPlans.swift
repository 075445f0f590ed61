import Bytes
import Synchronization

extension FaultyStore {
    /// Faults in so many of a hundred calls, drawn by a seed: the same at the same call of every
    /// run, on every machine.
    public static func seeded(
        _ seed: UInt64, percent: Int,
        faults: [StoreFault] = [.failBefore(.unavailable), .loseResponse, .tear]
    ) -> Plan {
        { call in
            var random = SplitMix64(seed: seed &+ UInt64(call.index))
            guard random.next(below: 100) < percent else { return nil }
            return faults.randomElement(using: &random)
        }
    }

    /// A store with room for so many bytes more: the call that would pass them fails with
    /// `outOfSpace`, and so does each that comes after it and writes any.
    public static func full(after byteCount: Int) -> Plan {
        let left = Atomic(byteCount)
        return { call in
            guard call.byteCount > 0 else { return nil }
            let rest = left.subtract(call.byteCount, ordering: .relaxed).newValue
            return rest < 0 ? .failBefore(.outOfSpace) : nil
        }
    }
}
