import ArgumentParsing
import Columnar
import DeltaLake

/// `changes`: the rows that versions of a table changed.
enum ChangesCommand {
    static let command = Command(
        "changes", "prints the rows that versions changed, for a table that keeps a change feed",
        examples: ["ticklake changes lake/orders --from 12 --to 20 --format jsonl"]
    ) { a in
        let path = a.argument("TABLE", "the table's folder", completion: .folders)
        let first: Int64 = a.requiredOption("from", "N", "the first version", as: Int64.self)
        let last: Int64? = a.option(
            "to", "N", "the last version (default: the newest)", as: Int64.self)
        let columns: [String] = a.list("columns", "A,B", "which columns, in this order")
        let format = a.option("format", "FORMAT", "how rows look", default: RowFormat.table)
        a.expect(first >= 0, "--from is not negative")
        a.expect(last.map { $0 >= first } ?? true, "--to is not before --from")
        return {
            let table = try LakeFolder.snapshot(path).table
            var printer: RowPrinter?
            do {
                try table.changes(
                    from: first, to: last, columns: columns.isEmpty ? nil : columns
                ) { batch in
                    if printer == nil {
                        printer = RowPrinter(batch.schema, format: format)
                        try Console.show(printer?.head ?? "")
                    }
                    try Console.show(printer?.text(of: batch) ?? "")
                }
            } catch let error as DeltaError where error.kind == .invalid || error.kind == .notFound
            {
                throw CommandError(
                    .usage, error.message,
                    advice: "`ticklake history \(path)` lists the versions, and a feed is kept "
                        + "where the property delta.enableChangeDataFeed is true")
            }
            try Console.show(printer?.tail ?? "")
        }
    }
}
