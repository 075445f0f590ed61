/// The properties of tables that Delta knows, and the values that they take.
///
/// Unknown `delta.` properties and those of applications are kept as they are.
enum TableProperties {
    static let isolationLevel = "delta.isolationLevel"
    static let appendOnly = "delta.appendOnly"
    static let constraintPrefix = "delta.constraints."

    /// Refuses values that a known property does not take, where they are new.
    ///
    /// - Throws: `DeltaError` of kind `invalid` with a line for each.
    static func check(_ properties: [String: String], changedFrom before: [String: String]) throws {
        var lines: [String] = []
        for (key, value) in properties.sorted(by: { $0.key.precedes($1.key) })
        where before[key].map({ !$0.isSame(as: value) }) ?? true {
            if let wanted = refusal(of: value, for: key) {
                lines.append("`\(key)` takes \(wanted), not `\(value)`")
            }
        }
        if lines.isEmpty { return }
        throw DeltaError(.invalid, lines.joined(separator: "; "))
    }

    /// What a property takes instead of a value; nil where it takes it.
    private static func refusal(of value: String, for key: String) -> String? {
        if key.hasPrefix("delta.feature.") || protocolKeys.contains(key) {
            return "no value in a table's properties: enable the feature instead"
        }
        guard let kind = known[key] else { return nil }
        return kind.accepts(value) ? nil : kind.wanted
    }

    private static let protocolKeys: Set<String> = [
        "delta.minReaderVersion", "delta.minWriterVersion",
    ]

    private enum Kind {
        case flag
        case count(from: Int64)
        case duration
        case choice([String])

        func accepts(_ value: String) -> Bool {
            switch self {
            case .flag: ["true", "false"].contains(value.lowercased())
            case .count(let least): Int64(value).map { $0 >= least } ?? false
            case .duration: Retention.milliseconds(value) != nil
            case .choice(let names):
                names.contains { $0.lowercased().isSame(as: value.lowercased()) }
            }
        }

        var wanted: String {
            switch self {
            case .flag: "true or false"
            case .count(let least): "a whole number from \(least)"
            case .duration: "a time as in `interval 7 days`, without months and years"
            case .choice(let names): "one of \(names.joined(separator: ", "))"
            }
        }
    }

    private static let known: [String: Kind] = [
        appendOnly: .flag,
        "delta.checkpointInterval": .count(from: 1),
        "delta.checkpointPolicy": .choice(["classic", "v2"]),
        "delta.checkpoint.writeStatsAsJson": .flag,
        "delta.checkpoint.writeStatsAsStruct": .flag,
        "delta.columnMapping.mode": .choice(["none", "name", "id"]),
        "delta.columnMapping.maxColumnId": .count(from: 0),
        "delta.dataSkippingNumIndexedCols": .count(from: -1),
        "delta.deletedFileRetentionDuration": .duration,
        "delta.enableChangeDataFeed": .flag,
        "delta.enableDeletionVectors": .flag,
        "delta.enableExpiredLogCleanup": .flag,
        InCommitTime.enabled: .flag,
        InCommitTime.enablementVersion: .count(from: 0),
        InCommitTime.enablementTimestamp: .count(from: 0),
        RowTracking.enabled: .flag,
        RowTracking.suspended: .flag,
        "delta.enableTypeWidening": .flag,
        "delta.enableIcebergCompatV1": .flag,
        "delta.enableIcebergCompatV2": .flag,
        isolationLevel: .choice(["Serializable", "WriteSerializable", "SnapshotIsolation"]),
        "delta.logRetentionDuration": .duration,
        "delta.parquet.compression.codec": .choice([
            "zstd", "snappy", "gzip", "lz4_raw", "uncompressed", "none",
        ]),
        "delta.randomizeFilePrefixes": .flag,
        "delta.randomPrefixLength": .count(from: 1),
        "delta.setTransactionRetentionDuration": .duration,
    ]
}
