import ArgumentParsing
import Connectors
import Contracts
import DeltaLake
import JSONColumns
import Platform

/// `optimize`: few large files in place of many small ones.
enum OptimizeCommand {
    static let command = Command(
        "optimize", "joins a table's small files into few large ones, while others go on writing",
        examples: [
            "ticklake optimize lake/bronze/ticks",
            "ticklake optimize lake/bronze/ticks --where \"event_date = '2026-01-05'\" "
                + "--cluster-by symbol,event_time",
        ]
    ) { a in
        let path = a.argument("TABLE", "the table's folder", completion: .folders)
        let condition: String? = a.option("where", "EXPR", "which partitions")
        let size: String? = a.option(
            "target-size", "SIZE", "of the files that are made, such as 128MiB")
        let columns: [String] = a.list(
            "cluster-by", "A,B",
            "arranges rows so that conditions on these columns read little, within files that are "
                + "joined and within --memory")
        let order = a.option(
            "order", "ORDER", "how rows are arranged", default: ArrangedBy.hilbert)
        let memory: String? = a.option(
            "memory", "SIZE", "of the rows that are arranged at a time (default: 256MiB)")
        let json = a.flag("json", "prints what was done as JSON")
        let lot = memory.map { SizeText.parse($0) }
        a.expect(
            lot.map { $0 ?? 0 >= 1 << 20 } ?? true, "--memory is a size from 1MiB on")
        let target = size.map { SizeText.parse($0) }
        a.expect(
            target.map { $0 ?? 0 > 0 } ?? true, "--target-size is a size such as 128MiB or 1GB")
        a.expect(!columns.isEmpty || order == .hilbert, "--order needs --cluster-by")
        return {
            let snapshot = try LakeFolder.snapshot(path)
            var options = OptimizeOptions()
            options.targetByteCount = target?.map { Int64($0) }
            // So that progress is seen, and little is lost when it is interrupted.
            options.bytesPerCommit = 256 << 20
            try restrict(&options, to: condition, snapshot)
            if let lot = lot ?? nil { options.memoryBytes = lot }
            try arrange(&options, by: columns, order.order, snapshot)
            let report = try run(snapshot.table, options, showsProgress: !json)
            try Console.showLine(json ? JSONValue.object(object(report)).text : text(report))
        }
    }

    private static func restrict(
        _ options: inout OptimizeOptions, to condition: String?, _ snapshot: Snapshot
    ) throws {
        guard let condition else { return }
        let filter = try RowCondition(whereOption: condition, schema: snapshot.schema)
        let metadata = snapshot.metadata
        if let other = filter.columns.first(where: { !metadata.isPartitionColumn($0) }) {
            let names = metadata.partitionColumns.joined(separator: ", ")
            throw CommandError(
                .usage, "--where names `\(other)`",
                why: "only whole partitions can be chosen",
                advice: names.isEmpty
                    ? "the table has none: leave --where out" : "the partition columns are \(names)"
            )
        }
        options.isWanted = { filter.mayMatch($0, of: metadata) }
        options.predicate = condition
    }

    private static func arrange(
        _ options: inout OptimizeOptions, by columns: [String], _ order: RowClustering.Order,
        _ snapshot: Snapshot
    ) throws {
        options.tagging = LakeFileOrder.tagging(of: snapshot)
        guard !columns.isEmpty else {
            options.orderedBy = LakeFileOrder.column(of: snapshot)
            return
        }
        if LakeFileOrder.isArchive(snapshot) {
            throw CommandError(
                .usage, "RAW cannot be clustered",
                why: "it is read back in the order of its offsets",
                advice: "leave --cluster-by out, or cluster BRONZE")
        }
        options.clustering = RowClustering(columns, order: order)
        do {
            try options.check(snapshot.metadata)
        } catch let error as DeltaError where error.kind == .invalid {
            throw CommandError(.usage, error.message)
        }
    }

    private static func run(
        _ table: DeltaTable, _ options: OptimizeOptions, showsProgress: Bool
    ) throws -> OptimizeReport {
        var progress = ProgressReport(isEnabled: showsProgress)
        defer { progress.finish() }
        var random = SystemRandomNumberGenerator()
        return try table.optimize(
            options, clock: { SystemClock.wallNanoseconds() / 1_000_000 }, using: &random
        ) { report in
            progress.update(
                "\(Readable.count(report.removedFiles)) files, "
                    + "\(Readable.bytes(report.removedBytes)) joined into "
                    + Readable.count(report.addedFiles))
        }
    }

    private static func text(_ report: OptimizeReport) -> String {
        let dropped =
            report.droppedBins > 0
            ? "; \(report.droppedBins) bins left out, as others changed their files" : ""
        guard !report.versions.isEmpty else { return "nothing to do\(dropped)" }
        return "\(Readable.count(report.removedFiles)) files, "
            + "\(Readable.bytes(report.removedBytes)) became \(Readable.count(report.addedFiles)), "
            + "\(Readable.bytes(report.addedBytes)), with the same "
            + "\(Readable.count(report.rowCount)) rows\(dropped)"
    }

    private static func object(_ report: OptimizeReport) -> JSONObject {
        [
            "versions": .array(report.versions.map { .integer($0) }),
            "files_removed": .integer(Int64(report.removedFiles)),
            "bytes_removed": .integer(report.removedBytes),
            "files_added": .integer(Int64(report.addedFiles)),
            "bytes_added": .integer(report.addedBytes),
            "rows": .integer(report.rowCount),
            "bins_left_out": .integer(Int64(report.droppedBins)),
        ]
    }
}

/// How rows are arranged, as the user says it.
private enum ArrangedBy: String, ArgumentChoice {
    case hilbert
    case sort

    var order: RowClustering.Order {
        switch self {
        case .hilbert: .hilbert
        case .sort: .sort
        }
    }
}
