import Bytes
public import Columnar

/// Decodes JSON records straight into typed columns, by a plan.
///
/// A record's bytes are looked at once, strictly by RFC 8259; what stands for each field is noted
/// and then converted column by column, a few hundred records at a time, so that everything stays
/// in the fastest cache. Nothing is allocated per record. The result is a function of the records
/// and the plan alone, wherever a batch is cut.
public struct JSONColumnDecoder: Sendable {
    /// The plan.
    public let plan: JSONDecodePlan
    private var chunk: DecodeChunk
    private var successors: [Int16]

    /// Makes a decoder for a plan.
    public init(_ plan: JSONDecodePlan) {
        self.plan = plan
        chunk = DecodeChunk(plan)
        // Until records have shown an order, each object's members are guessed in the plan's.
        successors = plan.tree.members.indices.map { Int16($0 + 1) }
        for object in plan.tree.objects {
            if let last = object.members.last { successors[last] = -1 }
            successors.append(object.members.first.map { Int16($0) } ?? -1)
        }
    }

    /// Decodes the records of a batch over what `output` held before.
    ///
    /// Null values (tombstones) are passed over, and so are records whose bit in `skipping` is set
    /// (heartbeats).
    public mutating func decode(
        _ values: BinaryColumn, skipping: Bitmap? = nil, into output: inout DecodedColumns
    ) {
        output.removeAll()
        precondition(output.columns.count == plan.fields.count, "the columns are the plan's")
        let count = values.count
        var record = 0
        while record < count {
            chunk.begin()
            while record < count, !chunk.isFull {
                if !values.isNull(record), !(skipping.map { $0[record] } ?? false) {
                    chunk.add(record: Int32(truncatingIfNeeded: record))
                }
                record &+= 1
            }
            chunk.decode(values, plan: plan, successors: &successors, into: &output)
        }
    }
}
