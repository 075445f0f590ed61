internal import Columnar
public import JSONColumns
public import MarketData
internal import Pipeline

/// What the lanes of a metadata topic have in common.
public struct InstrumentLaneRecipe: Sendable {
    /// How records become columns.
    public let decoding: JSONDecodePlan
    /// What decides rows after that.
    public let plan: InstrumentLanePlan
    /// The version of the contract.
    public let schemaVersion: Int32

    /// The recipe of a metadata topic of a plan.
    init(_ topic: TopicPlan, of plan: PipelinePlan) throws {
        let contract = topic.contractColumns
        let rules = try RuleSet(
            topic.rules.compactMap { RuleSpecification($0, of: plan) }, schema: Schema(contract))
        decoding = try JSONDecodePlan(topic, of: plan)
        self.plan = try InstrumentLanePlan(
            contract: contract, rules: rules, maxSkew: plan.eventTime.maxSkew)
        schemaVersion = Int32(clamping: topic.schemaVersion)
    }

    /// Decodes a batch: one event for each record.
    func decode(_ records: RecordBatch, with decoder: inout JSONColumnDecoder)
        -> DecodedInstruments
    {
        let heartbeats = records.heartbeats()
        var columns = DecodedColumns(decoding)
        decoder.decode(records.values, skipping: heartbeats, into: &columns)
        var times: [Int64] = []
        let events = records.events(columns, heartbeats, decoding.depthMax, &times)
        return DecodedInstruments(
            events: events, record: columns.rowRecords, rows: rows(columns),
            rescued: columns.rescued, rejections: Rejections(columns.rejections),
            heartbeatTimes: times)
    }

    /// The decoded columns in the contract's types: times become microseconds, rounded down.
    private func rows(_ decoded: DecodedColumns) -> Batch {
        var columns = decoded.columns
        for (index, field) in plan.contract.enumerated() where field.type == .timestamp {
            var times = columns[index].integers
            for row in times.values.indices {
                let (quotient, remainder) = times.values[row].quotientAndRemainder(
                    dividingBy: 1_000)
                times.values[row] = remainder < 0 ? quotient - 1 : quotient
            }
            columns[index] = .int64(times)
        }
        return Batch(
            schema: Schema(plan.contract), columns: columns, rowCount: decoded.rowCount)
    }
}

extension TopicPlan {
    /// The contract's columns as a table has them.
    var contractColumns: [Field] {
        fields.map { field in
            switch field.type {
            case .string, .identifier, .stringArray: Field(field.column, .string)
            case .decimal(let precision, let scale):
                Field(field.column, .decimal(precision: precision, scale: scale))
            case .timestamp: Field(field.column, .timestamp)
            case .long: Field(field.column, .long)
            case .boolean: Field(field.column, .boolean)
            }
        }
    }
}
