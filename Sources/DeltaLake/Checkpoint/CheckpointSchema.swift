import Columnar

/// The columns of a checkpoint: a structure for each kind of action, one filled a row.
///
/// Everything is nullable, as Spark writes it; readers find the columns by their names.
enum CheckpointSchema {
    /// The kinds of action that are no files.
    static let state: [Field] = [
        Field("txn", .structure(transaction)),
        Field("metaData", .structure(metadata)),
        Field("protocol", .structure(tableProtocol)),
        Field("domainMetadata", .structure(domain)),
    ]

    /// The kinds of action that are files.
    static let files: [Field] = [
        Field("add", .structure(add)),
        Field("remove", .structure(remove)),
    ]

    /// The names of the kinds of action that are files.
    static let filesNames = files.map(\.name)

    /// The column of a V2 checkpoint that names further files with actions on files.
    static let sidecar = "sidecar"

    /// The kinds of row that only checkpoints of the newer form have.
    static let parts: [Field] = [
        Field(
            "checkpointMetadata",
            .structure([Field("version", .long), Field("tags", texts)])),
        Field(
            sidecar,
            .structure([
                Field("path", .string), Field("sizeInBytes", .long),
                Field("modificationTime", .long), Field("tags", texts),
            ])),
    ]

    /// The fields of an add that come from the log as they are.
    static let add = [
        Field("path", .string), Field("partitionValues", texts), Field("size", .long),
        Field("modificationTime", .long), Field("dataChange", .boolean), Field("tags", texts),
        deletionVector, Field("baseRowId", .long), Field("defaultRowCommitVersion", .long),
        Field("clusteringProvider", .string), Field("stats", .string),
    ]

    private static let texts = DataType.map(key: .string, value: .string, valueContainsNull: true)
    private static let list = DataType.array(element: .string, containsNull: true)

    private static let transaction = [
        Field("appId", .string), Field("version", .long), Field("lastUpdated", .long),
    ]

    private static let metadata = [
        Field("id", .string), Field("name", .string), Field("description", .string),
        Field("format", .structure([Field("provider", .string), Field("options", texts)])),
        Field("schemaString", .string), Field("partitionColumns", list),
        Field("configuration", texts), Field("createdTime", .long),
    ]

    private static let tableProtocol = [
        Field("minReaderVersion", .integer), Field("minWriterVersion", .integer),
        Field("readerFeatures", list), Field("writerFeatures", list),
    ]

    private static let domain = [
        Field("domain", .string), Field("configuration", .string), Field("removed", .boolean),
    ]

    private static let deletionVector = Field(
        "deletionVector",
        .structure([
            Field("storageType", .string), Field("pathOrInlineDv", .string),
            Field("offset", .integer), Field("sizeInBytes", .integer),
            Field("cardinality", .long),
        ]))

    private static let remove = [
        Field("path", .string), Field("deletionTimestamp", .long), Field("dataChange", .boolean),
        Field("extendedFileMetadata", .boolean), Field("partitionValues", texts),
        Field("size", .long), deletionVector, Field("baseRowId", .long),
        Field("defaultRowCommitVersion", .long),
    ]
}
