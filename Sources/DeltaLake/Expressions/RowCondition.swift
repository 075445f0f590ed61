public import Columnar

/// A condition on the rows of a table, in a part of SQL.
///
/// Columns (also fields of structures, `a.b`; back quotes around names), numbers, texts, TRUE,
/// FALSE, NULL, `DATE '2026-01-05'`, `TIMESTAMP '…'`; = <> != < <= > >= <=>, AND, OR, NOT,
/// IS [NOT] NULL, [NOT] IN, BETWEEN, LIKE, + - * / %, CAST, `length`, `abs`, `upper`, `lower`,
/// `coalesce`, `year`, `month`, `day`. Logic has three values; numbers are exact where no double is
/// involved; times without a zone are UTC.
public struct RowCondition: Sendable {
    /// The condition as it was written.
    public let text: String
    let node: TypedNode

    /// Reads a condition on the columns of a schema.
    ///
    /// - Throws: `ExpressionError` for what is no condition, or is beyond what is supported.
    public init(_ text: String, schema: Schema) throws(ExpressionError) {
        let resolver = SQLResolver(schema: schema)
        node = try resolver.condition(try SQLParser.parse(text))
        self.text = text
    }

    /// The names of the columns that it reads.
    public var columns: [String] { node.columns }

    /// What the condition says of each row of a batch, which holds the condition's columns.
    public func truths(of batch: Batch) -> [Truth] { Evaluation(batch: batch).truths(node) }

    /// The rows of a batch for which the condition is true.
    public func rows(of batch: Batch) -> [Int32] {
        let truths = truths(of: batch)
        return truths.indices.filter { truths[$0] == .yes }.map { Int32($0) }
    }

    /// Whether a file may hold rows for which the condition is true, by its partition values.
    public func mayMatch(_ file: AddFile, of metadata: TableMetadata) -> Bool {
        mayMatch(file.partitionValues, of: metadata)
    }

    func mayMatch(_ values: [PartitionValue], of metadata: TableMetadata) -> Bool {
        PartitionTruth(values, of: metadata).range(node).upperBound == .yes
    }

    /// Whether the condition is true for every row of a file, by its partition values.
    func coversAll(_ values: [PartitionValue], of metadata: TableMetadata) -> Bool {
        PartitionTruth(values, of: metadata).range(node).lowerBound == .yes
    }
}

/// What a condition may be for the rows of a file, by its partition values.
private struct PartitionTruth {
    private let metadata: TableMetadata
    private let values: [PartitionValue]

    init(_ values: [PartitionValue], of metadata: TableMetadata) {
        self.values = values
        self.metadata = metadata
    }

    /// From the least to the most that it may be.
    func range(_ node: TypedNode) -> ClosedRange<Truth> {
        let names = node.columns
        if names.allSatisfy(metadata.isPartitionColumn), let row = row(names) {
            let truth = Evaluation(batch: row).truths(node)[0]
            return truth...truth
        }
        switch node.form {
        case .not(let part):
            let truths = range(part)
            return truths.upperBound.negated...truths.lowerBound.negated
        case .all(let parts): return merged(parts, min)
        case .any(let parts): return merged(parts, max)
        default: return .no ... .yes
        }
    }

    private func merged(
        _ parts: [TypedNode], _ merge: (Truth, Truth) -> Truth
    ) -> ClosedRange<Truth> {
        guard let first = parts.first else { return .no ... .yes }
        return parts.dropFirst().reduce(range(first)) { left, part in
            let right = range(part)
            return merge(
                left.lowerBound, right.lowerBound)...merge(
                    left.upperBound, right.upperBound)
        }
    }

    /// One row of the partition's values; nil where one is no value of its column's type.
    private func row(_ names: [String]) -> Batch? {
        var fields: [Field] = []
        var columns: [AnyColumn] = []
        for name in names {
            guard let index = metadata.schema.index(of: name) else { return nil }
            let field = metadata.schema.fields[index]
            let physicalName = metadata.physicalName(name)
            let text = values.first { $0.column.isSame(as: physicalName) }?.text
            guard
                let column = try? AnyColumn(
                    repeating: text, of: field.type, named: name, count: 1)
            else { return nil }
            fields.append(field)
            columns.append(column)
        }
        return Batch(schema: Schema(fields), columns: columns, rowCount: 1)
    }
}
