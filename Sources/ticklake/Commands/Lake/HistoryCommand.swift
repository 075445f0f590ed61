import ArgumentParsing
import DeltaLake
import JSONColumns

/// `history`: what the versions of a table did.
enum HistoryCommand {
    static let command = Command(
        "history",
        "lists a table's commits, newest first, with what they did and each lane's offsets",
        examples: ["ticklake history lake/bronze/ticks --limit 5"]
    ) { a in
        let path = a.argument("TABLE", "the table's folder", completion: .folders)
        let limit = a.option("limit", "N", "how many commits", default: 20)
        let json = a.flag("json", "prints the commits as JSON")
        a.expect(limit > 0, "--limit is at least 1")
        return {
            let entries = try LakeFolder.snapshot(path).table.history(limit: limit).map(Entry.init)
            try Console.show(json ? report(entries) + "\n" : text(entries))
        }
    }

    /// A commit, and what a pipeline noted in it.
    private struct Entry {
        let commit: HistoryEntry
        let audit: AuditRecord?

        init(_ commit: HistoryEntry) {
            self.commit = commit
            audit = AuditRecord(info: .object(commit.info))
        }

        var time: String? { CommitTime.text(commit.timestamp) }
        var engine: String? { commit.info["engineInfo"]?.string }

        /// `price-ticks/0 100..200 lost 120..130, price-ticks/1 7..9`.
        var progress: String {
            let steps = (audit?.steps ?? []).map { step in
                let lost = step.lost.map { " lost \($0.lowerBound)..\($0.upperBound)" }
                return "\(step.lane) \(step.range.lowerBound)..\(step.range.upperBound)"
                    + lost.joined()
            }
            let sources = (audit?.sources ?? []).map {
                "\($0.table) @\($0.range.lowerBound)..\($0.range.upperBound)"
            }
            // A restore, or another program, moves lanes without an account of the records.
            let marks = audit == nil ? commit.transactions : []
            let moves = marks.map { mark -> String in
                let lane = LaneKey(application: mark.appID)?.description ?? mark.appID
                return "\(lane) to \(mark.version)"
            }
            return (steps + sources + moves).joined(separator: ", ")
        }
    }

    private static func text(_ entries: [Entry]) -> String {
        var table = TextTable(
            ["version", "time", "operation", "rows", "files", "lanes", "engine"],
            right: ["version", "rows", "files"])
        for entry in entries {
            let removed = entry.commit.removedFiles > 0 ? " -\(entry.commit.removedFiles)" : ""
            table.append([
                "\(entry.commit.version)", entry.time ?? "",
                entry.commit.operation ?? "",
                entry.commit.addedRows.map { "+\(Readable.count($0))" } ?? "?",
                "+\(entry.commit.addedFiles)\(removed)", entry.progress, entry.engine ?? "",
            ])
        }
        return table.text
    }

    private static func report(_ entries: [Entry]) -> String {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        var writer = JSONWriter()
        writer.beginArray()
        for entry in entries {
            writer.beginObject()
            writer.member("version", entry.commit.version)
            writer.member("committed_at", text(entry.time))
            writer.member("operation", text(entry.commit.operation))
            writer.member("engine", text(entry.engine))
            writer.member("rows_added", entry.commit.addedRows.map { .integer($0) } ?? .null)
            writer.member("files_added", entry.commit.addedFiles)
            writer.member("files_removed", entry.commit.removedFiles)
            writer.member("parameters", entry.commit.info["operationParameters"] ?? .null)
            writer.member("metrics", entry.commit.info["operationMetrics"] ?? .null)
            writer.name("transactions")
            writer.beginObject()
            for mark in entry.commit.transactions { writer.member(mark.appID, mark.version) }
            writer.endObject()
            // As the writer put it: nothing that it noted is lost on the way.
            writer.member("audit", entry.commit.info["ticklake"] ?? .null)
            writer.endObject()
        }
        writer.endArray()
        return writer.text
    }
}
