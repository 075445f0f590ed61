import Bytes
import Columnar
import ObjectStorage

/// The sidecars of a checkpoint: another is begun when one is as large as wanted.
///
/// Programs read them side by side, and stores take an object of any size in one piece only so far.
struct SidecarFiles: ~Copyable, FileActionSink {
    /// A sidecar that is in place.
    struct Written {
        let name: String
        let byteCount: Int
    }

    private let job: CheckpointJob
    private var names: SplitMix64
    private var name = ""
    private var upload: (any ObjectUpload)?
    private var writer: CheckpointWriter?
    /// What is in place, in the order written.
    private(set) var written: [Written] = []
    /// The number of rows in them.
    private(set) var rowCount = 0
    /// The number of files that are in the table, and of their bytes.
    private(set) var live = FileTotals()

    init(of job: CheckpointJob, names: SplitMix64) {
        self.job = job
        self.names = names
    }

    mutating func append(_ file: FileAction) throws {
        try begin()
        try writer?.append(file)
        try endIfFull()
    }

    mutating func append(_ batch: Batch, live: FileTotals) throws {
        if batch.rowCount == 0 { return }
        try begin()
        try writer?.append(batch, live: live)
        try endIfFull()
    }

    private mutating func begin() throws {
        guard upload == nil else { return }
        name = "\(Identifier.uuid(using: &names)).parquet"
        let path = try job.log.folder.appending("_sidecars/\(name)")
        let upload = try job.log.store.beginPut(path)
        self.upload = upload
        writer = try CheckpointWriter(job.form.files, job.form, to: upload)
    }

    private mutating func endIfFull() throws {
        if writer?.byteCount ?? 0 >= job.sidecarByteCount { try end() }
    }

    /// Puts the last one in place.
    mutating func end() throws {
        guard let full = writer.take() else { return }
        live.add(full.live)
        let (byteCount, rowCount) = try full.finish()
        upload = nil
        written.append(Written(name: name, byteCount: byteCount))
        self.rowCount += rowCount
    }

    /// Gives up the one that is being written; those before it are left for a clean-up of the log.
    mutating func abort() {
        writer = nil
        upload?.abort()
        upload = nil
    }
}
