import DeltaLake
import ObjectStorage
import Parquet

/// Checkpoints and sidecars.
///
/// The first byte of an input says which of them it is.
enum CheckpointFuzzing {
    static func run(_ bytes: [UInt8]) {
        guard let kind = bytes.first else { return }
        let file = Array(bytes.dropFirst())
        do {
            let store = MemoryStore()
            if kind % 2 == 0 {
                try store.put(log("00000000000000000003.checkpoint.parquet"), file)
            } else {
                let sidecar = "016ae953-37a9-438e-8683-9a9a4a79a395.parquet"
                try store.put(log("_sidecars/\(sidecar)"), file)
                try store.put(
                    log(
                        "00000000000000000003.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json"),
                    checkpointLine(sidecar, file.count) + FuzzedTable.firstCommit)
            }
            try FuzzedTable.readAll(store)
            // What was read is written again, and read again.
            try DeltaTable(store: store, folder: FuzzedTable.folder).snapshot().writeCheckpoint(
                now: 0)
        } catch is DeltaError {
        } catch is StoreError {
        } catch is ParquetError {
        } catch {
            fatalError("an error of another kind: \(error)")
        }
    }

    private static func log(_ name: String) throws -> StorePath {
        try FuzzedTable.log.appending(name)
    }

    private static func checkpointLine(_ sidecar: String, _ size: Int) -> [UInt8] {
        Array(
            (#"{"checkpointMetadata":{"version":3}}"# + "\n"
                + #"{"sidecar":{"path":"\#(sidecar)","sizeInBytes":\#(size),"#
                + #""modificationTime":1}}"# + "\n").utf8)
    }
}
