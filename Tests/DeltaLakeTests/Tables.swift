import Bytes
import Columnar
import DeltaLake
import ObjectStorage
import TestSupport

/// What the tests of tables share: a small table, files that exist in name only, a clock.
enum Tables {
    static let now: Int64 = 1_795_397_887_000

    static let definition = TableDefinition(
        schema: Schema([Field("symbol", .string), Field("offset", .long)]),
        configuration: ["ticklake.pipeline": "test"])

    static func table(_ store: any ObjectStore) throws -> DeltaTable {
        try DeltaTable(store: store, folder: StorePath("lake/ticks"), engine: "test/1")
    }

    static func create(
        _ store: any ObjectStore, keepingFiles: Bool = false
    ) throws -> Snapshot {
        var random = SplitMix64(seed: 1)
        return try table(store).openOrCreate(
            definition, keepingFiles: keepingFiles, now: now, using: &random)
    }

    static func file(_ name: String, rows: Int64 = 1) -> AddFile {
        AddFile(
            path: "part-\(name).parquet", size: 100, modificationTime: now,
            stats: "{\"numRecords\":\(rows)}")
    }

    /// A step of an application with one file, named by what the step covers.
    static func step(_ appID: String, from: Int64?, until: Int64) -> Transaction {
        Transaction(
            operation: "STREAMING UPDATE",
            adds: [file("\(appID)-\(from ?? 0)-\(until)", rows: until - (from ?? 0))],
            progress: [AppProgress(appID: appID, from: from, until: until)])
    }
}
