public import Columnar

/// Where a table is in the lake, and what its rows look like.
public struct TableLayout: Sendable, Equatable {
    /// The path below the lake's root.
    public let path: String
    /// The columns, partition columns included.
    public let schema: Schema
    /// The names of the partition columns, in order.
    public let partitionColumns: [String]

    /// Makes a layout of its parts.
    public init(path: String, schema: Schema, partitionColumns: [String] = []) {
        self.path = path
        self.schema = schema
        self.partitionColumns = partitionColumns
    }
}

/// What the rows of a lane say about where they come from.
public struct Lineage: Sendable, Equatable {
    /// The topic.
    public let topic: String
    /// The partition.
    public let partition: Int32
    /// The version of the contract.
    public let schemaVersion: Int32

    /// Makes a lineage of its parts.
    public init(topic: String, partition: Int32, schemaVersion: Int32) {
        self.topic = topic
        self.partition = partition
        self.schemaVersion = schemaVersion
    }
}

extension DataType {
    /// A price: 18 digits, 9 of them after the point.
    static let price = DataType.decimal(precision: 18, scale: 9)
    /// A size: 18 digits, 8 of them after the point.
    static let size = DataType.decimal(precision: 18, scale: 8)
    /// A sum of sizes.
    static let volume = DataType.decimal(precision: 38, scale: 8)
    /// A sum of prices times sizes.
    static let notional = DataType.decimal(precision: 38, scale: 17)
}
