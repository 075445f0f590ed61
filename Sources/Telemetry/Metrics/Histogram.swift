import Synchronization

/// How often measured values fell between fixed bounds.
public final class Histogram: Sendable {
    /// Bounds for durations in seconds, from a millisecond to a minute.
    public static let durationBounds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    /// The state at one moment.
    public struct Snapshot: Sendable, Equatable {
        /// The upper bounds, inclusive, rising.
        public let bounds: [Double]
        /// How many values fell at or below each bound and above the one before; one more than
        /// there are bounds, for the values above all.
        public fileprivate(set) var counts: [UInt64]
        /// The sum of the values.
        public fileprivate(set) var sum: Double

        /// How many values there were.
        public var count: UInt64 { counts.reduce(0, +) }

        /// An estimate of the value below which that share of the values lies, interpolated
        /// between the bounds; nil if there were none.
        ///
        /// - Parameter share: between 0 and 1.
        public func quantile(_ share: Double) -> Double? {
            precondition((0...1).contains(share), "a quantile lies between 0 and 1")
            guard count > 0 else { return nil }
            let rank = share * Double(count)
            var below: UInt64 = 0
            for (index, bound) in bounds.enumerated() {
                let upTo = below + counts[index]
                if Double(upTo) >= rank && counts[index] > 0 {
                    let lower = index > 0 ? bounds[index - 1] : min(0, bound)
                    let part = (rank - Double(below)) / Double(counts[index])
                    return lower + (bound - lower) * part
                }
                below = upTo
            }
            // Above the last bound nothing is known but that.
            return bounds.last
        }
    }

    private let state: Mutex<Snapshot>

    /// An empty histogram.
    public init(bounds: [Double] = durationBounds) {
        precondition(!bounds.isEmpty, "a histogram needs a bound")
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy(<), "bounds must rise")
        state = Mutex(
            Snapshot(
                bounds: bounds, counts: [UInt64](repeating: 0, count: bounds.count + 1), sum: 0))
    }

    /// Adds a value; NaN is none.
    public func record(_ value: Double) {
        guard !value.isNaN else { return }
        state.withLock { state in
            let index = state.bounds.firstIndex { value <= $0 } ?? state.bounds.count
            state.counts[index] += 1
            state.sum += value
        }
    }

    /// The state now.
    public var snapshot: Snapshot { state.withLock { $0 } }
}
