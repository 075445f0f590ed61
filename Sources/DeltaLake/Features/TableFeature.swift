import JSONColumns

/// Something that a table may need of its readers or writers, by the name that protocols list.
///
/// The one place that says what this program can do; the protocol gate goes by it.
struct TableFeature: Sendable {
    /// How far writers of this program can go.
    enum Writing: Sendable {
        /// A table that lists the feature can be written.
        case supported
        /// Only a table that lists the feature and does not use it can be written.
        case whileUnused(isUsed: @Sendable (TableMetadata) -> Bool)
        /// A table that lists the feature is not written.
        case refused
    }

    /// The name in `readerFeatures` and `writerFeatures`.
    let name: String
    /// The reader version below 3 that implies it; nil for none.
    var readerVersion: Int?
    /// The writer version below 7 that implies it, as do all after it; nil for none.
    var writerVersion: Int?
    /// Whether a table that needs it of readers can be read.
    ///
    /// True as well for what concerns writers alone.
    var isReadable = true
    /// Whether a table that needs it of writers can be written.
    var writing = Writing.refused

    /// Whether a table can be given the feature.
    var isWritable: Bool {
        if case .refused = writing { false } else { true }
    }
}

extension TableFeature {
    /// The feature of a name; nil for one that is not known.
    static func named(_ name: String) -> TableFeature? {
        known.first { $0.name.isSame(as: name) }
    }

    /// All features that are known, those that older protocol versions imply first.
    static let known: [TableFeature] = legacy + readerWriter + writerOnly

    private static let legacy = [
        TableFeature(name: "appendOnly", writerVersion: 2, writing: .supported),
        TableFeature(name: "invariants", writerVersion: 2, writing: .supported),
        TableFeature(name: "checkConstraints", writerVersion: 3, writing: .supported),
        TableFeature(name: "changeDataFeed", writerVersion: 4, writing: .supported),
        TableFeature(name: "generatedColumns", writerVersion: 4, writing: .supported),
        TableFeature(
            name: "columnMapping", readerVersion: 2, writerVersion: 5, writing: .supported),
        // Its values go on from each other over all writers.
        TableFeature(
            name: "identityColumns", writerVersion: 6,
            writing: .whileUnused { FeatureUse($0).isUsed("identityColumns") }),
    ]

    private static let readerWriter = [
        TableFeature(name: "deletionVectors", writing: .supported),
        TableFeature(name: "timestampNtz", writing: .supported),
        TableFeature(name: "v2Checkpoint", writing: .supported),
        TableFeature(name: "typeWidening", writing: .supported),
        TableFeature(name: "typeWidening-preview", writing: .supported),
        TableFeature(name: "vacuumProtocolCheck", writing: .supported),
        // What is known and not read, so that nobody looks for it here in vain.
        TableFeature(name: "variantType", isReadable: false),
        TableFeature(name: "variantType-preview", isReadable: false),
        TableFeature(name: "variantShredding", isReadable: false),
        TableFeature(name: "variantShredding-preview", isReadable: false),
        TableFeature(name: "timestampNanos", isReadable: false),
        // Its commits are where the catalog says; the folder alone means nothing.
        TableFeature(name: "catalogManaged", isReadable: false),
        TableFeature(name: "catalogOwned-preview", isReadable: false),
    ]

    private static let writerOnly = [
        TableFeature(name: "domainMetadata", writing: .supported),
        TableFeature(name: "rowTracking", writing: .supported),
        TableFeature(name: "clustering", writing: .supported),
        TableFeature(name: "inCommitTimestamp", writing: .supported),
        TableFeature(name: "inCommitTimestamp-preview"),
        TableFeature(name: "icebergCompatV1"),
        TableFeature(name: "icebergCompatV2"),
        TableFeature(name: "icebergCompatV3"),
        TableFeature(name: "allowColumnDefaults", writing: .supported),
        TableFeature(name: "checkpointProtection"),
        TableFeature(name: "collations"),
        TableFeature(name: "materializePartitionColumns"),
    ]
}

extension TableSchema {
    /// Whether a field at any depth has a key among its metadata.
    func hasField(withMetadata key: String) -> Bool {
        var found = false
        forEachField { field, _ in found = found || field.metadata[key] != nil }
        return found
    }
}
