import DeltaLake
import JSONColumns
import ObjectStorage

/// Checkpoints and sidecars.
///
/// The first byte of an input says which of them it is.
enum CheckpointFuzzing {
    private static let identifier = "80a083e8-7026-4e79-81be-64bd76c43a11"
    private static let sidecar = "016ae953-37a9-438e-8683-9a9a4a79a395.parquet"

    static func run(_ bytes: [UInt8]) {
        guard let kind = bytes.first.map({ $0 % 5 }) else { return }
        let file = Array(bytes.dropFirst())
        FuzzedTable.allowingRefusal {
            let store = MemoryStore()
            switch kind {
            case 0:
                try put(file, "checkpoint.parquet", in: store)
            case 1, 2:
                // A sidecar; of a table that asks for such checkpoints, or does not.
                let metadata = FuzzedTable.commit(
                    schema: FuzzedTable.schema,
                    with: kind == 1 ? [:] : ["delta.checkpointPolicy": .string("v2")])
                try store.put(FuzzedTable.log.appending("_sidecars/\(sidecar)"), file)
                try put(
                    checkpointLine(file.count) + metadata, "checkpoint.\(identifier).json",
                    in: store)
            case 3:
                // A top file that may name itself as its sidecar.
                try store.put(FuzzedTable.log.appending("_sidecars/\(sidecar)"), file)
                try put(file, "checkpoint.\(identifier).parquet", in: store)
            default:
                // A checkpoint in parts, of which there is one, and a later commit that hides some.
                try put(file, "checkpoint.0000000001.0000000001.parquet", in: store)
                try store.put(
                    FuzzedTable.log.appending("00000000000000000004.json"),
                    FuzzedTable.commitWithVector)
            }
            try FuzzedTable.readAll(store)
            try rewrite(store)
        }
    }

    /// What was read is written again, and read again.
    private static func rewrite(_ store: MemoryStore) throws {
        let table = try DeltaTable(store: store, folder: FuzzedTable.folder)
        let before = try table.snapshot()
        let summary = try before.writeCheckpoint(now: 0)
        let count = try fileCount(before)
        precondition(summary.fileCount == count, "a checkpoint holds the files of its version")
        let after = try table.snapshot()
        precondition(after.version == before.version, "a checkpoint changes no version")
        let countAfter = try fileCount(after)
        precondition(countAfter == count, "a checkpoint loses no file")
    }

    private static func fileCount(_ snapshot: Snapshot) throws -> Int {
        var count = 0
        try snapshot.forEachFile { _ in count += 1 }
        return count
    }

    private static func put(_ bytes: [UInt8], _ rest: String, in store: MemoryStore) throws {
        try store.put(FuzzedTable.log.appending("00000000000000000003.\(rest)"), bytes)
    }

    private static func checkpointLine(_ size: Int) -> [UInt8] {
        Array(
            (#"{"checkpointMetadata":{"version":3}}"# + "\n"
                + #"{"sidecar":{"path":"\#(sidecar)","sizeInBytes":\#(size),"#
                + #""modificationTime":1}}"# + "\n").utf8)
    }
}
