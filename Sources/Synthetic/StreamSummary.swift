/// What a stream consisted of, so far: what the tables made from it have to add up to.
public struct StreamSummary: Sendable, Equatable {
    /// Records, heartbeats included.
    public internal(set) var records = 0
    /// Heartbeats that tell a time.
    public internal(set) var heartbeats = 0
    /// Records without a fault.
    public internal(set) var plain = 0
    /// Bytes of all keys and values.
    public internal(set) var bytes = 0
    /// The highest event time of a good record, in nanoseconds since the epoch; nil without one.
    public internal(set) var lastEventTime: Int64?
    var faults = [Int](repeating: 0, count: Fault.allCases.count)

    init() {}

    /// How many records carry a fault.
    public func count(of fault: Fault) -> Int { faults[fault.rawValue] }

    /// How many records become rows of BRONZE, under the shipped contract.
    public var good: Int { plain + count(where: .good) }

    /// How many records become rows of QUARANTINE, duplicates among them.
    public var quarantined: Int { count(where: .quarantined) }

    /// How many records have a null value.
    public var tombstones: Int { count(where: .tombstone) }

    private func count(where outcome: Fault.Outcome) -> Int {
        Fault.allCases.reduce(0) { $0 + ($1.outcome == outcome ? count(of: $1) : 0) }
    }

    @inline(__always)
    mutating func noteEvent(_ time: Int64) {
        if time > lastEventTime ?? .min { lastEventTime = time }
    }
}
