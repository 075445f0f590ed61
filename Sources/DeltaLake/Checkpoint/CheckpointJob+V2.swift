import Bytes
import JSONColumns
import ObjectStorage

extension CheckpointJob {
    /// A file with the state, which names others with the actions on data files.
    ///
    /// The names follow from the table, the version and the time: who writes the same checkpoint
    /// at the same time writes the same files. The state is written last, when the files that it
    /// names are in place.
    func writeV2(now: Int64) throws -> (pointer: LastCheckpoint, live: FileTotals) {
        let identity = "\(snapshot.metadata.id) \(snapshot.version) \(now)"
        var names = SplitMix64(seed: identity.stableHash.low)
        let name = LogName.checkpointV2(
            snapshot.version, id: Identifier.uuid(using: &names), isJSON: false)
        var files = SidecarFiles(of: self, names: names)
        do {
            try appendFiles(to: &files)
            try files.end()
        } catch {
            files.abort()
            throw error
        }
        let sidecars = files.written.map { file -> JSONObject in
            [
                "path": .string(file.name), "sizeInBytes": .integer(Int64(file.byteCount)),
                "modificationTime": .integer(now),
            ]
        }
        let kinds = CheckpointSchema.parts + CheckpointSchema.state
        let top = try write(to: log.path(name), kinds) { writer in
            try writer.append(
                "checkpointMetadata", ["version": .integer(snapshot.version)])
            try appendState(to: &writer)
            for sidecar in sidecars { try writer.append(CheckpointSchema.sidecar, sidecar) }
        }
        let fields: JSONObject = [
            "path": .string(name.text), "sizeInBytes": .integer(Int64(top.byteCount)),
            "modificationTime": .integer(now),
            "sidecarFiles": .array(sidecars.map { .object($0) }),
        ]
        let byteCount = files.written.reduce(top.byteCount) { $0 + $1.byteCount }
        let pointer = LastCheckpoint(
            version: snapshot.version, actionCount: Int64(files.rowCount + top.rowCount),
            byteCount: Int64(byteCount), fileCount: files.live.count, partsV2: fields)
        return (pointer, files.live)
    }
}
