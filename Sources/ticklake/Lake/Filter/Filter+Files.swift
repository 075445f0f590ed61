import Columnar
package import DeltaLake

extension Filter {
    /// Whether a file may have rows for which the condition is true, by its partition values.
    package func mayMatch(_ file: AddFile, of metadata: TableMetadata) -> Bool {
        Self.truths(condition, file, metadata).upperBound == .yes
    }

    /// What the condition may be for the rows of a file, from the least to the most.
    private static func truths(
        _ condition: Condition, _ file: AddFile, _ metadata: TableMetadata
    ) -> ClosedRange<Truth> {
        switch condition {
        case .comparison(let field, let comparison, let pivot):
            return compared(field, file, metadata) { comparison.holds(pivot.order(of: $0)) }
        case .isIn(let field, let pivots):
            return compared(field, file, metadata) { value in
                pivots.contains { $0.order(of: value) == 0 }
            }
        case .isNull(let field):
            guard metadata.isPartitionColumn(field.name) else { return .no ... .yes }
            let truth = Truth(metadata.partitionValue(of: file, field.name) == nil)
            return truth...truth
        case .not(let part):
            let truths = truths(part, file, metadata)
            return truths.upperBound.negated...truths.lowerBound.negated
        case .all(let parts):
            return merged(parts.map { truths($0, file, metadata) }, min)
        case .any(let parts):
            return merged(parts.map { truths($0, file, metadata) }, max)
        }
    }

    private static func merged(
        _ parts: [ClosedRange<Truth>], _ merge: (Truth, Truth) -> Truth
    ) -> ClosedRange<Truth> {
        guard let first = parts.first else { return .no ... .yes }
        return parts.dropFirst().reduce(first) { left, right in
            merge(left.lowerBound, right.lowerBound)...merge(left.upperBound, right.upperBound)
        }
    }

    private static func compared(
        _ field: Field, _ file: AddFile, _ metadata: TableMetadata, _ holds: (Pivot) -> Bool
    ) -> ClosedRange<Truth> {
        guard metadata.isPartitionColumn(field.name) else { return .no ... .yes }
        guard let text = metadata.partitionValue(of: file, field.name) else {
            return .unknown ... .unknown
        }
        guard let value = partitionPivot(text, field) else { return .no ... .yes }
        let truth = Truth(holds(value))
        return truth...truth
    }

    /// A partition's value; nil for types whose texts are not looked at here.
    private static func partitionPivot(_ text: String, _ field: Field) -> Pivot? {
        let value: FilterLiteral.Value
        switch field.type {
        case .byte, .short, .integer, .long, .decimal: value = .number(text)
        case .string, .date: value = .text(text)
        case .boolean where text == "true" || text == "false": value = .boolean(text == "true")
        default: return nil
        }
        return try? FilterLiteral(value: value, column: 0).pivot(for: field.type, of: field.name)
    }
}
