public import ObjectStorage
public import Pipeline

/// Where things lie in a lake.
public struct LakeLayout: Sendable {
    /// The pipeline's name, part of every path below `_ticklake` and of every `appId`.
    public let pipeline: String

    /// The layout of a pipeline.
    public init(pipeline: String) { self.pipeline = pipeline }

    /// The application under which a lane's progress stands in a table's log.
    public func application(of lane: LaneID) -> String {
        "ticklake/\(pipeline)/\(lane.topic)/\(lane.partition)"
    }

    /// The application under which GOLD's progress through a source table stands.
    public func application(ofSource table: String) -> String {
        "ticklake/\(pipeline)/gold/\(table)"
    }

    /// The file with the offset at which a lane started.
    public func start(of lane: LaneID) throws -> StorePath {
        try StorePath("_ticklake/lanes/\(pipeline)/\(lane.topic)/\(lane.partition).json")
    }

    /// The file with the number of partitions that a topic had at first.
    public func partitions(of topic: String) throws -> StorePath {
        try StorePath("_ticklake/lanes/\(pipeline)/\(topic)/topic.json")
    }

    /// The folder of a lane's snapshots of state.
    public func states(of lane: LaneID) throws -> StorePath {
        try StorePath("_ticklake/state/\(pipeline)/\(lane.topic)/\(lane.partition)")
    }

    /// The file with the configuration that a digest stands for.
    public func configuration(_ digest: String) throws -> StorePath {
        try StorePath("_ticklake/config/\(digest).json")
    }
}
