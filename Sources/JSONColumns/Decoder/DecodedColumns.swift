public import Columnar

/// What a batch of records became: rows, column by column, and rejections.
///
/// Every record that was not passed over is exactly one of the two; both are in the order of the
/// records.
public struct DecodedColumns: Sendable {
    /// The plan's columns, one a field, all of `rowCount` rows.
    public var columns: [AnyColumn]
    /// For every row, the members of its record that no column holds, as a JSON object; null when
    /// there are none.
    public var rescued: BinaryColumn
    /// For every row, the index of its record in the batch.
    public var rowRecords: [Int32]
    /// The records that became no row.
    public var rejections: RejectedRecords

    /// Makes empty columns for a plan.
    public init(_ plan: JSONDecodePlan) {
        columns = plan.columnTypes.map { AnyColumn(empty: $0) }
        rescued = BinaryColumn()
        rowRecords = []
        rejections = RejectedRecords()
    }

    /// The number of rows.
    public var rowCount: Int { rowRecords.count }

    /// Forgets everything and keeps the memory.
    public mutating func removeAll() {
        for index in columns.indices { columns[index].removeAll() }
        rescued.removeAll()
        rowRecords.removeAll(keepingCapacity: true)
        rejections.removeAll()
    }
}

/// Records that became no row, each with its reason.
public struct RejectedRecords: Sendable {
    /// The index of each record in the batch.
    public private(set) var records: [Int32] = []
    /// Why each one was rejected.
    public private(set) var reasons: [ReasonCode] = []
    /// The field, by its index in the plan, that each was rejected for; -1 for the whole record.
    public private(set) var fields: [Int32] = []
    /// What was found and what was expected, in words, as UTF-8.
    public private(set) var details = BinaryColumn()

    /// Makes an empty list.
    public init() {}

    /// The number of records.
    public var count: Int { records.count }

    mutating func append(record: Int32, reason: ReasonCode, field: Int32, detail: [UInt8]) {
        records.append(record)
        reasons.append(reason)
        fields.append(field)
        details.append(detail.span)
    }

    mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
        reasons.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        details.removeAll()
    }
}

extension AnyColumn {
    /// Forgets the rows of a flat column and keeps the memory.
    fileprivate mutating func removeAll() {
        switch FlatColumn(taking: &self) {
        case .boolean(var column):
            column.removeAll()
            self = .boolean(column)
        case .int64(var column):
            column.removeAll()
            self = .int64(column)
        case .int128(var column):
            column.removeAll()
            self = .int128(column)
        case .binary(var column):
            column.removeAll()
            self = .binary(column)
        }
    }
}
