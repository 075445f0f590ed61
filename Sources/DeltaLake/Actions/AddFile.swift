import Bytes
import JSONColumns

/// A data file that is in a table.
public struct AddFile: Sendable {
    /// Where the file is, as the log has it: relative to the table, percent-encoded.
    public var path: String
    /// The values of the partition columns, as texts; nil for null.
    public var partitionValues: [PartitionValue]
    /// The file's size in bytes.
    public var size: Int64
    /// When the file was made, in milliseconds since 1970.
    public var modificationTime: Int64
    /// False where rows only moved between files.
    public var dataChange: Bool
    /// Row count, bounds and null counts, as a JSON text.
    public var stats: String?
    /// Anything the writer wants to find the file by.
    public var tags: [String: String]
    /// Which rows of the file are deleted; nil for none.
    public var deletionVector: DeletionVector?
    /// The id of the file's first row, where the table tracks its rows.
    public var baseRowID: Int64?
    /// The version in which the file's rows count as written, where the table tracks its rows.
    public var defaultRowCommitVersion: Int64?
    /// Who clustered the file; nil where nobody did.
    public var clusteringProvider: String?

    /// Makes the entry of a new file.
    public init(
        path: String, partitionValues: [PartitionValue] = [], size: Int64,
        modificationTime: Int64, dataChange: Bool = true, stats: String? = nil,
        tags: [String: String] = [:]
    ) {
        self.path = path
        self.partitionValues = partitionValues
        self.size = size
        self.modificationTime = modificationTime
        self.dataChange = dataChange
        self.stats = stats
        self.tags = tags
    }

    /// The text of a partition column's value; nil for null and for a column that is none.
    public func partitionValue(_ column: String) -> String? {
        partitionValues.first { $0.column.isSame(as: column) }?.text
    }

    /// The action that takes this file out of the table again, at a time in milliseconds.
    public func removal(at time: Int64, dataChange: Bool = true) -> RemoveFile {
        RemoveFile(
            path: path, deletionTimestamp: time, dataChange: dataChange,
            partitionValues: partitionValues, size: size, tags: tags,
            deletionVector: deletionVector, baseRowID: baseRowID,
            defaultRowCommitVersion: defaultRowCommitVersion)
    }

    init(_ fields: ActionFields) throws {
        path = try fields.text("path")
        partitionValues = try fields.partitionValues()
        size = try fields.integer("size")
        modificationTime = try fields.integer("modificationTime")
        dataChange = try fields.booleanIfPresent("dataChange") ?? true
        // A checkpoint may have the statistics as a structure alone.
        stats = try fields.textIfPresent("stats") ?? fields.value("stats_parsed")?.text
        tags = try fields.map("tags")
        deletionVector = try fields.value("deletionVector").map(DeletionVector.init)
        baseRowID = try fields.integerIfPresent("baseRowId")
        defaultRowCommitVersion = try fields.integerIfPresent("defaultRowCommitVersion")
        clusteringProvider = try fields.textIfPresent("clusteringProvider")
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("path", path)
        writer.partitionValues(partitionValues)
        writer.member("size", size)
        writer.member("modificationTime", modificationTime)
        writer.member("dataChange", dataChange)
        writer.optional("stats", stats)
        if !tags.isEmpty { writer.map("tags", tags) }
        if let deletionVector { writer.member("deletionVector", deletionVector.json) }
        writer.optional("baseRowId", baseRowID)
        writer.optional("defaultRowCommitVersion", defaultRowCommitVersion)
        writer.optional("clusteringProvider", clusteringProvider)
        writer.endObject()
    }
}

extension Collection<AddFile> {
    /// The bytes of the files; sizes come from logs, which may say anything.
    var byteCount: Int64 { reduce(0) { $0.addingSaturated($1.size) } }

    /// The rows of the files whose statistics say how many.
    var rowCount: Int64 { reduce(0) { $0.addingSaturated($1.rowCount ?? 0) } }
}

/// The value of one partition column, the same for all rows of a file.
public struct PartitionValue: Sendable, Equatable {
    /// The column.
    public let column: String
    /// The value as the log spells it; nil for null.
    public let text: String?

    /// Makes a value of its text.
    public init(_ column: String, _ text: String?) {
        self.column = column
        self.text = text
    }
}

/// What makes two file actions speak of the same file: its decoded path and deletion vector.
///
/// A path on a local disk is the same with and without `file:`, as in Spark.
struct FileKey: Hashable, Sendable {
    /// The path, decoded, without the scheme of files.
    let path: String
    /// What tells the file's deletion vectors apart; nil for none.
    let vector: String?

    init(path: String, deletionVector: DeletionVector?) {
        self.path = DeltaTable.withoutFileScheme(PercentEncoding.decode(path))
        vector = deletionVector?.id
    }

    /// Whether a path, as the log has it, surely is the path of its key.
    static func isPlain(_ path: Span<UInt8>) -> Bool {
        for index in path.indices
        where path[index] == UInt8(ascii: "%") || path[index] == UInt8(ascii: ":") { return false }
        return true
    }

    static func == (left: FileKey, right: FileKey) -> Bool {
        guard left.path.isSame(as: right.path) else { return false }
        return switch (left.vector, right.vector) {
        case (nil, nil): true
        case (let left?, let right?): left.isSame(as: right)
        default: false
        }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(path.stableHash.low)
        if let vector { hasher.combine(vector.stableHash.low) }
    }
}

extension AddFile {
    var key: FileKey { FileKey(path: path, deletionVector: deletionVector) }
}

extension ActionFields {
    /// Partition values; empty texts mean null as well.
    func partitionValues() throws -> [PartitionValue] {
        try nullableMap("partitionValues").map { column, text in
            PartitionValue(column, text?.isEmpty == true ? nil : text)
        }
    }
}

extension JSONWriter {
    mutating func partitionValues(_ values: [PartitionValue]) {
        name("partitionValues")
        beginObject()
        for value in values {
            if let text = value.text {
                member(value.column, text)
            } else {
                member(value.column, .null)
            }
        }
        endObject()
    }
}
