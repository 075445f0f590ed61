public import Columnar
public import Pipeline

/// A source cut to a range of offsets of each lane: what a replay reads.
public struct BoundedSource: RecordSource {
    private let base: any RecordSource
    private let ranges: [LaneID: Range<Int64>]

    /// Cuts a source; lanes without a range are empty.
    public init(_ base: any RecordSource, ranges: [LaneID: Range<Int64>]) {
        self.base = base
        self.ranges = ranges
    }

    /// Starts a lane at an offset.
    public func open(_ lane: LaneID, at offset: Int64) throws { try base.open(lane, at: offset) }

    /// The next records of the range; the last batch ends where the range does.
    public func read(_ lane: LaneID, limit: ReadLimit) throws -> RecordBatch? {
        guard let batch = try base.read(lane, limit: limit) else { return nil }
        guard let range = ranges[lane], batch.next > range.upperBound else { return batch }
        return batch.taken(until: range.upperBound)
    }

    /// Ends a lane.
    public func close(_ lane: LaneID) { base.close(lane) }

    /// What is there of the range.
    public func bounds(of lane: LaneID) throws -> Range<Int64> {
        let bounds = try base.bounds(of: lane)
        guard let range = ranges[lane] else { return bounds.lowerBound..<bounds.lowerBound }
        return range.clamped(to: bounds)
    }

    /// Where the range ends, as far as it is there.
    public func end(of lane: LaneID) -> Int64? {
        guard let end = base.end(of: lane), let range = ranges[lane] else { return nil }
        return min(end, range.upperBound)
    }

    /// The record at an offset, within the range or not.
    public func record(at offset: Int64, of lane: LaneID) throws -> RecordBatch? {
        try base.record(at: offset, of: lane)
    }

    /// The start of the range.
    public func resolve(_ start: StartPosition, for lane: LaneID) throws -> Int64 {
        try ranges[lane]?.lowerBound ?? base.resolve(start, for: lane)
    }

    /// A replay is no consumer of the topic: nothing is reported.
    public func report(progress: [LaneID: Int64]) {}
}
