public import JSONColumns

/// Which rows of a file are deleted, as the log names it: within the log, or in a file of its own.
public struct DeletionVector: Sendable, Hashable {
    /// `u` for a file named by an id, `p` for one named by its path, `i` for bytes in the log.
    public let storageType: String
    /// The id, the path, or the bytes.
    public let pathOrInline: String
    /// Where in its file it starts; nil within the log.
    public let offset: Int?
    /// Its size in bytes.
    public let byteCount: Int
    /// The number of rows deleted.
    public let rowCount: Int64

    /// Names a deletion vector.
    public init(
        storageType: String, pathOrInline: String, offset: Int?, byteCount: Int, rowCount: Int64
    ) {
        self.storageType = storageType
        self.pathOrInline = pathOrInline
        self.offset = offset
        self.byteCount = byteCount
        self.rowCount = rowCount
    }

    /// Reads the field `deletionVector` of an action.
    init(_ value: JSONValue) throws {
        let fields = ActionFields("deletionVector", value)
        storageType = try fields.text("storageType")
        pathOrInline = try fields.text("pathOrInlineDv")
        offset = try fields.integerIfPresent("offset").map { Int($0) }
        byteCount = Int(try fields.integer("sizeInBytes"))
        rowCount = try fields.integer("cardinality")
        guard byteCount >= 0, rowCount >= 0, offset ?? 0 >= 0 else {
            throw FieldError("deletionVector has a negative size, offset or cardinality")
        }
    }

    /// The field `deletionVector` of an action.
    public var json: JSONValue {
        var object: JSONObject = [
            "storageType": .string(storageType), "pathOrInlineDv": .string(pathOrInline),
        ]
        object["offset"] = offset.map { .integer(Int64($0)) }
        object["sizeInBytes"] = .integer(Int64(byteCount))
        object["cardinality"] = .integer(rowCount)
        return .object(object)
    }

    /// What tells it from other deletion vectors of the same file.
    var id: String { storageType + pathOrInline + (offset.map { "@\($0)" } ?? "") }
}
