import ArgumentParsing
import DeltaLake
import JSONColumns
import ObjectStorage
import Telemetry

/// `tables`: what a lake holds.
enum TablesCommand {
    static let command = Command(
        "tables", "lists the tables of a lake, with rows, sizes and how far each lane is",
        examples: ["ticklake tables lake", "ticklake tables lake --json"]
    ) { a in
        let path = a.argument("LAKE", "the lake's folder", completion: .folders)
        let json = a.flag("json", "prints the tables as JSON")
        return {
            let lake = try LakeFolder(path)
            let tables = try lake.tables(among: try lake.objects())
            let summaries = try tables.compactMap(summary)
            try Console.show(json ? report(summaries) + "\n" : text(summaries))
            let failures = tables.count - summaries.count
            guard failures > 0 else { return }
            throw CommandError(
                .failed, "\(failures == 1 ? "1 table" : "\(failures) tables") cannot be read")
        }
    }

    /// The tables of a lake for machines.
    static func report(_ lake: LakeFolder) throws -> String {
        report(try lake.tables(among: try lake.objects()).compactMap(summary))
    }

    /// A table's summary; nil, after a line about it, for one that cannot be read.
    private static func summary(_ table: DeltaTable) throws -> TableSummary? {
        do {
            return try TableSummary(table.snapshot())
        } catch let error as DeltaError {
            Console.report("error: \(table.folder): \(error.message)")
            return nil
        }
    }

    private static func text(_ summaries: [TableSummary]) -> String {
        var table = TextTable(
            [
                "table", "version", "rows", "files", "size", "partitioned by", "last commit",
                "next",
            ], right: ["version", "rows", "files", "size"])
        for summary in summaries {
            table.append([
                summary.name, "\(summary.version)",
                summary.rows.map { Readable.count($0) } ?? "?", Readable.count(summary.files),
                Readable.bytes(summary.bytes),
                summary.partitionColumns.joined(separator: ", "),
                CommitTime.text(summary.timestamp) ?? "", summary.progress,
            ])
        }
        return table.text
    }

    private static func report(_ summaries: [TableSummary]) -> String {
        var writer = JSONWriter()
        writer.beginArray()
        for summary in summaries { write(summary, to: &writer) }
        writer.endArray()
        return writer.text
    }

    private static func write(_ summary: TableSummary, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("table", summary.name)
        writer.member("version", summary.version)
        writer.member("rows", summary.rows.map { .integer($0) } ?? .null)
        writer.member("files", summary.files)
        writer.member("bytes", summary.bytes)
        writer.member("partition_columns", .array(summary.partitionColumns.map { .string($0) }))
        writer.member(
            "committed_at", CommitTime.text(summary.timestamp).map { .string($0) } ?? .null)
        writer.name("lanes")
        writer.beginArray()
        for (lane, next) in summary.lanes {
            writer.beginObject()
            writer.member("pipeline", lane.pipeline)
            writer.member("topic", lane.topic)
            writer.member("partition", lane.partition)
            writer.member("next", next)
            writer.endObject()
        }
        writer.endArray()
        writer.name("sources")
        writer.beginObject()
        for (source, next) in summary.sources { writer.member(source.table, next) }
        writer.endObject()
        writer.endObject()
    }
}

/// The time of a commit.
enum CommitTime {
    /// RFC 3339 in UTC; nil where the commit says none, or none that can be.
    static func text(_ milliseconds: Int64?) -> String? {
        guard let milliseconds else { return nil }
        let (nanoseconds, overflowed) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        return overflowed ? nil : UTCTime(nanoseconds: nanoseconds).description
    }
}
