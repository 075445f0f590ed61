extension Transaction {
    /// Refuses what the table does not allow at all.
    func check(for snapshot: Snapshot) throws {
        try ProtocolGate.checkWriting(snapshot.tableProtocol, snapshot.metadata)
        try checkChanges(for: snapshot)
        try checkDomains(for: snapshot)
        if isRearrangement, adds.contains(where: { $0.baseRowID == nil }),
            FeatureUse(snapshot.metadata).isOn(RowTracking.enabled)
        {
            throw DeltaError(
                .unsupported,
                "the table tracks its rows, and moving them would need hidden columns with their "
                    + "ids, which is not supported")
        }
        if removes.contains(where: \.dataChange), snapshot.isAppendOnly {
            throw DeltaError(.invalid, "the table is append-only: no rows can be removed from it")
        }
        if Set(progress.map { ByteText($0.appID) }).count != progress.count {
            throw DeltaError(.invalid, "an application moves once in a commit")
        }
        if Set(adds.map(\.key)).count != adds.count {
            throw DeltaError(.invalid, "a file is added once in a commit")
        }
        if Set(removes.map(\.key)).count != removes.count {
            throw DeltaError(.invalid, "a file is removed once in a commit")
        }
    }

    /// Refuses new metadata or a new protocol that cannot follow the old.
    private func checkChanges(for snapshot: Snapshot) throws {
        guard metadata != nil || tableProtocol != nil else { return }
        let needs = tableProtocol ?? snapshot.tableProtocol
        // What an old version implied and nobody used is not missed.
        let lost = snapshot.tableProtocol.features
            .intersection(snapshot.tableProtocol.featuresToKeep(snapshot.metadata))
            .subtracting(needs.features)
        if !lost.isEmpty {
            throw DeltaError(
                .invalid,
                "no feature leaves a table's protocol: "
                    + lost.sorted { $0.precedes($1) }.joined(separator: ", "))
        }
        let metadata = metadata ?? snapshot.metadata
        if !metadata.id.isSame(as: snapshot.metadata.id) {
            throw DeltaError(.invalid, "a table keeps its id for all its life")
        }
        try ProtocolGate.checkReading(needs)
        try ProtocolGate.checkWriting(needs, metadata)
        try TableProperties.check(
            metadata.configuration, changedFrom: snapshot.metadata.configuration)
    }

    /// Refuses settings of domains that the table or the protocol does not allow.
    private func checkDomains(for snapshot: Snapshot) throws {
        guard !domains.isEmpty else { return }
        if Set(domains.map { ByteText($0.domain) }).count != domains.count {
            throw DeltaError(.invalid, "a domain is set or removed once in a commit")
        }
        let needs = tableProtocol ?? snapshot.tableProtocol
        if !needs.features.contains("domainMetadata") {
            throw DeltaError(
                .unsupported,
                "the table does not have the feature domainMetadata, which the setting of "
                    + "`\(domains[0].domain)` needs; `enabling(\"domainMetadata\")` adds it")
        }
    }

    /// The applications that stand elsewhere than expected, and where.
    func fences(in snapshot: Snapshot) -> [String: Int64?] {
        var fenced: [String: Int64?] = [:]
        for step in progress {
            let actual = snapshot.transaction(step.appID)?.version
            if actual != step.from { fenced[step.appID] = .some(actual) }
        }
        return fenced
    }

    /// The applications of this transaction that a commit which came between has moved.
    func applications(movedBy winner: Commit) -> [ByteText] {
        let own = Set(progress.map { ByteText($0.appID) })
        return winner.transactions.map { ByteText($0.appID) }.filter(own.contains)
    }
}
