/// One thing that requests differ in.
package struct PartitionAxis: Sendable, Equatable {
    /// What templates call it: `partition.<name>`.
    package var name: String
    /// Where its values come from.
    package var values: Values
    /// How many values one request asks for; 1 unless the vendor takes lists.
    package var group: Int

    /// Where an axis' values come from.
    package enum Values: Sendable, Equatable {
        /// The file says them.
        case list([String])
        /// Something outside of the file has them; looked up when a poll begins.
        case outside(PartitionOrigin)
    }

    /// Makes an axis.
    package init(name: String, values: Values, group: Int = 1) {
        self.name = name
        self.values = values
        self.group = group
    }
}

/// What has the values of partitions that a source's file does not say.
package enum PartitionOrigin: Sendable, Equatable {
    /// Another source of the pipeline file: the keys of the records that it has sent, or of each
    /// key the newest value of a field.
    case source(name: String, field: String?)
    /// A column of a table of the lake, of the rows for which a condition holds.
    case table(path: String, column: String, condition: String?)

    /// The most values that one may have.
    package static let valuesMax = 100_000
    /// The most bytes of one value.
    package static let valueBytesMax = 256
}

/// Finds the values that an origin has now, each once; none where there is nothing yet.
package typealias PartitionLookup = (PartitionOrigin) throws(PollProblem) -> [String]
