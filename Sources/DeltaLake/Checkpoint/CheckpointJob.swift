import Columnar
import JSONColumns
import ObjectStorage

/// The making of one checkpoint, of the one before it and the commits since.
struct CheckpointJob {
    private let snapshot: Snapshot
    private let listing: LogListing
    /// Files that were removed earlier than this are not mentioned any more.
    private let oldest: Int64
    private let form: CheckpointForm
    private let log: DeltaLog

    init(_ snapshot: Snapshot, _ listing: LogListing, removedSince oldest: Int64) {
        self.snapshot = snapshot
        self.listing = listing
        self.oldest = oldest
        form = CheckpointForm(snapshot.metadata, snapshot.tableProtocol)
        log = snapshot.table.log
    }

    /// Writes the checkpoint; gives the pointer to it.
    func run(now: Int64) throws -> LastCheckpoint {
        try writeClassic()
    }

    /// One file with all.
    private func writeClassic() throws -> LastCheckpoint {
        let path = try log.path(.checkpoint(snapshot.version, part: 1, parts: 1))
        let upload = try snapshot.table.store.beginPut(path)
        do {
            var writer = try CheckpointWriter(
                CheckpointSchema.state + form.files, form, to: upload)
            try appendState(to: &writer)
            try appendFiles(to: &writer)
            let live = writer.live
            let (byteCount, rowCount) = try writer.finish()
            return LastCheckpoint(
                version: snapshot.version, actionCount: Int64(rowCount),
                byteCount: Int64(byteCount), fileCount: live.count)
        } catch {
            upload.abort()
            throw error
        }
    }

    private func appendState(to writer: inout CheckpointWriter) throws {
        try writer.append(.protocolChange(snapshot.tableProtocol))
        try writer.append(.metadata(snapshot.metadata))
        for transaction in snapshot.transactions {
            try writer.append(.transaction(transaction))
        }
        for domain in snapshot.domains { try writer.append(.domain(domain)) }
    }

    private func appendFiles(to writer: inout CheckpointWriter) throws {
        var pass = ReplayPass()
        for version in listing.commitsNewestFirst {
            try pass.forEachNewest(in: try log.requiredLines(version)) { file in
                if !file.isAdd, file.deletionTimestamp < oldest { return }
                try writer.append(file)
            }
        }
        guard let place = listing.checkpoint else { return }
        let names = CheckpointSchema.files.map(\.name)
        try CheckpointReader(place, in: log).forEachBatch(of: names) { batch in
            let carried = CarriedRows(of: batch, besides: pass, removedSince: oldest)
            let isWhole = carried.rows.count == batch.rowCount
            try writer.append(
                isWhole ? batch : batch.gathered(carried.rows.span), live: carried.live)
        }
    }
}
