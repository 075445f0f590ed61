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
        let commit = firstCommit(definition, now: now, using: &random)
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
            snapshot.writeChecksum(FileTotals(), id: commit.info?["txnId"]?.string)
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
    ) -> Commit {
        let metadata = TableMetadata(
            id: Identifier.uuid(using: &random), name: definition.name,
            description: definition.description, schema: definition.schema,
            partitionColumns: definition.partitionColumns,
            configuration: definition.configuration, createdTime: now)
        let info: JSONObject = [
            "timestamp": .integer(now),
            "operation": .string("CREATE TABLE"),
            "operationParameters": .object([:]),
            "isolationLevel": .string("Serializable"),
            "isBlindAppend": .bool(true),
            "engineInfo": .string(engine),
            "txnId": .string(Identifier.uuid(using: &random)),
        ]
        let actions: [Action] = [
            .commitInfo(info), .protocolChange(definition.leastProtocol), .metadata(metadata),
        ]
        return Commit(version: 0, actions: actions)
    }
}

extension TableDefinition {
    /// The protocol that the columns need and most programs know.
    fileprivate var leastProtocol: TableProtocol {
        guard schema.fields.contains(where: { $0.type.hasTimeWithoutZone }) else {
            return TableProtocol()
        }
        let feature = ["timestampNtz"]
        return TableProtocol(
            minReaderVersion: 3, minWriterVersion: 7, readerFeatures: feature,
            writerFeatures: feature)
    }
}

extension DataType {
    fileprivate var hasTimeWithoutZone: Bool {
        switch self {
        case .timestampNTZ: true
        case .structure(let fields): fields.contains { $0.type.hasTimeWithoutZone }
        case .array(let element, _): element.hasTimeWithoutZone
        case .map(let key, let value, _): key.hasTimeWithoutZone || value.hasTimeWithoutZone
        default: false
        }
    }
}
