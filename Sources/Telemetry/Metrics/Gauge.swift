/// A number that rises and falls: how much there is of something now.
public final class Gauge: Sendable {
    private let number = AtomicDouble()

    init() {}

    /// What it was set to last; 0 before.
    public var value: Double { number.value }

    /// Sets it.
    public func set(_ value: Double) { number.set(value) }

    /// Sets it.
    public func set(_ value: Int) { number.set(Double(value)) }

    /// Sets it to 1 for true and to 0 for false.
    public func set(_ isTrue: Bool) { number.set(isTrue ? 1 : 0) }
}
