public import Columnar

/// What a table should be: made so if it is not there, held against what is there.
public struct TableDefinition: Sendable {
    /// The columns, partition columns included.
    public var schema: Schema
    /// The columns that rows are partitioned by.
    public var partitionColumns: [String]
    /// Properties that the table must have, with these values.
    public var configuration: [String: String]
    /// A name for people.
    public var name: String?
    /// What the table is for.
    public var description: String?

    /// Makes a definition.
    public init(
        schema: Schema, partitionColumns: [String] = [], configuration: [String: String] = [:],
        name: String? = nil, description: String? = nil
    ) {
        self.schema = schema
        self.partitionColumns = partitionColumns
        self.configuration = configuration
        self.name = name
        self.description = description
    }

    /// Everything that keeps a table from being the one defined, one line each; empty if nothing.
    ///
    /// Nullability may differ where the table is the laxer; other properties may be there too.
    func differences(from table: TableMetadata) -> [String] {
        var lines = columnDifferences(from: table.schema)
        let partitioning = table.partitionColumns
        if !partitionColumns.elementsEqual(partitioning, by: { $0.isSame(as: $1) }) {
            lines.append(
                "partitioned by (\(partitioning.joined(separator: ", "))) instead of "
                    + "(\(partitionColumns.joined(separator: ", ")))")
        }
        for (key, value) in configuration.sorted(by: { $0.key.precedes($1.key) }) {
            let found = table.configuration[key]
            if found.map({ !$0.isSame(as: value) }) ?? true {
                let actual = found.map { "`\($0)`" } ?? "not set"
                lines.append("property `\(key)` is \(actual) instead of `\(value)`")
            }
        }
        return lines
    }

    private func columnDifferences(from found: Schema) -> [String] {
        var lines: [String] = []
        for field in schema.fields {
            guard let index = found.index(of: field.name) else {
                lines.append("column `\(field.name)` \(field.type.deltaName) is missing")
                continue
            }
            let actual = found.fields[index]
            if actual.type != field.type {
                lines.append(
                    "column `\(field.name)` is \(actual.type.deltaName) instead of "
                        + field.type.deltaName)
            }
            if field.isNullable && !actual.isNullable {
                lines.append("column `\(field.name)` must not be null, but may have to be")
            }
        }
        for field in found.fields where schema.index(of: field.name) == nil {
            lines.append("column `\(field.name)` \(field.type.deltaName) is not expected")
        }
        return lines
    }

    /// Refuses definitions that no table can have.
    func check() throws {
        var seen: Set<String> = []
        for field in schema.fields {
            if !seen.insert(field.name.lowercased()).inserted {
                throw DeltaError(.invalid, "two columns are named `\(field.name)`, ignoring case")
            }
            if field.name.isEmpty
                || field.name.utf8.contains(where: { " ,;{}()\n\t=".utf8.contains($0) })
            {
                throw DeltaError(.invalid, "`\(field.name)` is no name that Spark takes")
            }
        }
        for column in partitionColumns where schema.index(of: column) == nil {
            throw DeltaError(.invalid, "the partition column `\(column)` is no column")
        }
        if schema.fields.count <= partitionColumns.count {
            throw DeltaError(.invalid, "a table has a column besides its partition columns")
        }
    }
}
