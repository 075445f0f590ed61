import JSONColumns

/// The hint where a recent checkpoint is; nothing depends on it but speed.
struct LastCheckpoint: Sendable, Equatable {
    static let name = "_last_checkpoint"

    /// The checkpoint's version.
    var version: Int64
    /// The number of actions in it.
    var actionCount: Int64
    /// Its size in bytes.
    var byteCount: Int64?
    /// The number of its files, where there are several.
    var parts: Int64?
    /// The number of live files.
    var fileCount: Int64?
    /// The file of a checkpoint of the newer form, and those that it names.
    var partsV2: JSONObject?

    init(
        version: Int64, actionCount: Int64, byteCount: Int64?, fileCount: Int64?,
        partsV2: JSONObject? = nil
    ) {
        self.version = version
        self.actionCount = actionCount
        self.byteCount = byteCount
        self.fileCount = fileCount
        self.partsV2 = partsV2
    }

    /// Reads a pointer; nil for anything that is none.
    init?(bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), let version = value["version"]?.int64,
            version >= 0
        else { return nil }
        self.version = version
        actionCount = value["size"]?.int64 ?? 0
        byteCount = value["sizeInBytes"]?.int64
        parts = value["parts"]?.int64
        fileCount = value["numOfAddFiles"]?.int64
        partsV2 = value["v2Checkpoint"]?.object
    }

    func bytes() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("version", version)
        writer.member("size", actionCount)
        writer.optional("parts", parts)
        writer.optional("sizeInBytes", byteCount)
        writer.optional("numOfAddFiles", fileCount)
        if let partsV2 { writer.member("v2Checkpoint", .object(partsV2)) }
        writer.endObject()
        return writer.copy()
    }
}
