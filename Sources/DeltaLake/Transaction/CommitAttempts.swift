import JSONColumns

/// The attempts at one transaction: each has an id of its own, by which it is known again when
/// its answer is lost.
struct CommitAttempts {
    let transaction: Transaction
    private var ids: [String] = []
    private let rowCount: Int64
    private let readVersion: Int64

    /// - Parameter readVersion: the version that the transaction was made from.
    init(_ transaction: Transaction, readVersion: Int64) {
        self.transaction = transaction
        self.readVersion = readVersion
        rowCount = transaction.adds.rowCount
    }

    /// The commit that would follow a snapshot.
    ///
    /// What depends on the version before is made anew for each: row ids, and the time where the
    /// table keeps one.
    mutating func next(
        over snapshot: Snapshot, now: Int64, using random: inout some RandomNumberGenerator
    ) throws -> Commit {
        let id = Identifier.uuid(using: &random)
        ids.append(id)
        let needs = transaction.tableProtocol ?? snapshot.tableProtocol
        let metadata = transaction.metadata ?? snapshot.metadata
        let time = try InCommitTime.next(after: snapshot, now: now)
        var info = info(id: id, over: snapshot, now: now)
        if InCommitTime.isEnabled(needs, metadata) {
            info = JSONObject([.init(InCommitTime.key, .integer(time))] + info.members)
        }
        var adds = transaction.adds
        var domains = transaction.domains
        if RowTracking.isSupported(needs, metadata) {
            let tracked = try RowTracking.assign(to: adds, over: snapshot)
            adds = tracked.files
            if let domain = tracked.domain { domains.append(domain) }
            let isPreserved = transaction.removes.isEmpty || transaction.adds.isEmpty
            info["tags"] = .object([
                "delta.rowTracking.preserved": .string(isPreserved ? "true" : "false")
            ])
        }
        var actions: [Action] = [.commitInfo(info)]
        if let needs = transaction.tableProtocol { actions.append(.protocolChange(needs)) }
        if let metadata = transaction.metadata {
            let whole = InCommitTime.provenance(
                of: metadata, over: snapshot, needs: needs, time: time)
            actions.append(.metadata(whole))
        }
        for step in transaction.progress {
            actions.append(
                .transaction(
                    AppTransaction(appID: step.appID, version: step.until, lastUpdated: now)))
        }
        actions += domains.map { .domain($0) }
        actions += transaction.removes.map { .remove($0) }
        actions += adds.map { .add($0) }
        actions += transaction.changes.map { .change($0) }
        return Commit(version: snapshot.version + 1, actions: actions)
    }

    /// Whether a commit of the log is one of these attempts.
    func include(_ commit: Commit) -> Bool {
        guard let id = commit.info?["txnId"]?.string else { return false }
        return ids.contains { $0.isSame(as: id) }
    }

    private func info(id: String, over snapshot: Snapshot, now: Int64) -> JSONObject {
        let parameters = transaction.operationParameters.sorted { $0.key.precedes($1.key) }
        var info: JSONObject = [
            "timestamp": .integer(now),
            "operation": .string(transaction.operation),
            "operationParameters": .object(
                JSONObject(parameters.map { .init($0.key, .string($0.value)) })),
            "readVersion": .integer(readVersion),
            "isolationLevel": .string(
                IsolationLevel(of: transaction, over: snapshot.metadata).rawValue),
            "isBlindAppend": .bool(transaction.isBlindAppend),
            "operationMetrics": .object([
                "numFiles": .string(String(transaction.adds.count)),
                "numRemovedFiles": .string(String(transaction.removes.count)),
                "numOutputRows": .string(String(rowCount)),
                "numOutputBytes": .string(String(transaction.adds.byteCount)),
            ]),
            "engineInfo": .string(snapshot.table.engine),
            "txnId": .string(id),
        ]
        for member in transaction.info.members { info[member.name] = member.value }
        return info
    }
}

extension AddFile {
    /// The number of rows in the file, where its statistics say so.
    public var rowCount: Int64? {
        guard let stats, let value = try? JSONValue(parsing: stats),
            let count = value["numRecords"]?.int64, count >= 0
        else { return nil }
        return count
    }
}
