import Bytes
import JSONColumns
import ObjectStorage

extension CheckpointJob {
    /// A file with the state, which names another one with the actions on data files.
    ///
    /// The names follow from the table, the version and the time: who writes the same checkpoint
    /// at the same time writes the same files. The state is written last, when the file that it
    /// names is in place.
    func writeV2(now: Int64) throws -> (pointer: LastCheckpoint, live: FileTotals) {
        let identity = "\(snapshot.metadata.id) \(snapshot.version) \(now)"
        var names = SplitMix64(seed: identity.stableHash.low)
        let sidecarName = "\(Identifier.uuid(using: &names)).parquet"
        let sidecarPath = try log.folder.appending("_sidecars/\(sidecarName)")
        let files = try write(to: sidecarPath, form.files) { try appendFiles(to: &$0) }
        var sidecar: JSONObject?
        if files.rowCount > 0 {
            sidecar = [
                "path": .string(sidecarName), "sizeInBytes": .integer(Int64(files.byteCount)),
                "modificationTime": .integer(now),
            ]
        }
        let name = LogName.checkpointV2(
            snapshot.version, id: Identifier.uuid(using: &names), isJSON: false)
        let kinds = CheckpointSchema.parts + CheckpointSchema.state
        let top = try write(to: log.path(name), kinds) { writer in
            try writer.append(
                "checkpointMetadata", ["version": .integer(snapshot.version)])
            try appendState(to: &writer)
            if let sidecar { try writer.append(CheckpointSchema.sidecar, sidecar) }
        }
        let fields: JSONObject = [
            "path": .string(name.text), "sizeInBytes": .integer(Int64(top.byteCount)),
            "modificationTime": .integer(now),
            "sidecarFiles": .array(sidecar.map { [.object($0)] } ?? []),
        ]
        let pointer = LastCheckpoint(
            version: snapshot.version, actionCount: Int64(files.rowCount + top.rowCount),
            byteCount: Int64(files.byteCount + top.byteCount), fileCount: files.live.count,
            partsV2: fields)
        return (pointer, files.live)
    }
}
