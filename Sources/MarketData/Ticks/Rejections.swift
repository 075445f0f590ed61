public import Columnar

/// Records that did not pass, and why; in the order of the records.
///
/// The decoder fills one with what it could not decode; a lane's output holds one with all that
/// goes to quarantine.
public struct Rejections: Sendable {
    /// The index of each row's record in its `RecordBatch`, rising.
    public var record: [Int32]
    /// A stable code, such as `duplicate` or `missing_field`.
    public var reason: BinaryColumn
    /// A sentence for a reader.
    public var detail: BinaryColumn
    /// The rule that applied; null where no rule of the contract did.
    public var rule: BinaryColumn
    /// The version of the rule.
    public var ruleVersion: Column<Int32>

    /// Makes an empty list.
    public init() {
        record = []
        reason = BinaryColumn()
        detail = BinaryColumn()
        rule = BinaryColumn()
        ruleVersion = Column()
    }

    /// The number of rejected records.
    public var count: Int { record.count }

    /// Appends a record that did not pass.
    public mutating func append(
        record index: Int, reason code: [UInt8], detail text: [UInt8], rule name: [UInt8]?,
        version: Int32?
    ) {
        record.append(Int32(index))
        reason.append(code.span)
        detail.append(text.span)
        if let name { rule.append(name.span) } else { rule.appendNull() }
        if let version {
            ruleVersion.append(version)
        } else {
            ruleVersion.appendNull(placeholder: 0)
        }
    }

    /// The distinct reasons in the order of their first record, and for each record the index of
    /// its own.
    public func reasonCodes() -> (codes: [String], indices: [Int32]) {
        var table = SymbolTable()
        var indices: [Int32] = []
        indices.reserveCapacity(count)
        for row in record.indices { indices.append(table.number(of: reason[row])) }
        return ((0..<table.count).map { table.names.text($0) ?? "" }, indices)
    }

    /// Appends a heartbeat that does not count: one whose value is none, or whose time lies too
    /// far beyond Kafka's.
    mutating func append(
        record index: Int, malformedHeartbeat time: (time: Int64, kafka: Int64, maxSkew: Int64)?
    ) {
        var detail = "the value of a heartbeat is {\"ts\":\"...\"} with a time by RFC 3339"
        if let time {
            detail =
                "the heartbeat's time \(PlainText.time(time.time)) is later than Kafka's time "
                + "\(PlainText.time(time.kafka)) + \(PlainText.seconds(time.maxSkew))"
        }
        append(
            record: index, reason: Array(ReasonCode.malformedHeartbeat.text.utf8),
            detail: Array(detail.utf8), rule: nil, version: nil)
    }

    /// Appends a row of another list.
    mutating func append(row: Int, of other: Rejections) {
        record.append(other.record[row])
        reason.append(other.reason[row])
        detail.append(other.detail[row])
        if other.rule.isNull(row) { rule.appendNull() } else { rule.append(other.rule[row]) }
        if other.ruleVersion.isNull(row) {
            ruleVersion.appendNull(placeholder: 0)
        } else {
            ruleVersion.append(other.ruleVersion.values[row])
        }
    }
}
