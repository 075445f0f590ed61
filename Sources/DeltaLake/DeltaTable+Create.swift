import Columnar
import JSONColumns
import ObjectStorage

extension DeltaTable {
    /// Opens a table, or makes it where there is none; of several who try, one makes it.
    ///
    /// - Parameters:
    ///   - definition: what the table should be.
    ///   - keepingFiles: as for `snapshot(version:keepingFiles:)`.
    ///   - now: milliseconds since 1970.
    ///   - random: gives the table's id.
    /// - Throws: `DeltaError` of kind `mismatch`, whose message lists everything by which the
    ///   table differs from `definition`; `invalid` for a definition that no table can have.
    public func openOrCreate(
        _ definition: TableDefinition, keepingFiles: Bool = false, now: Int64,
        using random: inout some RandomNumberGenerator
    ) throws -> Snapshot {
        try definition.check()
        if let snapshot = try snapshotIfPresent(keepingFiles: keepingFiles) {
            try check(snapshot, is: definition)
            return snapshot
        }
        let commit = try firstCommit(definition, now: now, using: &random)
        var isOwn = false
        do {
            isOwn = try store.putIfAbsent(log.path(.commit(0)), commit.bytes()) == .created
        } catch let error as StoreError where error.kind == .ambiguous {
            // Whoever made it, it must be the table that was defined.
            guard try log.commit(0) != nil else { throw error }
        }
        let snapshot = try snapshot(keepingFiles: keepingFiles)
        try check(snapshot, is: definition)
        if isOwn, snapshot.version == 0 {
            snapshot.writeChecksum(FileTotals(), commit.info)
        }
        return snapshot
    }

    private func check(_ snapshot: Snapshot, is definition: TableDefinition) throws {
        let differences = definition.differences(from: snapshot.metadata)
        if differences.isEmpty { return }
        throw DeltaError(
            .mismatch,
            "the table in \(folder) is not as expected: " + differences.joined(separator: "; "))
    }

    private func firstCommit(
        _ definition: TableDefinition, now: Int64, using random: inout some RandomNumberGenerator
    ) throws -> Commit {
        var metadata = TableMetadata(
            id: Identifier.uuid(using: &random), name: definition.name,
            description: definition.description, schema: definition.schema,
            partitionColumns: definition.partitionColumns,
            configuration: definition.configuration, createdTime: now)
        metadata = try PropertyChange(
            from: TableMetadata(id: metadata.id, schema: metadata.schema), to: metadata,
            isNew: true
        ).checked()
        let needs = try TableProtocol().enabling(FeatureUse(metadata).features, for: metadata)
        var info: JSONObject = [
            "timestamp": .integer(now),
            "operation": .string("CREATE TABLE"),
            "operationParameters": .object([:]),
            "isolationLevel": .string("Serializable"),
            "isBlindAppend": .bool(true),
            "engineInfo": .string(engine),
            "txnId": .string(Identifier.uuid(using: &random)),
        ]
        if InCommitTime.isEnabled(needs, metadata) {
            info = JSONObject([.init(InCommitTime.key, .integer(now))] + info.members)
        }
        let actions: [Action] = [
            .commitInfo(info), .protocolChange(needs), .metadata(metadata),
        ]
        return Commit(version: 0, actions: actions)
    }
}

extension DataType {
    var hasTimeWithoutZone: Bool {
        switch self {
        case .timestampNTZ: true
        case .structure(let fields): fields.contains { $0.type.hasTimeWithoutZone }
        case .array(let element, _): element.hasTimeWithoutZone
        case .map(let key, let value, _): key.hasTimeWithoutZone || value.hasTimeWithoutZone
        default: false
        }
    }
}
