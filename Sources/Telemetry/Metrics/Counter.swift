import Synchronization

/// A number that only grows.
public final class Counter: Sendable {
    private let total = Atomic<UInt64>(0)

    /// A counter at zero.
    public init() {}

    /// Adds to it; once per batch, not per record.
    public func add(_ amount: Int = 1) {
        precondition(amount >= 0, "a counter only grows")
        total.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    /// The number so far.
    public var value: UInt64 { total.load(ordering: .relaxed) }
}

/// A number that goes up and down.
public final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(Double(0).bitPattern)

    /// A gauge at zero.
    public init() {}

    /// Sets it.
    public func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    /// Sets it to a whole number.
    public func set(_ value: some BinaryInteger) {
        set(Double(value))
    }

    /// The number now.
    public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}
