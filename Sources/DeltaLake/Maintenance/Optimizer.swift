import Bytes
import JSONColumns
import ObjectStorage

/// Makes few large files of many small ones, step by step, while others go on writing.
///
/// Each step rewrites bins of a bounded size and commits them: old files out, new ones in, no row
/// changed (`dataChange` false). Only files of one partition and with the same tags are joined, and
/// the new ones carry the tags. Appends never conflict with it. Where someone else removes or
/// rewrites a file meanwhile, the bin is dropped, and what is left of it is planned anew. A crash
/// leaves the table as it was, or with the step done; files that no commit names are for vacuum.
public struct Optimizer: Sendable {
    /// What is to be done.
    public let options: OptimizeOptions
    /// What was done so far.
    public private(set) var report = OptimizeReport()

    private let table: DeltaTable
    private var snapshot: Snapshot?
    private var waiting: [FileBin] = []
    /// The version up to which all files of the bins that wait are known to be in the table.
    private var checkedVersion: Int64 = -1
    private var isPlanned = false
    /// Whether there may be more when the bins that wait are done.
    private var mayHaveMore = false
    private var plansWithoutGain = 0

    /// How often in a row a plan may come to nothing because others were faster.
    private static let plansWithoutGainMax = 8
    private static let triesMax = 4

    /// Prepares the optimizing of a table.
    public init(_ table: DeltaTable, _ options: OptimizeOptions = OptimizeOptions()) {
        self.table = table
        self.options = options
    }

    /// Does a step; false where nothing is left to do.
    ///
    /// After an error nothing of the step was committed, or all of it; the next step plans anew.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - random: gives the names of files and commits.
    /// - Throws: `DeltaError` of kind `invalid` for options that do not suit the table,
    ///   `unsupported` for a table that cannot be written, `corrupt` for a damaged file;
    ///   `StoreError`.
    public mutating func step(
        now: Int64, using random: inout some RandomNumberGenerator
    ) throws -> Bool {
        do {
            return try attemptStep(now: now, using: &random)
        } catch {
            (snapshot, isPlanned, waiting) = (nil, false, [])
            throw error
        }
    }

    private mutating func attemptStep(
        now: Int64, using random: inout some RandomNumberGenerator
    ) throws -> Bool {
        if waiting.isEmpty {
            guard !isPlanned || mayHaveMore else { return false }
            try plan()
            if waiting.isEmpty { return false }
        }
        guard var current = snapshot else { return false }
        try dropLostBins(current)
        let target = try options.targetByteCount(current.metadata)
        var rewritten: [RewrittenBin] = []
        var byteCount: Int64 = 0
        while let bin = waiting.last,
            rewritten.isEmpty
                || byteCount.addingSaturated(bin.byteCount) <= options.bytesPerCommit
        {
            waiting.removeLast()
            byteCount = byteCount.addingSaturated(bin.byteCount)
            var rewrite = BinRewrite(current, options, target: target, now: now)
            do {
                rewritten.append(try rewrite.run(bin, using: &random))
            } catch let error as StoreError where error.kind == .notFound {
                // Removed and vacuumed since the plan was made; else it is missing.
                try current.update()
                guard try current.isMissingSome(of: [bin]) else { throw error }
                drop([bin])
            }
        }
        try commit(rewritten, over: &current, now: now, using: &random)
        snapshot = current
        return true
    }

    private mutating func plan() throws {
        let current = try table.snapshot()
        try ProtocolGate.checkWriting(current.tableProtocol, current.metadata)
        try current.refuseRewritingOfTrackedRows()
        try options.check(current.metadata)
        let target = try options.targetByteCount(current.metadata)
        var plan = OptimizePlan(options, over: current.metadata, target: target)
        var skipped = 0
        while true {
            try current.forEachFile { file in
                // What lies outside of the table's folder is someone else's to rewrite.
                if (try? table.path(of: file)) != nil { plan.offer(file) }
            }
            // Taken from the end.
            waiting = plan.bins().reversed()
            guard waiting.isEmpty, plan.isCut else { break }
            skipped += options.plannedFilesMax
            plan = OptimizePlan(
                options, over: current.metadata, target: target, skipping: skipped)
        }
        snapshot = current
        checkedVersion = current.version
        isPlanned = true
        plansWithoutGain += 1
        mayHaveMore = plan.isCut && !waiting.isEmpty
    }

    /// Drops the bins of which the snapshot, which has gone on since the plan, has lost a file: a
    /// commit would bring its rows back.
    private mutating func dropLostBins(_ snapshot: Snapshot) throws {
        guard snapshot.version != checkedVersion else { return }
        let live = try snapshot.live(among: waiting)
        drop(waiting.filter { !$0.isWithin(live) })
        waiting.removeAll { !$0.isWithin(live) }
        checkedVersion = snapshot.version
    }

    private mutating func drop(_ bins: [FileBin]) {
        if bins.isEmpty { return }
        report.droppedBins += bins.count
        mayHaveMore = plansWithoutGain < Self.plansWithoutGainMax
    }

    /// Commits the bins of which all files are still in the table.
    private mutating func commit(
        _ rewritten: [RewrittenBin], over snapshot: inout Snapshot, now: Int64,
        using random: inout some RandomNumberGenerator
    ) throws {
        var remaining = rewritten
        var liveVersion = checkedVersion
        for _ in 0..<Self.triesMax {
            if snapshot.version != liveVersion {
                let live = try snapshot.live(among: remaining.map(\.bin))
                drop(remaining.filter { !$0.bin.isWithin(live) }.map(\.bin))
                remaining.removeAll { !$0.bin.isWithin(live) }
                liveVersion = snapshot.version
            }
            if remaining.isEmpty { return }
            let part = OptimizeReport(remaining)
            let transaction = transaction(remaining, part, over: snapshot, now: now)
            guard
                case .committed(let version) = try snapshot.commit(
                    transaction, now: now, using: &random)
            else { continue }
            report.add(part)
            report.versions.append(version)
            plansWithoutGain = 0
            // Nobody came between: the bins that wait are as they were.
            if version == checkedVersion + 1 { checkedVersion = version }
            return
        }
        // Whoever changes the table's metadata again and again wins; the next plan sees it.
        drop(remaining.map(\.bin))
    }

    private func transaction(
        _ bins: [RewrittenBin], _ part: OptimizeReport, over snapshot: Snapshot, now: Int64
    ) -> Transaction {
        let columns = options.clustering?.columns ?? []
        var parameters = [
            "predicate": JSONValue.array(options.predicate.map { [.string($0)] } ?? []).text,
            "zOrderBy": "[]",
            "clusterBy": JSONValue.array(columns.map { .string($0) }).text,
            "auto": "false",
        ]
        if let clustering = options.clustering { parameters["curve"] = clustering.order.rawValue }
        return Transaction(
            operation: "OPTIMIZE", operationParameters: parameters,
            adds: bins.flatMap(\.adds),
            removes: bins.flatMap { $0.bin.files.map { $0.removal(at: now, dataChange: false) } },
            reads: .removedFiles, info: ["operationMetrics": .object(part.metrics)])
    }
}

extension DeltaTable {
    /// Makes few large files of many small ones; see `Optimizer`.
    ///
    /// - Parameters:
    ///   - options: what is made of which files.
    ///   - clock: milliseconds since 1970.
    ///   - random: gives the names of files and commits.
    ///   - onStep: told what has been done so far, after each commit.
    public func optimize(
        _ options: OptimizeOptions = OptimizeOptions(), clock: () -> Int64,
        using random: inout some RandomNumberGenerator,
        onStep: (OptimizeReport) throws -> Void = { _ in }
    ) throws -> OptimizeReport {
        var optimizer = Optimizer(self, options)
        while try optimizer.step(now: clock(), using: &random) { try onStep(optimizer.report) }
        return optimizer.report
    }
}

extension Snapshot {
    /// Which files of some bins are in the table.
    fileprivate func live(among bins: [FileBin]) throws -> Set<FileKey> {
        let wanted = Set(bins.flatMap { $0.files.map(\.key) })
        var live: Set<FileKey> = []
        try forEachFile { if wanted.contains($0.key) { live.insert($0.key) } }
        return live
    }

    fileprivate func isMissingSome(of bins: [FileBin]) throws -> Bool {
        let live = try live(among: bins)
        return !bins.allSatisfy { $0.isWithin(live) }
    }
}

extension FileBin {
    fileprivate func isWithin(_ live: Set<FileKey>) -> Bool {
        files.allSatisfy { live.contains($0.key) }
    }
}

extension OptimizeReport {
    fileprivate init(_ bins: [RewrittenBin]) {
        for bin in bins {
            addedSizes += bin.adds.map(\.size)
            removedFiles += bin.bin.files.count
            removedBytes = removedBytes.addingSaturated(bin.bin.byteCount)
            rowCount += bin.rowCount
            removedVectors += bin.bin.files.count { $0.deletionVector != nil }
        }
    }

    /// The metrics as Delta names them.
    fileprivate var metrics: JSONObject {
        let sizes = addedSizes.sorted()
        func quantile(_ part: Int) -> Int64 {
            sizes.isEmpty ? 0 : sizes[min(sizes.count - 1, sizes.count * part / 4)]
        }
        let values: [(String, Int64)] = [
            ("numRemovedFiles", Int64(removedFiles)), ("numRemovedBytes", removedBytes),
            ("numAddedFiles", Int64(addedFiles)), ("numAddedBytes", addedBytes),
            ("numDeletionVectorsRemoved", Int64(removedVectors)),
            ("numOutputRows", rowCount), ("minFileSize", quantile(0)),
            ("p25FileSize", quantile(1)), ("p50FileSize", quantile(2)),
            ("p75FileSize", quantile(3)), ("maxFileSize", sizes.last ?? 0),
        ]
        return JSONObject(values.map { .init($0.0, .string(String($0.1))) })
    }
}
