import Columnar
import JSONColumns
import ObjectStorage
import Parquet

/// Reads the actions of a checkpoint of any kind, row group by row group.
struct CheckpointReader {
    private let place: CheckpointPlace
    private let log: DeltaLog

    /// A checkpoint is read from its beginning to its end, in pieces of so many bytes.
    private static let readAhead = 8 << 20

    init(_ place: CheckpointPlace, in log: DeltaLog) {
        self.place = place
        self.log = log
    }

    /// Calls `body` with every action; without files, adds and removes are not even read.
    ///
    /// - Throws: `CheckpointDamage` where the checkpoint cannot be read; what `body` throws.
    func read(includingFiles: Bool, _ body: (Action) throws -> Void) throws {
        let fields = CheckpointSchema.state + (includingFiles ? CheckpointSchema.files : [])
        var hasProtocol = false
        var hasMetadata = false
        try forEachBatch(of: fields.map(\.name)) { batch in
            for (field, column) in zip(batch.schema.fields, batch.columns) {
                for row in 0..<batch.rowCount {
                    let value = JSONValue(row: row, of: column, field.type)
                    if value.isNull { continue }
                    guard let action = try action(.object([field.name: value])) else { continue }
                    if case .protocolChange = action { hasProtocol = true }
                    if case .metadata = action { hasMetadata = true }
                    try body(action)
                }
            }
        }
        guard hasProtocol, hasMetadata else {
            throw damage("it has no \(hasProtocol ? "metaData" : "protocol")")
        }
    }

    /// The files beside it that it names.
    ///
    /// - Throws: `CheckpointDamage` where the checkpoint cannot be read.
    func sidecars() throws -> [StorePath] {
        var names: [String] = []
        for path in place.files {
            if path.name.hasSuffix(".json") {
                try readLines(path, of: [], &names) { _ in }
            } else {
                try readColumns(path, of: [], &names) { _ in }
            }
        }
        return try names.map(sidecar)
    }

    /// Calls `body` with the rows, of the columns of those names that the checkpoint has.
    ///
    /// - Throws: `CheckpointDamage` where the checkpoint cannot be read; what `body` throws.
    func forEachBatch(of names: [String], _ body: (Batch) throws -> Void) throws {
        var sidecars: [String] = []
        for path in place.files {
            if path.name.hasSuffix(".json") {
                try readLines(path, of: names, &sidecars, body)
            } else {
                try readColumns(path, of: names, &sidecars, body)
            }
        }
        // Only actions on files may be in sidecars.
        guard names.contains(where: { CheckpointSchema.filesNames.contains($0) }) else { return }
        for name in sidecars {
            var none: [String] = []
            try readColumns(try sidecar(name), of: names, &none, body)
        }
    }

    /// The rows of a Parquet file, and the sidecars that it names.
    private func readColumns(
        _ path: StorePath, of names: [String], _ sidecars: inout [String],
        _ body: (Batch) throws -> Void
    ) throws {
        let file = try readable {
            try ParquetReader(path, in: log.store, readingAhead: CheckpointReader.readAhead)
        }
        let present = names.filter { file.schema.index(of: $0) != nil }
        let hasSidecars = file.schema.index(of: CheckpointSchema.sidecar) != nil
        for group in 0..<file.rowGroupCount {
            // Most row groups hold data files and nothing else.
            let columns = present.filter { !file.isAllNull($0, inGroup: group) }
            if !columns.isEmpty {
                try readRows(of: group, columns, in: file, body)
            }
            guard hasSidecars, !file.isAllNull(CheckpointSchema.sidecar, inGroup: group) else {
                continue
            }
            let references = try readable {
                try file.readRowGroup(group, columns: [CheckpointSchema.sidecar])
            }
            for row in 0..<references.rowCount {
                let value = JSONValue(
                    row: row, of: references.columns[0], references.schema.fields[0].type)
                if let path = value["path"]?.string { sidecars.append(path) }
            }
        }
    }

    /// The rows of a row group; those of other programs may have a million.
    private func readRows(
        of group: Int, _ columns: [String], in file: ParquetReader, _ body: (Batch) throws -> Void
    ) throws {
        let rowsMax = CheckpointWriter.rowGroupRows
        if file.rowCount(ofGroup: group) <= rowsMax {
            return try body(try readable { try file.readRowGroup(group, columns: columns) })
        }
        var parts = try readable {
            try file.batches(ofGroup: group, columns: columns, rowsMax: rowsMax)
        }
        while let part = try readable({ try parts.next() }) { try body(part.batch) }
    }

    /// The actions of a JSON file as rows, and the sidecars that it names.
    private func readLines(
        _ path: StorePath, of names: [String], _ sidecars: inout [String],
        _ body: (Batch) throws -> Void
    ) throws {
        var rows = ActionRows(CheckpointSchema.state + CheckpointSchema.files)
        let bytes = try readable { try log.store.get(path) }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let value: JSONValue
            do {
                value = try JSONValue(parsing: Array(line))
            } catch {
                throw damage(error.message)
            }
            guard let kind = value.object?.members.first?.name else {
                throw damage("a line is no action")
            }
            if kind == CheckpointSchema.sidecar {
                guard let path = value[kind]?["path"]?.string else {
                    throw damage("a sidecar has no path")
                }
                sidecars.append(path)
            } else if names.contains(kind), let action = try action(value) {
                do {
                    try rows.append(action)
                } catch let error as JSONError {
                    throw damage(error.message)
                }
                if rows.count >= 4096 { try body(rows.take()) }
            }
        }
        if rows.count > 0 { try body(rows.take()) }
    }

    /// Where a sidecar is: always in its own folder, whatever comes before the name.
    private func sidecar(_ reference: String) throws -> StorePath {
        let name = PercentEncoding.decode(reference).utf8.split(separator: UInt8(ascii: "/")).last
        guard let name,
            let path = try? log.folder.appending(
                "_sidecars/\(String(decoding: name, as: UTF8.self))")
        else {
            throw damage("`\(reference)` is no name of a sidecar")
        }
        return path
    }

    private func action(_ line: JSONValue) throws -> Action? {
        do {
            return try Action(json: line)
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
        CheckpointDamage(place: place, reason: reason)
    }
}
