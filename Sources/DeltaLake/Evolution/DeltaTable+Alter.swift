import Bytes
import JSONColumns

extension DeltaTable {
    /// Changes the columns of the table; no file is rewritten.
    ///
    /// Rows that others append meanwhile are no conflict: the changed table reads them as well.
    ///
    /// - Returns: the table after the change.
    /// - Throws: `DeltaError` of kind `invalid` that lists every reason against the changes;
    ///   `unsupported`; `contended`; `StoreError`.
    @discardableResult
    public func evolve(
        _ changes: [SchemaChange], now: Int64, retrying retry: CommitRetry = CommitRetry(),
        using random: inout some RandomNumberGenerator
    ) throws -> Snapshot {
        var generator = SplitMix64(seed: random.next())
        return try committing(now: now, retrying: retry, using: &random) { snapshot, _ in
            var evolution = SchemaEvolution(
                snapshot.metadata, clusteringColumns: snapshot.clusteringColumns)
            let metadata = try evolution.apply(changes, using: &generator)
            return try snapshot.change(
                "CHANGE COLUMN", to: metadata, needing: evolution.features, reads: .nothing)
        }
    }

    /// Sets properties of the table and unsets others; features that they turn on are added to the
    /// protocol, and column mapping gives the columns their ids.
    ///
    /// - Throws: `DeltaError` of kind `invalid` for values that known properties do not take, and
    ///   for constraints, which `addConstraint` adds.
    @discardableResult
    public func setProperties(
        _ properties: [String: String], unsetting unset: [String] = [], now: Int64,
        retrying retry: CommitRetry = CommitRetry(), using random: inout some RandomNumberGenerator
    ) throws -> Snapshot {
        if let key = properties.keys.first(where: {
            $0.hasPrefix(TableProperties.constraintPrefix)
        }) {
            throw DeltaError(
                .invalid, "`\(key)` is no property to set: `addConstraint` looks at the rows first")
        }
        return try committing(now: now, retrying: retry, using: &random) { snapshot, _ in
            var metadata = snapshot.metadata
            metadata.configuration.merge(properties) { _, new in new }
            for key in unset { metadata.configuration[key] = nil }
            metadata = try PropertyChange(from: snapshot.metadata, to: metadata).checked()
            return try snapshot.change(
                "SET TBLPROPERTIES", to: metadata, needing: [], reads: .nothing)
        }
    }

    /// Adds a `CHECK` constraint, after every row of the table was found to fulfil it.
    ///
    /// - Parameter expression: a condition in the SQL of `RowCondition`; a row for which it is
    ///   null does not fulfil it.
    /// - Throws: `DeltaError` of kind `invalid` for a name that is taken and for rows that break
    ///   the constraint; `unsupported` for an expression beyond this program.
    @discardableResult
    public func addConstraint(
        _ name: String, _ expression: String, now: Int64,
        retrying retry: CommitRetry = CommitRetry(), using random: inout some RandomNumberGenerator
    ) throws -> Snapshot {
        let key = TableProperties.constraintPrefix + name
        return try committing(now: now, retrying: retry, using: &random) { snapshot, _ in
            var metadata = snapshot.metadata
            let taken = metadata.configuration.keys.contains {
                $0.lowercased().isSame(as: key.lowercased())
            }
            if taken || name.isEmpty {
                throw DeltaError(.invalid, "there is a constraint `\(name)` already, or no name")
            }
            let constraint = try TableConstraint(.check(name), expression, of: metadata)
            try snapshot.check(constraint)
            metadata.configuration[key] = expression
            // Rows that come in meanwhile were not looked at.
            return try snapshot.change(
                "ADD CONSTRAINT", to: metadata, needing: ["checkConstraints"], reads: .wholeTable)
        }
    }

    /// Takes a constraint away.
    ///
    /// - Throws: `DeltaError` of kind `invalid` where there is none of that name.
    @discardableResult
    public func dropConstraint(
        _ name: String, now: Int64, retrying retry: CommitRetry = CommitRetry(),
        using random: inout some RandomNumberGenerator
    ) throws -> Snapshot {
        try committing(now: now, retrying: retry, using: &random) { snapshot, _ in
            var metadata = snapshot.metadata
            let key = TableProperties.constraintPrefix + name
            guard metadata.configuration.removeValue(forKey: key) != nil else {
                throw DeltaError(.invalid, "there is no constraint `\(name)`")
            }
            return try snapshot.change(
                "DROP CONSTRAINT", to: metadata, needing: [], reads: .nothing)
        }
    }

    /// Sets the setting of an application, or removes it with nil; the feature `domainMetadata`,
    /// which delta-rs does not write, is added where the table lacks it.
    @discardableResult
    public func setDomain(
        _ domain: String, _ setting: String?, now: Int64,
        retrying retry: CommitRetry = CommitRetry(), using random: inout some RandomNumberGenerator
    ) throws -> Snapshot {
        let action =
            try setting.map { try DomainMetadata(domain, $0) } ?? DomainMetadata(removing: domain)
        return try committing(now: now, retrying: retry, using: &random) { snapshot, _ in
            if setting == nil, snapshot.domain(domain) == nil { return nil }
            let needs = try snapshot.tableProtocol.enabling(
                ["domainMetadata"], for: snapshot.metadata)
            return Transaction(
                operation: "SET DOMAIN METADATA", reads: .nothing,
                tableProtocol: needs == snapshot.tableProtocol ? nil : needs, domains: [action])
        }
    }
}

extension Snapshot {
    /// The names in files of the columns that the table is clustered by.
    var clusteringColumns: Set<String> {
        guard let text = domain("delta.clustering"), let value = try? JSONValue(parsing: text),
            let columns = value["clusteringColumns"]?.array
        else { return [] }
        return Set(columns.compactMap { $0.string ?? $0.array?.first?.string })
    }

    /// The transaction that gives the table new metadata, and the features that this needs.
    func change(
        _ operation: String, to metadata: TableMetadata, needing features: [String],
        reads: Transaction.Reads
    ) throws -> Transaction {
        let all = features + FeatureUse(metadata).features
        let needs = try tableProtocol.enabling(all, for: self.metadata)
        return Transaction(
            operation: operation, reads: reads, metadata: metadata,
            tableProtocol: needs == tableProtocol ? nil : needs)
    }

    /// Refuses a constraint that a row of the table breaks.
    fileprivate func check(_ constraint: TableConstraint) throws {
        let columns = constraint.condition.columns
        try scan(columns: columns.isEmpty ? nil : columns) { batch in
            let truths = constraint.condition.truths(of: batch)
            guard let first = truths.firstIndex(where: { $0 != .yes }) else { return }
            throw DeltaError(
                .invalid,
                "\(constraint.name) cannot be added: it is not true for a row of the table, "
                    + batch.text(ofRow: first, columns: columns))
        }
    }
}
