internal import Bytes
import Columnar
import Parquet

extension DeltaTable {
    /// Deletes the rows for which a condition is true.
    ///
    /// Files that hold none of them stay, files that hold nothing else go, and the others are
    /// written anew without them (copy on write; no deletion vectors are made). Where the table has
    /// a change feed, the deleted rows are written for it, unless whole files tell it all.
    ///
    /// - Parameter condition: a condition in the SQL of `RowCondition`; rows for which it is null
    ///   stay.
    /// - Throws: `DeltaError` of kind `invalid` for a condition that is none, and for tables that
    ///   are append-only; `unsupported`, `contended`; `StoreError`.
    @discardableResult
    public func delete(
        where condition: String, now: Int64, retrying retry: CommitRetry = CommitRetry(),
        using random: inout some RandomNumberGenerator
    ) throws -> WriteResult {
        var generator = SplitMix64(seed: random.next())
        return try write(now: now, retrying: retry, using: &random) { snapshot in
            var deletion = Deletion(
                snapshot, try snapshot.condition(condition), now: now)
            try deletion.run(using: &generator)
            return deletion.isEmpty ? nil : (deletion.transaction, deletion.rowCount)
        }
    }
}

/// One deletion: what goes, and what is written anew.
private struct Deletion {
    private let snapshot: Snapshot
    private let condition: RowCondition
    private let now: Int64
    /// What leaves out files by their statistics.
    private let weakened: Predicate?
    private var adds: [AddFile] = []
    private var removes: [RemoveFile] = []
    private var changes: [ChangeFile] = []
    private(set) var rowCount: Int64? = 0

    init(_ snapshot: Snapshot, _ condition: RowCondition, now: Int64) {
        self.snapshot = snapshot
        self.condition = condition
        self.now = now
        weakened = condition.weakened
    }

    var isEmpty: Bool { removes.isEmpty }

    var transaction: Transaction {
        Transaction(
            operation: "DELETE", operationParameters: ["predicate": condition.text], adds: adds,
            removes: removes, reads: .matching(condition), changes: changes)
    }

    mutating func run(using random: inout some RandomNumberGenerator) throws {
        let metadata = snapshot.metadata
        var whole: [AddFile] = []
        var partial: [AddFile] = []
        try snapshot.forEachFile { file in
            guard condition.mayMatch(file, of: metadata) else { return }
            switch try share(of: file) {
            case .none: break
            case .all: whole.append(file)
            case .some: partial.append(file)
            }
        }
        for file in whole {
            removes.append(file.removal(at: now))
            rowCount = file.liveRowCount.flatMap { rows in rowCount?.addingSaturated(rows) }
        }
        if partial.isEmpty { return }
        try snapshot.refuseRewritingOfTrackedRows()
        let hasFeed = FeatureUse(metadata).isOn("delta.enableChangeDataFeed")
        for file in partial {
            removes.append(file.removal(at: now))
            try rewrite(file, hasFeed: hasFeed, using: &random)
        }
        // A version's feed is in its change files alone, once it has some.
        if hasFeed {
            for file in whole { try writeChanges(of: file, using: &random) }
        }
    }

    private enum Share {
        case none
        case some
        case all
    }

    /// How many rows of a file are to go.
    private func share(of file: AddFile) throws -> Share {
        if condition.coversAll(file.partitionValues, of: snapshot.metadata) { return .all }
        if let weakened, try !snapshot.mayMatch(weakened, file) { return .none }
        var (going, staying) = (0, 0)
        try snapshot.read(file, columns: condition.columns.isEmpty ? nil : condition.columns) {
            let count = condition.rows(of: $0).count
            going += count
            staying += $0.rowCount - count
        }
        return going == 0 ? .none : staying == 0 ? .all : .some
    }

    private mutating func rewrite(
        _ file: AddFile, hasFeed: Bool, using random: inout some RandomNumberGenerator
    ) throws {
        let metadata = snapshot.metadata
        let names = Set(metadata.dataSchema.fields.map { ByteText($0.name) })
        let values = metadata.logical(file.partitionValues)
        var kept = try TableFileWriter(
            snapshot.table, metadata, partition: values, using: &random)
        var gone = hasFeed ? try changeWriter(values, using: &random) : nil
        do {
            try snapshot.read(file) { batch in
                let truths = condition.truths(of: batch)
                let data = batch.selecting { names.contains(ByteText($0.name)) }
                let staying = truths.indices.filter { truths[$0] != .yes }.map { Int32($0) }
                let going = truths.indices.filter { truths[$0] == .yes }.map { Int32($0) }
                try kept.append(data.gathered(staying.span))
                try gone?.append(data.gathered(going.span))
                rowCount = rowCount?.addingSaturated(Int64(going.count))
            }
        } catch {
            kept.abort()
            throw error
        }
        adds.append(try kept.finish(now: now))
        if let file = try gone.take()?.finish(now: now) { changes.append(ChangeFile(file)) }
    }

    private mutating func writeChanges(
        of file: AddFile, using random: inout some RandomNumberGenerator
    ) throws {
        let metadata = snapshot.metadata
        let names = Set(metadata.dataSchema.fields.map { ByteText($0.name) })
        let values = metadata.logical(file.partitionValues)
        var writer = try changeWriter(values, using: &random)
        try snapshot.read(file) { batch in
            try writer.append(batch.selecting { names.contains(ByteText($0.name)) })
        }
        changes.append(ChangeFile(try writer.finish(now: now)))
    }

    private func changeWriter(
        _ values: [PartitionValue], using random: inout some RandomNumberGenerator
    ) throws -> TableFileWriter {
        try TableFileWriter(
            snapshot.table, snapshot.metadata, partition: values, changes: "delete",
            using: &random)
    }
}

extension Batch {
    /// The columns that are wanted.
    fileprivate func selecting(_ isWanted: (Field) -> Bool) -> Batch {
        let kept = schema.fields.indices.filter { isWanted(schema.fields[$0]) }
        return Batch(
            schema: Schema(kept.map { schema.fields[$0] }), columns: kept.map { columns[$0] },
            rowCount: rowCount)
    }
}

extension Snapshot {
    /// Refuses to write rows of a file anew where the table tracks them by their place.
    func refuseRewritingOfTrackedRows() throws {
        if FeatureUse(metadata).isOn(RowTracking.enabled) {
            throw DeltaError(
                .unsupported,
                "the table tracks its rows, and writing some of a file's rows anew would need "
                    + "hidden columns with their ids, which is not supported")
        }
    }
}
