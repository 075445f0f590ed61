import Columnar

extension TableProtocol {
    /// What writers must know: the list, or what the writer version stands for.
    public var features: Set<String> {
        Set(featuresOfWriters)
    }

    /// What readers must know as well as writers.
    private static let readerFeatures: Set<String> = [
        "columnMapping", "deletionVectors", "timestampNtz", "v2Checkpoint", "typeWidening",
        "vacuumProtocolCheck",
    ]

    /// What a feature needs beside itself.
    private static let dependencies: [String: [String]] = [
        "rowTracking": ["domainMetadata"], "clustering": ["domainMetadata"],
    ]

    /// The protocol with further features, and as little else as can be.
    ///
    /// A protocol without lists gets them, with what its version stood for and the table uses;
    /// writer versions 3 to 6 are never chosen, since they stand for more than is asked. The reader
    /// version rises only for what readers must know. Specification section 0 and 3.
    ///
    /// - Throws: `DeltaError` of kind `unsupported` for a feature that this program cannot write.
    public func enabling(_ wanted: [String], for metadata: TableMetadata) throws -> TableProtocol {
        let all = wanted + wanted.flatMap { TableProtocol.dependencies[$0] ?? [] }
        let missing = all.filter { !features.contains($0) }
        if missing.isEmpty { return self }
        let unknown = missing.filter { TableFeature.named($0)?.isWritable != true }
        if !unknown.isEmpty {
            throw DeltaError(
                .unsupported, "not supported: \(unknown.joined(separator: ", "))")
        }
        var result = self
        if minWriterVersion < 7 {
            let used = featuresToKeep(metadata)
            result.minWriterVersion = 7
            result.writerFeatures = featuresOfWriters.filter(used.contains)
        }
        result.add(missing)
        return result
    }

    /// What a move to lists of features must not lose.
    ///
    /// The first two are kept whether used or not, as Spark does: every program knows them.
    func featuresToKeep(_ metadata: TableMetadata) -> Set<String> {
        if minWriterVersion >= 7 { return features }
        let use = FeatureUse(metadata)
        return features.filter { ["appendOnly", "invariants"].contains($0) || use.isUsed($0) }
    }

    private mutating func add(_ missing: [String]) {
        let writer = writerFeatures ?? []
        var list = writer
        for feature in missing where !list.contains(feature) { list.append(feature) }
        writerFeatures = list
        let forReaders = list.filter(TableProtocol.readerFeatures.contains)
        guard minReaderVersion >= 3 || !forReaders.isEmpty else { return }
        minReaderVersion = 3
        let present = readerFeatures ?? []
        readerFeatures = present + forReaders.filter { !present.contains($0) }
    }
}

/// Which features a table's metadata makes use of, beyond listing them.
struct FeatureUse {
    private let metadata: TableMetadata

    init(_ metadata: TableMetadata) { self.metadata = metadata }

    /// Whether a feature of the times before lists is in use.
    func isUsed(_ feature: String) -> Bool {
        let properties = metadata.configuration
        return switch feature {
        case "appendOnly": isOn("delta.appendOnly")
        case "invariants": hasColumnKey("delta.invariants")
        case "checkConstraints": properties.keys.contains { $0.hasPrefix("delta.constraints.") }
        case "changeDataFeed": isOn("delta.enableChangeDataFeed")
        case "generatedColumns": hasColumnKey("delta.generationExpression")
        case "columnMapping":
            properties["delta.columnMapping.mode"].map { $0 != "none" } ?? false
        case "identityColumns": hasColumnKey("delta.identity.start")
        default: false
        }
    }

    /// Whether a property is true, in any case of its letters.
    func isOn(_ property: String) -> Bool {
        metadata.configuration[property]?.lowercased() == "true"
    }

    var isV2Checkpointed: Bool { metadata.configuration["delta.checkpointPolicy"] == "v2" }

    var hasTimeWithoutZone: Bool {
        metadata.schema.fields.contains { $0.type.hasTimeWithoutZone }
    }

    /// Whether the metadata of a column, at any depth, has a key.
    func hasColumnKey(_ key: String) -> Bool {
        metadata.tableSchema.hasField(withMetadata: key)
    }
}
