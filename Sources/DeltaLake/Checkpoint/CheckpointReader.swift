import Columnar
import JSONColumns
import ObjectStorage
import Parquet

/// Reads the actions of a checkpoint, row group by row group.
struct CheckpointReader {
    private let place: CheckpointPlace
    private let log: DeltaLog

    init(_ place: CheckpointPlace, in log: DeltaLog) {
        self.place = place
        self.log = log
    }

    /// Calls `body` with every action; without files, adds and removes are not even read.
    ///
    /// - Throws: `CheckpointDamage` where the checkpoint cannot be read; what `body` throws.
    func read(includingFiles: Bool, _ body: (Action) throws -> Void) throws {
        let fields = CheckpointSchema.state + (includingFiles ? CheckpointSchema.files : [])
        try forEachBatch(of: fields.map(\.name)) { batch in
            for (field, column) in zip(batch.schema.fields, batch.columns) {
                for row in 0..<batch.rowCount {
                    let value = JSONValue(row: row, of: column, field.type)
                    if value.isNull { continue }
                    if let action = try action(field.name, value) { try body(action) }
                }
            }
        }
    }

    /// Calls `body` with the rows, of the columns of those names that the checkpoint has.
    ///
    /// - Throws: `CheckpointDamage` where the checkpoint cannot be read; what `body` throws.
    func forEachBatch(of names: [String], _ body: (Batch) throws -> Void) throws {
        for path in place.files {
            let file = try readable { try ParquetReader(path, in: log.store) }
            let columns = names.filter { file.schema.index(of: $0) != nil }
            for group in 0..<file.rowGroupCount {
                let batch = try readable { try file.readRowGroup(group, columns: columns) }
                try body(batch)
            }
        }
    }

    private func action(_ kind: String, _ value: JSONValue) throws -> Action? {
        do {
            return try Action(json: .object([kind: value]))
        } catch let error as FieldError {
            throw damage(error.message)
        }
    }

    private func readable<Result>(_ read: () throws -> Result) throws -> Result {
        do {
            return try read()
        } catch let error as ParquetError {
            throw damage(error.message)
        } catch let error as StoreError where error.kind == .notFound || error.kind == .invalid {
            // Removed since it was listed, or cut short.
            throw damage(error.message)
        }
    }

    private func damage(_ reason: String) -> CheckpointDamage {
        CheckpointDamage(version: place.version, reason: reason)
    }
}
