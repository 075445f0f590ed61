import Columnar
import JSONColumns

/// The rows of an older checkpoint that a newer one has as well.
///
/// They go over as columns: an action that did not change is not looked at but for its file.
struct CarriedRows {
    /// The rows, ascending.
    private(set) var rows: [Int32] = []
    /// How many of them are live files.
    private(set) var fileCount = 0

    init(of batch: Batch, besides pass: ReplayPass, removedSince oldest: Int64) {
        let adds = FileColumn("add", of: batch)
        let removes = FileColumn("remove", of: batch)
        for row in 0..<batch.rowCount {
            if let key = adds?.key(row) {
                if pass.hasSeen(key) { continue }
                fileCount += 1
                rows.append(Int32(row))
            } else if let removes, let key = removes.key(row) {
                if pass.hasSeen(key) || removes.deletionTimestamp(row) < oldest { continue }
                rows.append(Int32(row))
            }
        }
    }
}

/// The actions on files of one kind, as a column.
private struct FileColumn {
    private let actions: StructColumn
    private let fields: [Field]
    private let paths: BinaryColumn
    private let deletionVector: Int?
    private let timestamp: Int?

    init?(_ name: String, of batch: Batch) {
        guard let index = batch.schema.index(of: name),
            case .structure(let actions) = batch.columns[index],
            case .structure(let fields) = batch.schema.fields[index].type,
            let path = fields.firstIndex(where: { $0.name == "path" }),
            case .binary(let paths) = actions.fields[path]
        else { return nil }
        self.actions = actions
        self.fields = fields
        self.paths = paths
        deletionVector = fields.firstIndex { $0.name == "deletionVector" }
        timestamp = fields.firstIndex { $0.name == "deletionTimestamp" }
    }

    /// The file of a row; nil where the row is no action of this kind.
    func key(_ row: Int) -> FileKey? {
        guard !actions.isNull(row), let path = paths.text(row) else { return nil }
        let vector = deletionVector.map {
            JSONValue(row: row, of: actions.fields[$0], fields[$0].type)
        }
        return FileKey(
            path: path,
            deletionVector: vector.flatMap { $0.isNull ? nil : try? DeletionVector($0) })
    }

    func deletionTimestamp(_ row: Int) -> Int64 {
        guard let timestamp, case .int64(let times) = actions.fields[timestamp],
            !times.isNull(row)
        else { return 0 }
        return times.values[row]
    }
}
