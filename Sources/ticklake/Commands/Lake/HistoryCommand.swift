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
            let snapshot = try LakeFolder.snapshot(path)
            let entries = try Self.entries(snapshot, limit: limit)
            try Console.show(json ? report(entries) + "\n" : text(entries))
        }
    }

    /// A commit, with its rows counted.
    private struct Entry {
        let commit: Commit
        let audit: AuditRecord?
        /// The new rows that came in; nil where a file does not say.
        let added: Int64?
        let removed: Int

        init(_ commit: Commit) {
            self.commit = commit
            audit = AuditRecord(info: commit.info)
            added = commit.adds.reduce(Int64?(0)) { sum, file in
                // Rows that only moved are not new.
                guard file.dataChange else { return sum }
                return sum.flatMap { sum in file.rowCount.map { sum + $0 } }
            }
            removed = commit.removes.count
        }

        var time: String? { CommitTime.text(commit.info?["timestamp"]?.int64) }
        var operation: String? { commit.info?["operation"]?.string }
        var engine: String? { commit.info?["engineInfo"]?.string }

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

    /// The newest commits that the log still has.
    private static func entries(_ snapshot: Snapshot, limit: Int) throws -> [Entry] {
        var entries: [Entry] = []
        var version = snapshot.version
        while entries.count < limit, version >= 0,
            let commit = try snapshot.table.commit(version)
        {
            entries.append(Entry(commit))
            version -= 1
        }
        return entries
    }

    private static func text(_ entries: [Entry]) -> String {
        var table = TextTable(
            ["version", "time", "operation", "rows", "files", "lanes", "engine"],
            right: ["version", "rows", "files"])
        for entry in entries {
            let removed = entry.removed > 0 ? " -\(entry.removed)" : ""
            table.append([
                "\(entry.commit.version)", entry.time ?? "", entry.operation ?? "",
                entry.added.map { "+\(Readable.count($0))" } ?? "?",
                "+\(entry.commit.adds.count)\(removed)", entry.progress, entry.engine ?? "",
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
            writer.member("operation", text(entry.operation))
            writer.member("engine", text(entry.engine))
            writer.member("rows_added", entry.added.map { .integer($0) } ?? .null)
            writer.member("files_added", entry.commit.adds.count)
            writer.member("files_removed", entry.removed)
            writer.member("parameters", entry.commit.info?["operationParameters"] ?? .null)
            writer.member("metrics", entry.commit.info?["operationMetrics"] ?? .null)
            writer.name("transactions")
            writer.beginObject()
            for mark in entry.commit.transactions { writer.member(mark.appID, mark.version) }
            writer.endObject()
            // As the writer put it: nothing that it noted is lost on the way.
            writer.member("audit", entry.commit.info?["ticklake"] ?? .null)
            writer.endObject()
        }
        writer.endArray()
        return writer.text
    }
}
