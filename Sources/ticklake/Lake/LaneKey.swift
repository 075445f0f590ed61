/// One partition of one topic, as a pipeline's progress names it in a table's log.
package struct LaneKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The pipeline's name.
    package let pipeline: String
    /// The topic.
    package let topic: String
    /// The partition.
    package let partition: Int32

    /// Names a lane.
    package init(pipeline: String, topic: String, partition: Int32) {
        self.pipeline = pipeline
        self.topic = topic
        self.partition = partition
    }

    /// Reads `ticklake/<pipeline>/<topic>/<partition>`; nil for any other application.
    package init?(application: String) {
        let parts = application.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "ticklake", !parts[1].isEmpty, !parts[2].isEmpty,
            let partition = Int32(parts[3]), partition >= 0
        else { return nil }
        self.init(
            pipeline: String(parts[1]), topic: String(parts[2]), partition: partition)
    }

    /// The application under which the lane's progress stands.
    package var application: String { "ticklake/\(pipeline)/\(topic)/\(partition)" }

    /// `<topic>/<partition>`.
    package var description: String { "\(topic)/\(partition)" }

    /// Orders by pipeline, topic, partition.
    package static func < (left: LaneKey, right: LaneKey) -> Bool {
        (left.pipeline, left.topic, left.partition)
            < (right.pipeline, right.topic, right.partition)
    }
}

/// A table whose log a derived table follows, as the derived one's progress names it.
package struct SourceKey: Hashable, Sendable {
    /// The source's path in the lake.
    package let table: String

    /// Reads `ticklake/<pipeline>/gold/<table>`; nil for any other application.
    package init?(application: String) {
        let parts = application.split(
            separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "ticklake", parts[2] == "gold",
            LaneKey(application: application) == nil
        else { return nil }
        table = String(parts[3])
    }
}
