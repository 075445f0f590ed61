import ArgumentParsing
import Columnar
import DeltaLake
import JSONColumns
import Platform

/// `describe`: what one table is.
enum DescribeCommand {
    static let command = Command(
        "describe", "shows a table's columns, properties, size and progress",
        examples: ["ticklake describe lake/bronze/ticks"]
    ) { a in
        let path = a.argument("TABLE", "the table's folder", completion: .folders)
        let version: Int64? = a.option(
            "version", "N", "the table as it was at a version", as: Int64.self)
        let time: String? = a.option("at", "TIME", "the table as it was at a time")
        let json = a.flag("json", "prints the description as JSON")
        a.expect(version ?? 0 >= 0, "--version is not negative")
        a.expect(version == nil || time == nil, "--version and --at exclude each other")
        return {
            let began = SystemClock.monotonicNanoseconds()
            let snapshot =
                try time.map { try LakeFolder.snapshot(path, at: $0) }
                ?? LakeFolder.snapshot(path, version: version)
            let seconds = Double(SystemClock.monotonicNanoseconds() - began) / 1e9
            if let advice = snapshot.opening.advice(seconds: seconds) {
                Console.report("warning: \(advice): `ticklake checkpoint \(path)`")
            }
            let summary = try TableSummary(snapshot)
            try Console.show(
                json ? report(snapshot, summary) + "\n" : text(path, snapshot, summary))
        }
    }

    private static func text(
        _ path: String, _ snapshot: Snapshot, _ summary: TableSummary
    ) -> String {
        let metadata = snapshot.metadata
        var columns = TextTable(["column", "type", "nullable", "partition"])
        for field in snapshot.schema.fields {
            columns.append([
                field.name, field.type.deltaName, field.isNullable ? "" : "no",
                metadata.isPartitionColumn(field.name) ? "yes" : "",
            ])
        }
        var facts = TextTable(["table", path])
        for (name, value) in self.facts(snapshot, summary) { facts.append([name, value]) }
        var text = facts.text + "\n" + columns.text
        if !metadata.configuration.isEmpty {
            var properties = TextTable(["property", "value"])
            for (key, value) in metadata.configuration.sorted(by: { $0.key < $1.key }) {
                properties.append([key, value])
            }
            text += "\n" + properties.text
        }
        if !snapshot.transactions.isEmpty {
            var progress = TextTable(["txn", "next"], right: ["next"])
            for mark in snapshot.transactions { progress.append([mark.appID, "\(mark.version)"]) }
            text += "\n" + progress.text
        }
        return text
    }

    private static func facts(
        _ snapshot: Snapshot, _ summary: TableSummary
    ) -> [(String, String)] {
        let needs = snapshot.tableProtocol
        let features = (needs.readerFeatures ?? []) + (needs.writerFeatures ?? [])
        let list = Set(features).sorted().joined(separator: ", ")
        return [
            ("id", snapshot.metadata.id), ("version", "\(summary.version)"),
            ("last commit", CommitTime.text(summary.timestamp) ?? "?"),
            ("rows", summary.rows.map { Readable.count($0) } ?? "?"),
            ("files", Readable.count(summary.files)), ("size", Readable.bytes(summary.bytes)),
            ("log", log(snapshot.opening)),
            (
                "protocol",
                "reader \(needs.minReaderVersion), writer \(needs.minWriterVersion)"
                    + (list.isEmpty ? "" : ", \(list)")
            ),
        ]
    }

    /// What has to be read to open the table.
    private static func log(_ opening: OpeningCost) -> String {
        let commits = "\(Readable.count(opening.commitCount)) commits"
        return opening.checkpointVersion.map { "checkpoint \($0), \(commits) since" } ?? commits
    }

    private static func report(_ snapshot: Snapshot, _ summary: TableSummary) -> String {
        let metadata = snapshot.metadata
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", metadata.id)
        writer.member("version", summary.version)
        writer.member(
            "committed_at", CommitTime.text(summary.timestamp).map { .string($0) } ?? .null)
        writer.member("rows", summary.rows.map { .integer($0) } ?? .null)
        writer.member("files", summary.files)
        writer.member("bytes", summary.bytes)
        writer.member(
            "checkpoint_version", snapshot.opening.checkpointVersion.map { .integer($0) } ?? .null)
        writer.member("commits_since_checkpoint", snapshot.opening.commitCount)
        writer.member("min_reader_version", snapshot.tableProtocol.minReaderVersion)
        writer.member("min_writer_version", snapshot.tableProtocol.minWriterVersion)
        writer.member("partition_columns", .array(metadata.partitionColumns.map { .string($0) }))
        writer.name("columns")
        writer.beginArray()
        for field in snapshot.schema.fields {
            writer.beginObject()
            writer.member("name", field.name)
            writer.member("type", field.type.deltaName)
            writer.member("nullable", field.isNullable)
            writer.endObject()
        }
        writer.endArray()
        writer.name("properties")
        writer.beginObject()
        for (key, value) in metadata.configuration.sorted(by: { $0.key < $1.key }) {
            writer.member(key, value)
        }
        writer.endObject()
        writer.name("transactions")
        writer.beginObject()
        for mark in snapshot.transactions { writer.member(mark.appID, mark.version) }
        writer.endObject()
        writer.endObject()
        return writer.text
    }
}
