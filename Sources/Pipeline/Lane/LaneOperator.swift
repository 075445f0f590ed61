public import Columnar

/// What a lane does with its records: decodes them, folds them into its state, and says what each
/// table gets.
///
/// A function of its state and the records alone: no I/O, no clock.
public protocol LaneOperator: AnyObject, Sendable {
    /// Processes the lane's next records; `from` is where the lane stands.
    ///
    /// The result does not depend on how records are cut into batches. Where a rule halts the lane,
    /// the step ends before the record and carries the halt.
    func process(_ records: consuming RecordBatch, from: Int64) throws -> LaneStep

    /// The state after the last processed record, as rows.
    func state() throws -> Batch

    /// Takes up a state that `state()` gave.
    func restore(_ state: Batch) throws
}

/// A table that a kind of lane feeds.
public struct LaneTable: Sendable, Equatable {
    /// The table's path in the lake, such as `bronze/ticks`.
    public let path: String
    /// How often it commits.
    public let cadence: Cadence
    /// Whether it holds the records as Kafka gave them; it commits before all others.
    public let isRaw: Bool

    /// Describes a table.
    public init(path: String, cadence: Cadence, isRaw: Bool = false) {
        self.path = path
        self.cadence = cadence
        self.isRaw = isRaw
    }
}

/// A lane with its tables and what makes its operator.
public struct LaneSetup: Sendable {
    /// The lane.
    public let lane: LaneID
    /// The tables it feeds; the order is that of a step's rows.
    public let tables: [LaneTable]
    /// Where it starts when the lake does not know it yet.
    public let start: StartPosition
    /// Makes an operator with the state of a lane that has seen nothing.
    public let makeOperator: @Sendable () throws -> any LaneOperator

    /// Describes a lane.
    public init(
        lane: LaneID, tables: [LaneTable], start: StartPosition = .earliest,
        makeOperator: @escaping @Sendable () throws -> any LaneOperator
    ) {
        self.lane = lane
        self.tables = tables
        self.start = start
        self.makeOperator = makeOperator
    }
}
