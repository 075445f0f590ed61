import Columnar
import ObjectStorage
import Parquet

/// A bin whose rows lie in new files, which no commit names yet.
struct RewrittenBin: Sendable {
    let bin: FileBin
    let adds: [AddFile]
    let rowCount: Int64
}

/// Writes the rows of a bin anew, a few at a time, and holds what was written against what
/// was read.
struct BinRewrite {
    let snapshot: Snapshot
    let options: OptimizeOptions
    let target: Int64
    let now: Int64
    private let columns: [String]
    private var adds: [AddFile] = []
    private var digest: UInt64 = 0
    private var rowCount: Int64 = 0

    init(_ snapshot: Snapshot, _ options: OptimizeOptions, target: Int64, now: Int64) {
        self.snapshot = snapshot
        self.options = options
        self.target = target
        self.now = now
        columns = snapshot.metadata.dataSchema.fields.map(\.name)
    }

    /// Writes a bin anew.
    ///
    /// - Throws: `DeltaError` of kind `corrupt` where the new files do not hold the rows of the old
    ///   ones, value for value; they are left for vacuum.
    mutating func run(
        _ bin: FileBin, using random: inout some RandomNumberGenerator
    ) throws -> RewrittenBin {
        if let tagging = options.tagging, bin.tags[tagging.tag] == nil {
            try forEachLot(of: bin) { rewrite, lot in
                for run in tagging.runs(of: lot) {
                    var tags = bin.tags
                    tags[tagging.tag] = run.tag
                    try rewrite.write(lot, run.rows, bin, tags: tags, using: &random)
                }
            }
        } else if let clustering = options.clustering {
            var tags = bin.tags
            tags[AddFile.clusteringTag] = clustering.text(snapshot.metadata)
            try forEachLot(of: bin) { rewrite, lot in
                let order = clustering.arranged(lot)
                try rewrite.write(lot, order[...], bin, tags: tags, using: &random)
            }
        } else {
            try writeInOrder(bin, using: &random)
        }
        try verify(bin)
        return RewrittenBin(bin: bin, adds: adds, rowCount: rowCount)
    }

    private mutating func writeInOrder(
        _ bin: FileBin, using random: inout some RandomNumberGenerator
    ) throws {
        var open: TableFileWriter?
        do {
            try forEachBatch(of: bin) { rewrite, rows in
                if open == nil { open = try rewrite.writer(bin, using: &random) }
                try open?.append(rows)
                guard let size = open?.byteCount, size >= rewrite.target else { return }
                try rewrite.finish(open.take(), tags: bin.tags)
            }
        } catch {
            open.take()?.abort()
            throw error
        }
        try finish(open.take(), tags: bin.tags)
    }

    /// Calls `body` with as many rows as memory allows at a time: files of their own for each lot.
    private mutating func forEachLot(
        of bin: FileBin, _ body: (inout BinRewrite, Batch) throws -> Void
    ) throws {
        var lot = Batch(empty: snapshot.metadata.dataSchema)
        try forEachBatch(of: bin) { rewrite, rows in
            lot.append(contentsOf: rows)
            guard lot.memoryByteCount >= rewrite.options.memoryBytes else { return }
            try body(&rewrite, lot)
            lot = Batch(empty: lot.schema)
        }
        if lot.rowCount > 0 { try body(&self, lot) }
    }

    /// Calls `body` with the rows of a bin in order, some at a time.
    private mutating func forEachBatch(
        of bin: FileBin, _ body: (inout BinRewrite, Batch) throws -> Void
    ) throws {
        for file in bin.files {
            let reader = try snapshot.open(file, columns: columns)
            let rowsMax = options.batchRows(byteCount: file.size, rowCount: reader.rowCount)
            for group in 0..<reader.rowGroupCount {
                try reader.forEachBatch(ofGroup: group, rowsMax: rowsMax) { rows in
                    note(rows)
                    try body(&self, rows)
                }
            }
        }
    }

    private mutating func write(
        _ lot: Batch, _ order: ArraySlice<Int32>, _ bin: FileBin, tags: [String: String],
        using random: inout some RandomNumberGenerator
    ) throws {
        var open: TableFileWriter? = try writer(bin, using: &random)
        do {
            // A slice at a time, so that the rows are not in memory twice.
            for start in stride(from: order.startIndex, to: order.endIndex, by: Self.sliceRows) {
                let rows = Array(order[start..<min(order.endIndex, start + Self.sliceRows)])
                try open?.append(lot.gathered(rows.span))
            }
        } catch {
            open.take()?.abort()
            throw error
        }
        try finish(open.take(), tags: tags)
    }

    private static let sliceRows = 16_384

    private func writer(
        _ bin: FileBin, using random: inout some RandomNumberGenerator
    ) throws -> TableFileWriter {
        var writerOptions = ParquetWriterOptions()
        // Rewritten once and read often: worth more than the first writing.
        writerOptions.codec = .zstd(level: 3)
        let metadata = snapshot.metadata
        return try TableFileWriter(
            snapshot.table, metadata, partition: metadata.logical(bin.partition),
            options: writerOptions, using: &random)
    }

    private mutating func finish(
        _ writer: consuming TableFileWriter?, tags: [String: String]
    ) throws {
        guard let writer = writer.take() else { return }
        adds.append(try writer.finish(now: now, tags: tags, dataChange: false))
    }

    private mutating func note(_ rows: Batch) {
        digest &+= RowDigest.digest(of: rows)
        rowCount += Int64(rows.rowCount)
    }

    /// Reads the new files back.
    private func verify(_ bin: FileBin) throws {
        var found: UInt64 = 0
        var count: Int64 = 0
        for file in adds {
            try snapshot.read(file, columns: columns) { rows in
                found &+= RowDigest.digest(of: rows)
                count += Int64(rows.rowCount)
            }
        }
        guard found == digest, count == rowCount else {
            throw DeltaError(
                .corrupt,
                "\(count) rows written in place of \(rowCount) from \(bin.files[0].path) and "
                    + "\(bin.files.count - 1) more do not read back as the same. nothing was "
                    + "committed. the disk or this program is at fault: check the disk, keep the "
                    + "files, and report it")
        }
    }
}
