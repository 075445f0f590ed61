import Columnar
import JSONColumns
import ObjectStorage

/// What the actions on data files of a checkpoint go to.
protocol FileActionSink: ~Copyable {
    /// Takes an action on a data file as a log has it.
    mutating func append(_ file: FileAction) throws
    /// Takes rows of another checkpoint, and how many files that are in the table they are.
    mutating func append(_ batch: Batch, live: FileTotals) throws
}

extension CheckpointWriter: FileActionSink {}

/// The making of one checkpoint, of the one before it and the commits since.
struct CheckpointJob {
    let snapshot: Snapshot
    let form: CheckpointForm
    let log: DeltaLog
    private let listing: LogListing
    /// Files that were removed earlier than this are not mentioned any more.
    private let oldest: Int64
    /// At how many bytes a sidecar is full.
    let sidecarByteCount: Int

    init(
        _ snapshot: Snapshot, _ listing: LogListing, removedSince oldest: Int64,
        sidecarByteCount: Int
    ) {
        self.sidecarByteCount = sidecarByteCount
        self.snapshot = snapshot
        self.listing = listing
        self.oldest = oldest
        form = CheckpointForm(snapshot.metadata, snapshot.tableProtocol)
        log = snapshot.table.log
    }

    /// A file that was written.
    struct Written {
        let byteCount: Int
        let rowCount: Int
        let live: FileTotals
    }

    /// Writes the checkpoint; gives the pointer to it, and what is in the table.
    func run(now: Int64) throws -> (pointer: LastCheckpoint, live: FileTotals) {
        form.isV2 ? try writeV2(now: now) : try writeClassic()
    }

    /// One file with all.
    private func writeClassic() throws -> (pointer: LastCheckpoint, live: FileTotals) {
        let path = try log.path(.checkpoint(snapshot.version, part: 1, parts: 1))
        let file = try write(to: path, CheckpointSchema.state + form.files) { writer in
            try appendState(to: &writer)
            try appendFiles(to: &writer)
        }
        let pointer = LastCheckpoint(
            version: snapshot.version, actionCount: Int64(file.rowCount),
            byteCount: Int64(file.byteCount), fileCount: file.live.count)
        return (pointer, file.live)
    }

    /// Writes a file that is seen when it is whole, or not at all.
    func write(
        to path: StorePath, _ kinds: [Field], _ body: (inout CheckpointWriter) throws -> Void
    ) throws -> Written {
        let upload = try log.store.beginPut(path)
        do {
            var writer = try CheckpointWriter(kinds, form, to: upload)
            try body(&writer)
            let live = writer.live
            let (byteCount, rowCount) = try writer.finish()
            return Written(byteCount: byteCount, rowCount: rowCount, live: live)
        } catch {
            upload.abort()
            throw error
        }
    }

    func appendState(to writer: inout CheckpointWriter) throws {
        try writer.append(.protocolChange(snapshot.tableProtocol))
        try writer.append(.metadata(snapshot.metadata))
        for transaction in snapshot.transactions {
            try writer.append(.transaction(transaction))
        }
        for domain in snapshot.domains { try writer.append(.domain(domain)) }
    }

    func appendFiles(to writer: inout some FileActionSink & ~Copyable) throws {
        var pass = ReplayPass()
        for version in listing.commitsNewestFirst {
            try pass.forEachNewest(in: try log.requiredLines(version)) { file in
                if !file.isAdd, file.deletionTimestamp < oldest { return }
                try writer.append(file)
            }
        }
        guard let place = listing.checkpoint else { return }
        let names = CheckpointSchema.filesNames
        try CheckpointReader(place, in: log).forEachBatch(of: names) { batch in
            let carried = CarriedRows(of: batch, besides: pass, removedSince: oldest)
            let isWhole = carried.rows.count == batch.rowCount
            try writer.append(
                isWhole ? batch : batch.gathered(carried.rows.span), live: carried.live)
        }
    }
}
