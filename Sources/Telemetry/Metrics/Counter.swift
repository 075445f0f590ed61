/// A number that only grows: how often something happened, or how much of it.
///
/// Counting takes no lock and no memory.
public final class Counter: Sendable {
    private let total = AtomicDouble()

    init() {}

    /// What was counted so far.
    public var value: Double { total.value }

    /// Counts one.
    public func increment() { total.add(1) }

    /// Counts an amount; nothing where it is negative, for a counter never falls.
    public func increment(by amount: Double) {
        guard amount > 0 else { return }
        total.add(amount)
    }

    /// Counts an amount; nothing where it is negative, for a counter never falls.
    public func increment(by amount: Int) { increment(by: Double(amount)) }
}
