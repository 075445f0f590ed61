import ArgumentParsing
package import Columnar
import DeltaLake

/// A condition on the rows of a table, its columns found and its values of their types.
package struct Filter: Sendable {
    indirect enum Condition: Sendable {
        case comparison(Field, FilterComparison, Pivot)
        case isNull(Field)
        case isIn(Field, [Pivot])
        case not(Condition)
        case all([Condition])
        case any([Condition])
    }

    let condition: Condition

    /// Reads an expression over the columns of a schema.
    package init(_ text: String, schema: Schema) throws(FilterError) {
        condition = try Self.resolve(try FilterParser.parse(text), schema)
    }

    /// The names of the columns that it reads.
    package var columns: Set<String> { Self.columns(condition) }

    private static func columns(_ condition: Condition) -> Set<String> {
        switch condition {
        case .comparison(let field, _, _), .isNull(let field), .isIn(let field, _):
            [field.name]
        case .not(let part): columns(part)
        case .all(let parts), .any(let parts):
            parts.reduce(into: []) { $0.formUnion(columns($1)) }
        }
    }

    private static func resolve(
        _ node: FilterNode, _ schema: Schema
    ) throws(FilterError) -> Condition {
        switch node {
        case .comparison(let name, let comparison, let literal):
            let field = try field(name, schema)
            let pivot = try literal.pivot(for: field.type, of: field.name)
            if field.type == .boolean, comparison != .equal, comparison != .unequal {
                throw FilterError(
                    message: "`\(field.name)` is true or false: only = and != compare it",
                    column: name.column)
            }
            return .comparison(field, comparison, pivot)
        case .isNull(let name): return .isNull(try field(name, schema))
        case .isIn(let name, let literals):
            let field = try field(name, schema)
            var pivots: [Pivot] = []
            for literal in literals {
                pivots.append(try literal.pivot(for: field.type, of: field.name))
            }
            return .isIn(field, pivots)
        case .not(let part): return .not(try resolve(part, schema))
        case .all(let parts): return .all(try resolve(parts, schema))
        case .any(let parts): return .any(try resolve(parts, schema))
        }
    }

    private static func resolve(
        _ nodes: [FilterNode], _ schema: Schema
    ) throws(FilterError) -> [Condition] {
        var parts: [Condition] = []
        for node in nodes { parts.append(try resolve(node, schema)) }
        return parts
    }

    private static func field(_ name: FilterName, _ schema: Schema) throws(FilterError) -> Field {
        if let index = schema.index(of: name.text) { return schema.fields[index] }
        throw FilterError(
            message: unknownColumn(name.text, schema), column: name.column)
    }

    /// That there is no such column, and which one may be meant.
    package static func unknownColumn(_ name: String, _ schema: Schema) -> String {
        let names = schema.fields.map(\.name)
        let advice =
            nearest(to: name, among: names).map { "did you mean `\($0)`?" }
            ?? "there are \(names.joined(separator: ", "))"
        return "no column `\(name)`. \(advice)"
    }
}
