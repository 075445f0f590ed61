public import Columnar
import JSONColumns

/// What a table is: its columns, its partitioning, its properties.
public struct TableMetadata: Sendable {
    /// The table's identity, the same for all its life.
    public let id: String
    /// A name for people.
    public var name: String?
    /// What the table is for.
    public var description: String?
    /// The columns with all that is noted about each, partition columns included.
    public var tableSchema: TableSchema {
        didSet {
            schema = tableSchema.columns
            schemaText = tableSchema.text
        }
    }
    /// The columns as rows have them, partition columns included.
    public private(set) var schema: Schema
    /// The columns as the log spells them.
    public private(set) var schemaText: String
    /// The columns whose values are in the log and not in the files.
    public var partitionColumns: [String]
    /// The table's properties.
    public var configuration: [String: String]
    /// When the table was made, in milliseconds since 1970.
    public var createdTime: Int64?

    /// Makes the description of a new table.
    public init(
        id: String, name: String? = nil, description: String? = nil, schema: Schema,
        partitionColumns: [String] = [], configuration: [String: String] = [:],
        createdTime: Int64? = nil
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.schema = schema
        tableSchema = TableSchema(schema)
        schemaText = tableSchema.text
        self.partitionColumns = partitionColumns
        self.configuration = configuration
        self.createdTime = createdTime
    }

    /// The columns that the files have, under their own names.
    public var dataSchema: Schema {
        Schema(schema.fields.filter { !isPartitionColumn($0.name) })
    }

    /// How columns are found in files.
    ///
    /// A mode that is not known counts as none; no snapshot of such a table comes into being.
    public var columnMapping: ColumnMapping {
        configuration["delta.columnMapping.mode"].flatMap(ColumnMapping.init) ?? .none
    }

    /// The columns that the files have, as the files name them.
    public var physicalDataSchema: Schema {
        TableSchema(tableSchema.fields.filter { !isPartitionColumn($0.name) })
            .physicalColumns(columnMapping)
    }

    /// Whether a column's values are in the log.
    public func isPartitionColumn(_ name: String) -> Bool {
        partitionColumns.contains { $0.isSame(as: name) }
    }

    /// The text of a partition column's value in a file; nil for null.
    public func partitionValue(of file: AddFile, _ column: String) -> String? {
        tableSchema[column].flatMap { file.partitionValue($0.physicalName(columnMapping)) }
    }

    init(_ fields: ActionFields) throws {
        id = try fields.text("id")
        name = try fields.textIfPresent("name")
        description = try fields.textIfPresent("description")
        schemaText = try fields.text("schemaString")
        tableSchema = try TableSchema(field: schemaText)
        schema = tableSchema.columns
        partitionColumns = try fields.texts("partitionColumns") ?? []
        configuration = try fields.map("configuration")
        createdTime = try fields.integerIfPresent("createdTime")
        if let stranger = partitionColumns.first(where: { tableSchema.index(of: $0) == nil }) {
            throw FieldError("metaData.partitionColumns names `\(stranger)`, which is no column")
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.optional("name", name)
        writer.optional("description", description)
        writer.name("format")
        writer.beginObject()
        writer.member("provider", "parquet")
        writer.map("options", [:])
        writer.endObject()
        writer.member("schemaString", schemaText)
        writer.optional("partitionColumns", partitionColumns)
        writer.map("configuration", configuration)
        writer.optional("createdTime", createdTime)
        writer.endObject()
    }
}
