import ArgumentParsing
import Columnar
import DeltaLake

/// `show`: the rows of a table.
enum ShowCommand {
    static let command = Command(
        "show", "prints rows of a table, of any version, filtered and sorted",
        examples: [
            "ticklake show lake/silver/bars --where \"symbol = 'AAPL' AND interval = '1m'\"",
            "ticklake show lake/bronze/ticks --columns symbol,price --format csv --limit 0",
        ]
    ) { a in
        let path = a.argument("TABLE", "the table's folder", completion: .folders)
        let condition: String? = a.option(
            "where", "EXPR", "which rows: comparisons, IN, IS NULL, AND, OR, NOT, parentheses")
        let version: Int64? = a.option(
            "version", "N", "the table as it was at a version", as: Int64.self)
        let time: String? = a.option("at", "TIME", "the table as it was at a time")
        let limit = a.option("limit", "N", "how many rows; 0 for all", default: 20)
        let columns: [String] = a.list("columns", "A,B", "which columns, in this order")
        let order: String? = a.option("order-by", "COLUMN", "sorts the rows, nulls last")
        let isDescending = a.flag("descending", "sorts from the highest to the lowest")
        let format = a.option("format", "FORMAT", "how rows look", default: RowFormat.table)
        a.expect(limit >= 0, "--limit is not negative")
        a.expect(version ?? 0 >= 0, "--version is not negative")
        a.expect(version == nil || time == nil, "--version and --at exclude each other")
        a.expect(!isDescending || order != nil, "--descending needs --order-by")
        return {
            let snapshot =
                try time.map { try LakeFolder.snapshot(path, at: $0) }
                ?? LakeFolder.snapshot(path, version: version)
            let query = try RowQuery(
                snapshot, columns: columns, condition: condition, orderBy: order,
                isDescending: isDescending, limit: limit == 0 ? nil : limit)
            var printer = RowPrinter(query.schema, format: format)
            try Console.show(printer.head)
            try query.run { try Console.show(printer.text(of: $0)) }
            try Console.show(printer.tail)
        }
    }
}
