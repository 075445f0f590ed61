import ObjectStorage
package import DeltaLake

/// What a table is now, in a few numbers.
package struct TableSummary: Sendable {
    /// The table's path in the lake.
    package let name: String
    /// The newest version.
    package let version: Int64
    /// The number of data files.
    package private(set) var files = 0
    /// The bytes of the data files.
    package private(set) var bytes: Int64 = 0
    /// The rows; nil where a file does not say.
    package private(set) var rows: Int64? = 0
    /// The partition columns.
    package let partitionColumns: [String]
    /// When the newest commit was made, in milliseconds since 1970.
    package let timestamp: Int64?
    /// The lanes with the first offset that the table does not reflect.
    package let lanes: [(lane: LaneKey, next: Int64)]
    /// The sources of a derived table with the first version that it does not reflect.
    package let sources: [(source: SourceKey, next: Int64)]

    /// Sums a snapshot up.
    package init(_ snapshot: Snapshot) throws {
        name = snapshot.table.folder.text
        version = snapshot.version
        partitionColumns = snapshot.metadata.partitionColumns
        timestamp = snapshot.timestamp
        lanes = snapshot.transactions.compactMap { mark in
            LaneKey(application: mark.appID).map { ($0, mark.version) }
        }.sorted { $0.0 < $1.0 }
        sources = snapshot.transactions.compactMap { mark in
            SourceKey(application: mark.appID).map { ($0, mark.version) }
        }
        try snapshot.forEachFile { file in
            files += 1
            bytes += file.size
            if let known = rows { rows = file.rowCount.map { known + $0 } }
        }
    }

    /// The most lanes that are named one by one.
    private static let lanesShownMax = 4

    /// The progress in a few words: `price-ticks/0=120 price-ticks/1=98 and 30 more`.
    package var progress: String {
        let shown = lanes.prefix(Self.lanesShownMax).map { "\($0.lane)=\($0.next)" }
        let more = lanes.count - shown.count
        let sources = sources.map { "\($0.source.table)@\($0.next)" }
        return (shown + (more > 0 ? ["and \(more) more"] : []) + sources).joined(separator: " ")
    }
}
