import JSONColumns
import ObjectStorage

/// What a `.crc` file says of a version: all of a table but the list of its files.
///
/// Delta protocol, "Version Checksum File". It is a hint for readers and a check on writers;
/// nothing here goes by it without another reason to.
public struct VersionChecksum: Sendable {
    /// How many files are in the table.
    public let fileCount: Int64
    /// How many bytes they have together.
    public let byteCount: Int64
    /// The table's schema and properties; nil where the file does not say.
    public let metadata: TableMetadata?
    /// What the table needs of programs; nil where the file does not say.
    public let tableProtocol: TableProtocol?
    /// The progress of applications; nil where the file does not say.
    public let transactions: [AppTransaction]?
    /// The `txnId` of the commit that made the version; nil where the file does not say.
    let commitID: String?
    /// When the version was made, by the table's own clock; nil where the file does not say.
    let inCommitTimestamp: Int64?

    /// Reads a checksum; nil for anything that is none, as there are many.
    init?(bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes),
            let fileCount = value["numFiles"]?.int64, fileCount >= 0,
            let byteCount = value["tableSizeBytes"]?.int64, byteCount >= 0
        else { return nil }
        self.fileCount = fileCount
        self.byteCount = byteCount
        commitID = value["txnId"]?.string
        inCommitTimestamp = value["inCommitTimestampOpt"]?.int64
        metadata = value["metadata"].flatMap { try? TableMetadata(ActionFields("metaData", $0)) }
        tableProtocol = value["protocol"].flatMap {
            try? TableProtocol(ActionFields("protocol", $0))
        }
        transactions = value["setTransactions"]?.array.flatMap { marks in
            let read = marks.compactMap { try? AppTransaction(ActionFields("txn", $0)) }
            return read.count == marks.count ? read : nil
        }
    }

    /// Whether it speaks of a snapshot, by all that can be seen without a look at the files.
    ///
    /// One of another table, of a commit that lost its race, or of a version that was made again
    /// after the log was cut off, does not.
    func agrees(with snapshot: Snapshot) -> Bool {
        guard let metadata, let tableProtocol, tableProtocol == snapshot.tableProtocol,
            isSame(metadata, snapshot.metadata)
        else { return false }
        guard let commitID else { return true }
        return snapshot.commitID.map { $0.isSame(as: commitID) } ?? false
    }

    /// By what a snapshot is not what the checksum of its version says, a line each.
    ///
    /// The files of the table are counted, which reads the log.
    public func differences(from snapshot: Snapshot) throws -> [String] {
        var lines: [String] = []
        var live = FileTotals()
        try snapshot.forEachFile { live.add($0.size) }
        if live.count != fileCount {
            lines.append("numFiles is \(fileCount), the log has \(live.count)")
        }
        if live.byteCount != byteCount {
            lines.append("tableSizeBytes is \(byteCount), the log has \(live.byteCount)")
        }
        if let tableProtocol, tableProtocol != snapshot.tableProtocol {
            lines.append("protocol is not the log's")
        }
        if let metadata, !isSame(metadata, snapshot.metadata) {
            lines.append("metadata is not the log's")
        }
        if let transactions,
            transactions.sorted(by: { $0.appID.precedes($1.appID) }) != snapshot.transactions
        {
            lines.append("setTransactions are not the log's")
        }
        return lines
    }

    private func isSame(_ left: TableMetadata, _ right: TableMetadata) -> Bool {
        left.id.isSame(as: right.id) && left.schemaText.isSame(as: right.schemaText)
            && left.configuration == right.configuration
            && left.partitionColumns == right.partitionColumns
    }
}

extension DeltaTable {
    /// What the checksum file of a version says; nil where there is none, or none that makes sense.
    public func checksum(ofVersion version: Int64) throws -> VersionChecksum? {
        try store.getIfPresent(log.path(.checksum(version))).flatMap { VersionChecksum(bytes: $0) }
    }
}
