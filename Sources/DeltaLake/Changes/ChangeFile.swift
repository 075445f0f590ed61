import JSONColumns

/// A file with the rows that a version changed: the action `cdc`.
public struct ChangeFile: Sendable {
    /// Where the file is, as the log has it: relative to the table, percent-encoded.
    public var path: String
    /// The values of the partition columns, as texts.
    public var partitionValues: [PartitionValue]
    /// The file's size in bytes.
    public var size: Int64
    /// Anything the writer wants to find the file by.
    public var tags: [String: String]

    /// Makes the entry of a new file.
    init(_ file: AddFile) {
        path = file.path
        partitionValues = file.partitionValues
        size = file.size
        tags = [:]
    }

    init(_ fields: ActionFields) throws {
        path = try fields.text("path")
        partitionValues = try fields.partitionValues()
        size = try fields.integer("size")
        tags = try fields.map("tags")
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("path", path)
        writer.partitionValues(partitionValues)
        writer.member("size", size)
        writer.member("dataChange", false)
        if !tags.isEmpty { writer.map("tags", tags) }
        writer.endObject()
    }
}
