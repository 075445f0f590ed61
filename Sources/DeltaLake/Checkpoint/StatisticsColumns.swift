import Columnar

/// The fields of `add.stats_parsed`: the statistics of a file as values of the columns' types.
///
/// Delta protocol, "Checkpoint Schema": physical names, everything nullable.
enum StatisticsColumns {
    /// The fields for a table; as many columns as its files have statistics of.
    static func fields(_ metadata: TableMetadata, _ needs: TableProtocol) -> [Field] {
        let columns = metadata.physicalDataSchema.fields
        let limit = leafCountMax(metadata.configuration)
        var budget = limit
        let bounds = fields(of: columns, within: &budget) { $0.hasBounds ? $0 : nil }
        budget = limit
        let counts = fields(of: columns, within: &budget) { _ in .long }
        var result = [Field("numRecords", .long)]
        if !bounds.isEmpty {
            result.append(Field("minValues", .structure(bounds)))
            result.append(Field("maxValues", .structure(bounds)))
        }
        if !counts.isEmpty { result.append(Field("nullCount", .structure(counts))) }
        if needs.readerFeatures?.contains("deletionVectors") == true {
            result.append(Field("tightBounds", .boolean))
        }
        return result
    }

    /// How many columns of single values have statistics, from the first on.
    private static func leafCountMax(_ properties: [String: String]) -> Int {
        // Columns named one by one may be any of them.
        if properties["delta.dataSkippingStatsColumns"] != nil { return .max }
        let limit = properties["delta.dataSkippingNumIndexedCols"].flatMap { Int($0) } ?? 32
        return limit < 0 ? .max : limit
    }

    private static func fields(
        of columns: [Field], within budget: inout Int, _ type: (DataType) -> DataType?
    ) -> [Field] {
        var result: [Field] = []
        for column in columns {
            if case .structure(let inner) = column.type {
                let fields = fields(of: inner, within: &budget, type)
                if !fields.isEmpty { result.append(Field(column.name, .structure(fields))) }
            } else if budget > 0 {
                budget -= 1
                if let type = type(column.type) { result.append(Field(column.name, type)) }
            }
        }
        return result
    }
}

extension DataType {
    /// Whether files have a least and a greatest value of a column of this type.
    fileprivate var hasBounds: Bool {
        switch self {
        case .boolean, .binary, .structure, .array, .map: false
        default: true
        }
    }
}
