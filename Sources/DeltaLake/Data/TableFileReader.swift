public import Columnar
import Parquet

/// One file of a table, read row group by row group as its rows are wanted.
///
/// Rows that a deletion vector names are left out, columns that the file lacks are null, values of
/// narrower types are widened, and partition columns are filled in from the log.
public struct TableFileReader: Sendable {
    private let parquet: ParquetReader
    private let file: AddFile
    private let selection: RowSelection
    /// How each wanted column comes to be.
    private let sources: [ColumnSource]
    private let schema: Schema
    /// The names of the columns that the file itself holds.
    private let stored: [String]
    /// The number in the file of each row group's first row.
    private let firstRows: [Int64]
    /// What rows are wanted for; row groups without any are not read.
    private let condition: FileCondition?
    private let batchRowsMax: Int

    init(
        _ file: AddFile, of snapshot: Snapshot, fields: [SchemaField],
        selection: RowSelection? = nil, condition: ResolvedPredicate? = nil
    ) throws {
        let table = snapshot.table
        let path = try table.path(of: file)
        let parquet = try Self.sortingErrors(of: file) {
            try ParquetReader(path, in: table.store, limits: table.reading.limits)
        }
        let deleted = try file.deletionVector.map { try table.rows(of: $0) }
        let sources = try fields.map {
            try ColumnSource($0, of: snapshot.metadata, in: parquet.schema, file: file.path)
        }
        self.condition = condition.map {
            FileCondition($0, file, parquet, snapshot.metadata.columnMapping)
        }
        self.file = file
        self.parquet = parquet
        batchRowsMax = table.reading.batchRowsMax
        self.sources = sources
        self.selection = selection ?? deleted.map { .except($0) } ?? .all
        schema = TableSchema(fields).columns
        stored = sources.compactMap(\.storedName)
        var next: Int64 = 0
        firstRows = (0..<parquet.rowGroupCount).map { group in
            defer { next += Int64(parquet.rowCount(ofGroup: group)) }
            return next
        }
    }

    /// The number of rows, deleted ones included.
    public var rowCount: Int { parquet.rowCount }

    /// The number of row groups.
    public var rowGroupCount: Int { parquet.rowGroupCount }

    /// The rows of one row group, partition columns filled in.
    ///
    /// None where all are deleted, or where none can be one that is wanted.
    ///
    /// - Throws: `DeltaError` of kind `corrupt` or `unsupported`; `StoreError`.
    public func rows(ofGroup group: Int) throws -> Batch {
        let rows = try wantedRows(ofGroup: group)
        if rows.isEmpty { return Batch(empty: schema) }
        let batch = try Self.sortingErrors(of: file) {
            try parquet.readRowGroup(group, columns: stored, rows: rows)
        }
        return try selected(batch, rows, group)
    }

    /// Calls `body` with the rows of one row group, partition columns filled in, at most as many at
    /// once as the table's `reading` says.
    ///
    /// - Throws: as `rows(ofGroup:)`; what `body` throws.
    public func forEachBatch(ofGroup group: Int, _ body: (Batch) throws -> Void) throws {
        let rows = try wantedRows(ofGroup: group)
        // What fits is fetched column by column, which takes fewest requests.
        guard rows.reduce(0, { $0 + $1.count }) > batchRowsMax else {
            let batch = try self.rows(ofGroup: group)
            if batch.rowCount > 0 { try body(batch) }
            return
        }
        var batches = try Self.sortingErrors(of: file) {
            try parquet.batches(
                ofGroup: group, rows: rows, columns: stored, rowsMax: batchRowsMax)
        }
        while let part = try Self.sortingErrors(of: file, { try batches.next() }) {
            let batch = try selected(part.batch, part.rows, group)
            if batch.rowCount > 0 { try body(batch) }
        }
    }

    /// The rows of a row group in which there can be one that is wanted; none if all are deleted.
    private func wantedRows(ofGroup group: Int) throws -> [Range<Int>] {
        let wanted = try Self.sortingErrors(of: file) { try condition?.rows(ofGroup: group) }
        let rows = wanted ?? [0..<parquet.rowCount(ofGroup: group)]
        return places(of: rows, inGroup: group)?.isEmpty ?? false ? [] : rows
    }

    /// The selected ones among rows that were read.
    private func selected(_ batch: Batch, _ rows: [Range<Int>], _ group: Int) throws -> Batch {
        let places = places(of: rows, inGroup: group)
        return try complete(places.map { batch.gathered($0.span) } ?? batch)
    }

    /// Calls `body` with the rows of one row group, some at a time, so that memory does not grow
    /// with the row group.
    ///
    /// - Parameter rowsMax: the most rows of a batch, at least 1.
    /// - Throws: `DeltaError` of kind `corrupt` or `unsupported`; `StoreError`; what `body` throws.
    public func forEachBatch(
        ofGroup group: Int, rowsMax: Int, _ body: (Batch) throws -> Void
    ) throws {
        let wanted = try Self.sortingErrors(of: file) { try condition?.rows(ofGroup: group) }
        let rows = wanted ?? [0..<parquet.rowCount(ofGroup: group)]
        if places(of: rows, inGroup: group)?.isEmpty ?? rows.isEmpty { return }
        var batches = try Self.sortingErrors(of: file) {
            try parquet.batches(ofGroup: group, rows: rows, columns: stored, rowsMax: rowsMax)
        }
        while let part = try Self.sortingErrors(of: file, { try batches.next() }) {
            let places = places(of: part.rows, inGroup: group)
            if places?.isEmpty ?? false { continue }
            try body(complete(places.map { part.batch.gathered($0.span) } ?? part.batch))
        }
    }

    /// The places of the selected rows among some rows of a group; nil for all.
    private func places(of rows: [Range<Int>], inGroup group: Int) -> [Int32]? {
        if case .all = selection { return nil }
        var places: [Int32] = []
        var start = 0
        var isWhole = true
        for range in rows {
            let first = firstRows[group] + Int64(range.lowerBound)
            let selected = selection.places(from: first, count: range.count)
            isWhole = isWhole && selected == nil
            for place in selected ?? (0..<Int32(range.count)).map({ $0 }) {
                places.append(Int32(start) + place)
            }
            start += range.count
        }
        return isWhole ? nil : places
    }

    private func complete(_ batch: Batch) throws -> Batch {
        var next = 0
        let columns = try zip(sources, schema.fields).map { source, field in
            switch source {
            case .partition(let name):
                return try AnyColumn(
                    repeating: file.partitionValue(name), of: field.type, named: field.name,
                    count: batch.rowCount)
            case .missing:
                return AnyColumn(nullsOf: field.type, count: batch.rowCount)
            case .stored(_, let physical, let mapping):
                defer { next += 1 }
                return try batch.columns[next].conformed(
                    from: batch.schema.fields[next].type, to: physical.type, named: field.name,
                    mapping)
            }
        }
        return Batch(schema: schema, columns: columns, rowCount: batch.rowCount)
    }

    private static func sortingErrors<Value>(of file: AddFile, _ body: () throws -> Value) throws
        -> Value
    {
        do { return try body() } catch let error as ParquetError {
            throw DeltaError(
                error.kind == .corrupt ? .corrupt : .unsupported,
                "\(file.path) cannot be read: \(error.message)")
        }
    }
}

/// Where the values of a table's column come from, for one file.
private enum ColumnSource: Sendable {
    /// From the log, under this name.
    case partition(String)
    /// From the file's column of this name, in a form that is to be conformed to the field.
    case stored(String, Field, ColumnMapping)
    /// From nowhere: all null.
    case missing

    var storedName: String? {
        if case .stored(let name, _, _) = self { return name }
        return nil
    }

    init(
        _ field: SchemaField, of metadata: TableMetadata, in file: Schema, file path: String
    ) throws {
        let mapping = metadata.columnMapping
        let name = field.physicalName(mapping)
        if metadata.isPartitionColumn(field.name) {
            self = .partition(name)
            return
        }
        guard field.type != .void,
            let physical = field.column(named: { $0.physicalName(mapping) }, mapping)
        else {
            self = .missing
            return
        }
        if mapping == .id, field.columnID != nil, file.fields.allSatisfy({ $0.id == nil }) {
            throw DeltaError(
                .corrupt,
                "\(path) cannot be read: its columns have no ids, by which the table finds them")
        }
        guard let index = file.index(of: physical, mapping) else {
            self = .missing
            return
        }
        self = .stored(file.fields[index].name, physical, mapping)
    }
}
