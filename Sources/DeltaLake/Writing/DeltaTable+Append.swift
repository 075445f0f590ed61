internal import Bytes
public import Columnar
public import Parquet

extension DeltaTable {
    /// Appends rows, a file for each partition, in one commit.
    ///
    /// Columns are found by their names; nullable ones may be left out.
    ///
    /// - Parameters:
    ///   - batches: the rows, partition columns included.
    ///   - mergingSchema: whether columns of the rows that the table has not come into it, with the
    ///     same commit; they are null in all rows that were there.
    ///   - now: milliseconds since 1970.
    ///   - random: gives names and ids.
    /// - Throws: `DeltaError` of kind `mismatch`, which lists every difference between the rows'
    ///   schema and the table's; `invalid` for rows that break a constraint; `unsupported`,
    ///   `contended`; `StoreError`. Nothing was committed then; files may be left for vacuum.
    @discardableResult
    public func append(
        _ batches: [Batch], mergingSchema: Bool = false,
        options: ParquetWriterOptions = ParquetWriterOptions(), now: Int64,
        retrying retry: CommitRetry = CommitRetry(), using random: inout some RandomNumberGenerator
    ) throws -> WriteResult {
        var generator = SplitMix64(seed: random.next())
        return try write(now: now, retrying: retry, using: &random) { snapshot in
            var transaction =
                try mergingSchema
                ? snapshot.merge(batches, using: &generator) : Transaction(operation: "WRITE")
            transaction.operationParameters = ["mode": "Append"]
            transaction.adds = try snapshot.write(
                batches, as: transaction.metadata, options: options, now: now, using: &generator)
            return (transaction, 0)
        }
    }

    /// Replaces the rows of the table, or of those partitions for which a condition is true.
    ///
    /// Other partitions may be written to meanwhile.
    ///
    /// - Parameter condition: a condition on partition columns, which all the new rows fulfil; nil
    ///   to replace the whole table.
    /// - Throws: as `append`; `invalid` for a condition on other columns, and for rows outside of
    ///   it.
    @discardableResult
    public func overwrite(
        _ batches: [Batch], where condition: String? = nil,
        options: ParquetWriterOptions = ParquetWriterOptions(), now: Int64,
        retrying retry: CommitRetry = CommitRetry(), using random: inout some RandomNumberGenerator
    ) throws -> WriteResult {
        var generator = SplitMix64(seed: random.next())
        return try write(now: now, retrying: retry, using: &random) { snapshot in
            let condition = try condition.map { try snapshot.partitionCondition($0) }
            let metadata = snapshot.metadata
            var removes: [RemoveFile] = []
            var gone: Int64? = 0
            try snapshot.forEachFile { file in
                guard condition?.mayMatch(file, of: metadata) ?? true else { return }
                removes.append(file.removal(at: now))
                gone = file.liveRowCount.flatMap { rows in gone?.addingSaturated(rows) }
            }
            let adds = try snapshot.write(
                batches, within: condition, options: options, now: now, using: &generator)
            var parameters = ["mode": "Overwrite"]
            parameters["predicate"] = condition?.text
            let transaction = Transaction(
                operation: "WRITE", operationParameters: parameters, adds: adds,
                removes: removes, reads: condition.map { .matching($0) } ?? .wholeTable)
            return (transaction, gone)
        }
    }

    /// Commits what `make` makes, and tells what came of it.
    func write(
        now: Int64, retrying retry: CommitRetry, using random: inout some RandomNumberGenerator,
        _ make: (Snapshot) throws -> (Transaction, rowsDeleted: Int64?)?
    ) throws -> WriteResult {
        var made: (Transaction, rowsDeleted: Int64?)?
        let snapshot = try committing(now: now, retrying: retry, using: &random) { snapshot, _ in
            try ProtocolGate.checkWriting(snapshot.tableProtocol, snapshot.metadata)
            made = try make(snapshot)
            return made?.0
        }
        guard let made else { return WriteResult() }
        return WriteResult(made.0, version: snapshot.version, rowsDeleted: made.rowsDeleted)
    }
}

extension Snapshot {
    /// The transaction that brings the columns of rows into the table, where it lacks some.
    fileprivate func merge(
        _ batches: [Batch], using random: inout some RandomNumberGenerator
    ) throws -> Transaction {
        let changes = SchemaAdditions(of: batches, to: schema).changes
        if changes.isEmpty { return Transaction(operation: "WRITE") }
        var evolution = SchemaEvolution(metadata, clusteringColumns: clusteringColumns)
        let metadata = try evolution.apply(changes, using: &random)
        return try change("WRITE", to: metadata, needing: evolution.features, reads: .nothing)
    }

    /// Writes rows to new files, a file for each partition, which no commit names yet.
    ///
    /// - Parameter newMetadata: what the table is from the commit on, where that changes.
    func write(
        _ batches: [Batch], as newMetadata: TableMetadata? = nil,
        within condition: RowCondition? = nil, options: ParquetWriterOptions, now: Int64,
        using random: inout some RandomNumberGenerator
    ) throws -> [AddFile] {
        let metadata = newMetadata ?? metadata
        var parts: [ByteText: (values: [PartitionValue], batches: [Batch])] = [:]
        var order: [ByteText] = []
        for batch in batches {
            try SchemaDifferences(of: batch.schema, to: metadata).refuse()
            let rows = batch.arranged(to: metadata.schema)
            try condition?.check(rows)
            for part in try PartitionSplit(rows, of: metadata).parts where part.rows.rowCount > 0 {
                let key = ByteText(PartitionValue.folder(part.values))
                if parts[key] == nil { order.append(key) }
                parts[key, default: (part.values, [])].batches.append(part.rows)
            }
        }
        return try order.compactMap { parts[$0] }.map { part in
            var writer = try TableFileWriter(
                table, metadata, partition: part.values, options: options, using: &random)
            do {
                for batch in part.batches { try writer.append(batch) }
            } catch {
                writer.abort()
                throw error
            }
            return try writer.finish(now: now)
        }
    }

    /// A condition that partition values alone decide.
    fileprivate func partitionCondition(_ text: String) throws -> RowCondition {
        let condition = try self.condition(text)
        let others = condition.columns.filter { !metadata.isPartitionColumn($0) }
        if others.isEmpty { return condition }
        throw DeltaError(
            .invalid,
            "`\(text)` reads \(others.joined(separator: ", ")), and only whole partitions can be "
                + "replaced: delete the rows and append the new ones")
    }

    /// A condition on the table's columns.
    func condition(_ text: String) throws -> RowCondition {
        do {
            return try RowCondition(text, schema: schema)
        } catch {
            throw DeltaError(.invalid, "`\(text)` is not understood: \(error.description)")
        }
    }
}

extension RowCondition {
    /// Refuses rows for which the condition is not true.
    fileprivate func check(_ rows: Batch) throws {
        let truths = truths(of: rows)
        guard let first = truths.firstIndex(where: { $0 != .yes }) else { return }
        throw DeltaError(
            .invalid,
            "the new rows are not all within `\(text)`: "
                + rows.text(ofRow: first, columns: columns))
    }
}

extension AddFile {
    /// The number of rows that are not deleted, where it is known.
    var liveRowCount: Int64? {
        guard let rowCount, rowCount >= deletionVector?.rowCount ?? 0 else { return nil }
        return rowCount - (deletionVector?.rowCount ?? 0)
    }
}
