import ArgumentParsing
import Contracts
import DeltaLake
import JSONColumns
import ObjectStorage
import Platform

/// `vacuum`: removes files that no one needs any more.
enum VacuumCommand {
    static let command = Command(
        "vacuum", "removes files that left a table long ago, or never came into it",
        examples: [
            "ticklake vacuum lake/bronze/ticks --dry-run",
            "ticklake vacuum lake/silver/bars --retain 30d",
        ]
    ) { a in
        let path = a.argument("TABLE", "the table's folder", completion: .folders)
        let isDryRun = a.flag("dry-run", "lists the files and removes none")
        let retain: String? = a.option(
            "retain", "TIME", "how long files are kept (default: the table's own, or 7d)")
        let isForced = a.flag(
            "force", "allows a shorter time than the table's: nothing else may be at work on it")
        let json = a.flag("json", "prints what was done as JSON")
        let retention = retain.map { DurationText.parse($0) }
        a.expect(
            retention.map { $0 != nil } ?? true, "--retain is a duration such as 36h or 30d")
        return {
            let table = try LakeFolder.snapshot(path).table
            var options = VacuumOptions()
            options.retention = retention?.map { $0 / 1_000_000 }
            options.allowsShortRetention = isForced
            options.isDryRun = isDryRun
            let (report, paths) = try run(table, options, showsProgress: !json)
            try Console.show(
                json
                    ? JSONValue.object(object(report, paths, isDryRun)).text + "\n"
                    : text(report, paths, isDryRun))
        }
    }

    private static func run(
        _ table: DeltaTable, _ options: VacuumOptions, showsProgress: Bool
    ) throws -> (VacuumReport, [String]) {
        var progress = ProgressReport(isEnabled: showsProgress)
        defer { progress.finish() }
        var paths: [String] = []
        var count = 0
        do {
            let report = try table.vacuum(
                options, now: SystemClock.wallNanoseconds() / 1_000_000
            ) { object in
                count += 1
                if options.isDryRun {
                    paths.append(object.path.relative(to: table.folder) ?? object.path.text)
                }
                progress.update("\(Readable.count(count)) files, now \(object.path.parent)")
            }
            return (report, paths)
        } catch let error as DeltaError where error.kind == .invalid {
            throw CommandError(
                .usage, error.message,
                advice: "give a longer --retain, or --force where nothing else is at work")
        }
    }

    private static func text(_ report: VacuumReport, _ paths: [String], _ isDryRun: Bool) -> String
    {
        let listed = paths.map { $0 + "\n" }.joined()
        let done = isDryRun ? "would be removed" : "removed"
        let young =
            report.youngFiles > 0
            ? "; \(Readable.count(report.youngFiles)) unneeded files are younger" : ""
        let abandoned =
            report.abandonedUploads > 0
            ? "; \(Readable.count(report.abandonedUploads)) writes that never ended are given up"
            : ""
        return listed
            + "\(Readable.count(report.removedFiles)) files, "
            + "\(Readable.bytes(report.removedBytes)) \(done), "
            + "\(Readable.count(report.neededFiles)) are needed. what is no longer needed "
            + "is kept for \(Retention.text(report.retention))\(young)\(abandoned)\n"
    }

    private static func object(
        _ report: VacuumReport, _ paths: [String], _ isDryRun: Bool
    ) -> JSONObject {
        var object: JSONObject = [
            "dry_run": .bool(isDryRun),
            "files_removed": .integer(Int64(report.removedFiles)),
            "bytes_removed": .integer(report.removedBytes),
            "files_needed": .integer(Int64(report.neededFiles)),
            "files_young": .integer(Int64(report.youngFiles)),
            "writes_given_up": .integer(Int64(report.abandonedUploads)),
            "retention_ms": .integer(report.retention),
        ]
        if isDryRun { object["paths"] = .array(paths.map { .string($0) }) }
        return object
    }
}
