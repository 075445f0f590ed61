import Columnar
import JSONColumns

/// A condition that every row of a table must fulfil: true, not merely unknown.
///
/// That null is a violation is Delta's rule, unlike SQL's (protocol, "Column Invariants" and
/// "CHECK Constraints"; delta-rs does the same).
struct TableConstraint: Sendable {
    enum Source: Sendable {
        /// `CHECK` with a name, from the property `delta.constraints.<name>`.
        case check(String)
        /// The invariant of a column, by its path.
        case invariant(String)
        /// A generated column must be what its expression gives.
        case generated(String)
    }

    let source: Source
    /// The expression as the table has it.
    let text: String
    let condition: RowCondition

    /// As messages name it.
    var name: String {
        switch source {
        case .check(let name): "the constraint `\(name)` CHECK (\(text))"
        case .invariant(let column): "the invariant of column `\(column)`, \(text),"
        case .generated(let column): "the generated column `\(column)` AS (\(text))"
        }
    }

    /// All constraints of a table but NOT NULL.
    ///
    /// - Throws: `DeltaError` of kind `unsupported` for an expression that is beyond this program:
    ///   such a table can be read and not be written.
    static func all(of metadata: TableMetadata) throws -> [TableConstraint] {
        var found: [TableConstraint] = []
        let properties = metadata.configuration.sorted { $0.key.precedes($1.key) }
        for (key, text) in properties where key.hasPrefix(TableProperties.constraintPrefix) {
            let name = String(key.dropFirst(TableProperties.constraintPrefix.count))
            found.append(try TableConstraint(.check(name), text, of: metadata))
        }
        try metadata.tableSchema.forEachField { field, path in
            let column = path.joined(separator: ".")
            if let json = field.metadata["delta.invariants"]?.string {
                let text = (try? JSONValue(parsing: json))?["expression"]?["expression"]?.string
                found.append(
                    try TableConstraint(.invariant(column), text ?? json, of: metadata))
            }
            if let text = field.metadata["delta.generationExpression"]?.string {
                found.append(try TableConstraint(.generated(column), text, of: metadata))
            }
        }
        return found
    }

    init(_ source: Source, _ text: String, of metadata: TableMetadata) throws {
        self.source = source
        self.text = text
        do {
            switch source {
            case .check, .invariant: condition = try RowCondition(text, schema: metadata.schema)
            case .generated(let column):
                condition = try RowCondition(
                    generating: column, as: text, schema: metadata.schema)
            }
        } catch {
            throw DeltaError(
                .unsupported,
                "the table cannot be written: \(TableConstraint.kind(source)) (\(text)): "
                    + "\(error.description)")
        }
    }

    private static func kind(_ source: Source) -> String {
        switch source {
        case .check(let name): "the constraint `\(name)` CHECK"
        case .invariant(let column): "the invariant of column `\(column)`"
        case .generated(let column): "the generated column `\(column)` AS"
        }
    }
}

extension RowCondition {
    /// That a column is what an expression gives; null where that is null.
    init(
        generating column: String, as text: String, schema: Schema
    ) throws(ExpressionError) {
        let expression = try SQLParser.parse(text)
        let left = SQLNode.column([column], at: 1)
        node = try SQLResolver(schema: schema).condition(
            .comparison(.same, left, expression, at: 1))
        self.text = text
    }
}
