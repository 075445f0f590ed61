import Bytes
import Columnar
import JSONColumns

/// The rows of an older checkpoint that a newer one has as well.
///
/// They go over as columns: an action that did not change is not looked at but for its file.
struct CarriedRows {
    /// The rows, ascending.
    private(set) var rows: [Int32] = []
    /// The live files among them.
    private(set) var live = FileTotals()

    init(of batch: Batch, besides pass: ReplayPass, removedSince oldest: Int64) {
        let adds = FileColumn("add", of: batch)
        let removes = FileColumn("remove", of: batch)
        for row in 0..<batch.rowCount {
            if let adds, adds.isPresent(row) {
                if adds.isSeen(row, by: pass) { continue }
                live.add(adds.integer(row, of: adds.sizes))
                rows.append(Int32(row))
            } else if let removes, removes.isPresent(row) {
                if removes.integer(row, of: removes.timestamps) < oldest
                    || removes.isSeen(row, by: pass)
                {
                    continue
                }
                rows.append(Int32(row))
            }
        }
    }
}

/// The actions on files of one kind, as a column.
private struct FileColumn {
    let sizes: Column<Int64>?
    let timestamps: Column<Int64>?
    private let actions: StructColumn
    private let paths: BinaryColumn
    private let vectors: (column: AnyColumn, type: DataType)?

    init?(_ name: String, of batch: Batch) {
        guard let index = batch.schema.index(of: name),
            case .structure(let actions) = batch.columns[index],
            case .structure(let fields) = batch.schema.fields[index].type
        else { return nil }
        let parts = Batch(schema: Schema(fields), columns: actions.fields, rowCount: actions.count)
        guard case .binary(let paths)? = parts.column("path") else { return nil }
        self.actions = actions
        self.paths = paths
        vectors = parts.schema.index(of: "deletionVector").map {
            (parts.columns[$0], fields[$0].type)
        }
        sizes = FileColumn.integers("size", of: parts)
        timestamps = FileColumn.integers("deletionTimestamp", of: parts)
    }

    private static func integers(_ name: String, of parts: Batch) -> Column<Int64>? {
        guard case .int64(let values)? = parts.column(name) else { return nil }
        return values
    }

    /// Whether a row is an action of this kind.
    func isPresent(_ row: Int) -> Bool { !actions.isNull(row) && !paths.isNull(row) }

    /// Whether a commit has touched the file of a row.
    func isSeen(_ row: Int, by pass: ReplayPass) -> Bool {
        if pass.isEmpty { return false }
        let path = paths[row]
        if let vectors {
            let vector = JSONValue(row: row, of: vectors.column, vectors.type)
            if !vector.isNull {
                let key = FileKey(
                    path: paths.text(row) ?? "", deletionVector: try? DeletionVector(vector))
                return pass.hasSeen(key)
            }
        }
        // Most paths are as they are written.
        if FileKey.isPlain(path.octets) { return pass.hasSeen(path: path.octets) }
        return pass.hasSeen(FileKey(path: paths.text(row) ?? "", deletionVector: nil))
    }

    /// An integer of a row; 0 where it has none.
    func integer(_ row: Int, of values: Column<Int64>?) -> Int64 {
        guard let values, !values.isNull(row) else { return 0 }
        return values.values[row]
    }
}
