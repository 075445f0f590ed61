import Bytes

/// When heartbeats are due: every interval of event time, and at the stream's end.
struct HeartbeatSchedule: Sendable {
    private static let hour: Int64 = 3_600_000_000_000

    private let partitions: Int32
    private let interval: Int64?
    /// The time of the next round, once the first record has set it.
    private var due: Int64?
    private var time: Int64 = 0
    /// The partition of the next heartbeat of the round under way.
    private var partition: Int32
    private var isClosed = false

    init(partitions: Int, interval: Int64?) {
        self.partitions = Int32(partitions)
        self.interval = interval
        partition = self.partitions
    }

    /// Whether a round of heartbeats is under way.
    @inline(__always)
    var isPending: Bool { partition < partitions }

    /// Whether a round begins before a record that arrives at `arrival`.
    @inline(__always)
    mutating func isDue(at arrival: Int64) -> Bool {
        guard let interval else { return false }
        guard let due else {
            self.due = (arrival / interval + 1) * interval
            return false
        }
        guard arrival >= due else { return false }
        // One round is enough, however long the stream was quiet.
        time = arrival / interval * interval
        self.due = time + interval
        partition = 0
        return true
    }

    /// Begins the last round, which closes every window of up to one hour; false if it has been.
    mutating func close(lastEvent: Int64, delay: Int64) -> Bool {
        guard !isClosed else { return false }
        isClosed = true
        let end = (lastEvent.flooredDivision(by: Self.hour).quotient + 1) * Self.hour
        time = max(time, end + delay)
        partition = 0
        return true
    }

    /// The next heartbeat of the round under way.
    mutating func next() -> (partition: Int32, time: Int64) {
        defer { partition += 1 }
        return (partition, time)
    }
}
