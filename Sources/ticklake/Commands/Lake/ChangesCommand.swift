import ArgumentParsing
import Columnar
import DeltaLake

/// `changes`: the rows that versions of a table changed.
enum ChangesCommand {
    static let command = Command(
        "changes", "prints the rows that versions changed, for a table that keeps a change feed",
        examples: [
            "ticklake changes lake/bronze/ticks --from 12 --to 20 --format jsonl",
            "ticklake changes lake/bronze/ticks --from 12 --columns _change_type,symbol,price",
        ]
    ) { a in
        let path = a.argument("TABLE", "the table's folder", completion: .folders)
        let first: Int64 = a.requiredOption("from", "N", "the first version", as: Int64.self)
        let last: Int64? = a.option(
            "to", "N", "the last version (default: the newest)", as: Int64.self)
        let columns: [String] = a.list(
            "columns", "A,B",
            "which columns, in this order; also _change_type, _commit_version, _commit_timestamp")
        let format = a.option("format", "FORMAT", "how rows look", default: RowFormat.table)
        a.expect(first >= 0, "--from is not negative")
        a.expect(last.map { $0 >= first } ?? true, "--to is not before --from")
        return {
            let end = try LakeFolder.snapshot(path, version: last)
            let schema = try Schema(end.schema.fields + ChangeColumns.fields).selecting(columns)
            if first > end.version { _ = try LakeFolder.snapshot(path, version: first) }
            var printer = RowPrinter(schema, format: format)
            let names = schema.fields.map(\.name)
            var isBegun = false
            func begin() throws {
                if !isBegun { try Console.show(printer.head) }
                isBegun = true
            }
            do {
                try end.table.changes(from: first, to: end.version, columns: names) { batch in
                    try begin()
                    try Console.show(printer.text(of: batch))
                }
            } catch let error as DeltaError where error.kind == .invalid {
                throw CommandError(
                    .usage, error.message,
                    advice: "a feed tells of versions since delta.enableChangeDataFeed became true")
            } catch let error as DeltaError where error.kind == .notFound {
                throw CommandError(
                    .usage, error.message, why: try VersionRange(end.table).description)
            }
            try begin()
            try Console.show(printer.tail)
        }
    }
}
