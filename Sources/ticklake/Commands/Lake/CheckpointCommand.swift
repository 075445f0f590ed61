import ArgumentParsing
import DeltaLake
import JSONColumns
import Platform

/// `checkpoint`: a short way into a table's log.
enum CheckpointCommand {
    static let command = Command(
        "checkpoint", "writes a checkpoint of a table's log, from which readers start",
        examples: ["ticklake checkpoint lake/bronze/ticks"]
    ) { a in
        let path = a.argument("TABLE", "the table's folder", completion: .folders)
        let cleansLog = a.flag(
            "clean-log", "removes versions older than the log's retention (30 days) as well")
        let json = a.flag("json", "prints what was written as JSON")
        return {
            let snapshot = try LakeFolder.snapshot(path)
            let written = try snapshot.writeCheckpoint(
                now: SystemClock.wallNanoseconds() / 1_000_000)
            let removed =
                cleansLog
                ? try snapshot.removeExpiredLog(now: SystemClock.wallNanoseconds() / 1_000_000)
                    .removedFiles : 0
            let object: JSONObject = [
                "version": .integer(written.version),
                "actions": .integer(Int64(written.actionCount)),
                "files": .integer(Int64(written.fileCount)),
                "bytes": .integer(Int64(written.byteCount)),
                "log_files_removed": .integer(Int64(removed)),
            ]
            try Console.showLine(
                json
                    ? JSONValue.object(object).text
                    : "checkpoint of version \(written.version): "
                        + "\(Readable.count(written.fileCount)) files, "
                        + "\(Readable.count(written.actionCount)) actions, "
                        + Readable.bytes(written.byteCount)
                        + (cleansLog ? "; \(removed) files removed from the log" : ""))
        }
    }
}
