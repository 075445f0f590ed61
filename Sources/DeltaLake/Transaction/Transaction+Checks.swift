extension Transaction {
    /// Refuses what the table does not allow at all.
    func check(for snapshot: Snapshot) throws {
        try ProtocolGate.checkWriting(snapshot.tableProtocol, snapshot.metadata)
        let isAppendOnly = snapshot.metadata.configuration["delta.appendOnly"] == "true"
        if isAppendOnly, removes.contains(where: \.dataChange) {
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

    /// Why this transaction cannot follow a commit that came between; nil when it can.
    func conflict(with winner: Commit) -> String? {
        let removed = Set(removes.map(\.key))
        for action in winner.actions {
            switch action {
            case .metadata:
                return "version \(winner.version) changed the table's metadata"
            case .protocolChange:
                return "version \(winner.version) changed the table's protocol"
            case .remove(let file) where removed.contains(file.key):
                return "version \(winner.version) removed \(file.path), which this one removes"
            case .remove(let file) where reads == .wholeTable && file.dataChange:
                return "version \(winner.version) removed \(file.path), which this one read"
            case .add(let file) where reads == .wholeTable && file.dataChange:
                return "version \(winner.version) added \(file.path), which this one did not see"
            case .add(let file) where removed.contains(file.key):
                return "version \(winner.version) rewrote \(file.path), which this one removes"
            default:
                break
            }
        }
        if metadata != nil, !winner.adds.isEmpty {
            return "version \(winner.version) added files under the old metadata"
        }
        return nil
    }
}
