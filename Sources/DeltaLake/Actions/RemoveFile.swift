import JSONColumns

/// A data file that has left a table; the file itself stays until it is vacuumed.
public struct RemoveFile: Sendable {
    /// Where the file is, byte for byte as the add has it.
    public var path: String
    /// When it was removed, in milliseconds since 1970.
    public var deletionTimestamp: Int64?
    /// False where rows only moved between files.
    public var dataChange: Bool
    /// The values of the partition columns, as texts.
    public var partitionValues: [PartitionValue]
    /// The file's size in bytes.
    public var size: Int64?
    /// The tags that the add had.
    public var tags: [String: String]
    /// The deletion vector that the add had.
    public var deletionVector: DeletionVector?
    /// The id of the file's first row, as the add had it.
    public var baseRowID: Int64?
    /// The version in which the file's rows count as written, as the add had it.
    public var defaultRowCommitVersion: Int64?

    /// Makes an entry; see `AddFile.removal(at:dataChange:)`.
    init(
        path: String, deletionTimestamp: Int64?, dataChange: Bool,
        partitionValues: [PartitionValue], size: Int64?, tags: [String: String],
        deletionVector: DeletionVector?, baseRowID: Int64? = nil,
        defaultRowCommitVersion: Int64? = nil
    ) {
        self.path = path
        self.deletionTimestamp = deletionTimestamp
        self.dataChange = dataChange
        self.partitionValues = partitionValues
        self.size = size
        self.tags = tags
        self.deletionVector = deletionVector
        self.baseRowID = baseRowID
        self.defaultRowCommitVersion = defaultRowCommitVersion
    }

    init(_ fields: ActionFields) throws {
        self.init(
            path: try fields.text("path"),
            deletionTimestamp: try fields.integerIfPresent("deletionTimestamp"),
            dataChange: try fields.booleanIfPresent("dataChange") ?? true,
            partitionValues: try fields.partitionValues(),
            size: try fields.integerIfPresent("size"), tags: try fields.map("tags"),
            deletionVector: try fields.value("deletionVector").map(DeletionVector.init),
            baseRowID: try fields.integerIfPresent("baseRowId"),
            defaultRowCommitVersion: try fields.integerIfPresent("defaultRowCommitVersion"))
    }

    var key: FileKey { FileKey(path: path, deletionVector: deletionVector) }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("path", path)
        writer.optional("deletionTimestamp", deletionTimestamp)
        writer.member("dataChange", dataChange)
        if let size {
            writer.member("extendedFileMetadata", true)
            writer.partitionValues(partitionValues)
            writer.member("size", size)
            if !tags.isEmpty { writer.map("tags", tags) }
        }
        if let deletionVector { writer.member("deletionVector", deletionVector.json) }
        writer.optional("baseRowId", baseRowID)
        writer.optional("defaultRowCommitVersion", defaultRowCommitVersion)
        writer.endObject()
    }
}
