import JSONColumns

/// What a program must be able to do to read or write a table.
public struct TableProtocol: Sendable, Equatable {
    /// The reader version; 3 goes by `readerFeatures`.
    public var minReaderVersion: Int
    /// The writer version; 7 goes by `writerFeatures`.
    public var minWriterVersion: Int
    /// What readers must know, at reader version 3.
    public var readerFeatures: [String]?
    /// What writers must know, at writer version 7.
    public var writerFeatures: [String]?

    /// Makes a protocol; by default the one that every known reader and writer accepts.
    public init(
        minReaderVersion: Int = 1, minWriterVersion: Int = 2, readerFeatures: [String]? = nil,
        writerFeatures: [String]? = nil
    ) {
        self.minReaderVersion = minReaderVersion
        self.minWriterVersion = minWriterVersion
        self.readerFeatures = readerFeatures
        self.writerFeatures = writerFeatures
    }

    init(_ fields: ActionFields) throws {
        minReaderVersion = Int(try fields.integer("minReaderVersion"))
        minWriterVersion = Int(try fields.integer("minWriterVersion"))
        readerFeatures = try fields.texts("readerFeatures")
        writerFeatures = try fields.texts("writerFeatures")
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("minReaderVersion", minReaderVersion)
        writer.member("minWriterVersion", minWriterVersion)
        // Lists below these versions, even empty ones, are an error to some readers.
        if minReaderVersion >= 3 { writer.optional("readerFeatures", readerFeatures ?? []) }
        if minWriterVersion >= 7 { writer.optional("writerFeatures", writerFeatures ?? []) }
        writer.endObject()
    }
}
