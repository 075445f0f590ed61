/// How measured values are spread, by fixed bounds.
///
/// Observing takes no lock and no memory.
public final class Histogram: Sendable {
    /// The upper bounds of its buckets, ascending; a value on a bound counts below it.
    public let bounds: [Double]
    /// What fell into each bucket, and at the end what is above all bounds.
    private let buckets: [Counter]
    private let total = AtomicDouble()

    /// Bounds for seconds that are waited for a network or a disk.
    public static let seconds: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    init(bounds: [Double]) {
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    /// Counts a value; nothing where it is not a number.
    public func observe(_ value: Double) {
        guard !value.isNaN else { return }
        buckets[bounds.firstIndex { value <= $0 } ?? bounds.count].increment()
        total.add(value)
    }

    /// The sum of all values.
    public var sum: Double { total.value }

    /// How many values are at most each bound, and at the end how many there are.
    ///
    /// The last is the count: read once, so that both are the same whatever is counted meanwhile.
    public var cumulativeCounts: [Double] {
        var sum = 0.0
        return buckets.map { bucket in
            sum += bucket.value
            return sum
        }
    }
}
