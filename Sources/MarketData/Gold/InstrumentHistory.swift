import Bytes
import Columnar

/// The rows of `silver/instruments`, to be asked for the one that held at an instant.
struct InstrumentHistory: Sendable {
    private struct Version: Sendable {
        let validFrom: Int64
        let validTo: Int64?
        let row: Int32
    }

    /// The contract's columns of every row, and a row of nulls after the last.
    let attributes: [AnyColumn]
    /// The index of the row of nulls.
    let noRow: Int32
    private var symbols = SymbolTable()
    private var versions: [[Version]] = []
    /// A hash of the contract's columns of each row.
    private let hashes: [UInt64]

    /// A history without instruments.
    init(contract: [Field]) {
        attributes = contract.map { AnyColumn(nulls: 1, of: $0.type) }
        noRow = 0
        hashes = [0]
    }

    /// Reads a table that has the columns of `fields` beside those of validity.
    init(_ table: Batch, attributes fields: [Field]) throws(MarketDataError) {
        let stored = StoredColumns(table)
        let names = try stored.binary("symbol")
        let from = try stored.int64("valid_from")
        let to = try stored.int64("valid_to")
        var columns: [AnyColumn] = []
        for field in fields {
            guard let column = table.column(field.name),
                column.hasForm(of: AnyColumn(empty: field.type))
            else {
                throw MarketDataError(
                    .damaged, "silver/instruments has no fitting column `\(field.name)`.")
            }
            var extended = column
            extended.append(contentsOf: AnyColumn(nulls: 1, of: field.type))
            columns.append(extended)
        }
        attributes = columns
        noRow = Int32(table.rowCount)
        hashes = RowDigest.rowHashes(
            of: Batch(
                schema: Schema(fields), columns: columns, rowCount: table.rowCount + 1))
        for row in 0..<table.rowCount {
            let number = Int(symbols.number(of: names[row]))
            if number == versions.count { versions.append([]) }
            versions[number].append(
                Version(
                    validFrom: from.values[row], validTo: to.optional(row), row: Int32(row)))
        }
        // Two lanes can have a row at one time: the contents decide, not the order of files.
        for number in versions.indices {
            versions[number].sort { left, right in
                left.validFrom != right.validFrom
                    ? left.validFrom < right.validFrom
                    : hashes[Int(left.row)] < hashes[Int(right.row)]
            }
        }
    }

    /// The row of a symbol that held up to an instant, which is not part of the time before it.
    func row(of symbol: RawSpan, before end: Int64) -> Int32 {
        guard let number = symbols.find(symbol) else { return noRow }
        for version in versions[Int(number)].reversed()
        where version.validFrom < end && version.validTo ?? .max >= end {
            return version.row
        }
        return noRow
    }

    /// A hash of what a row says; equal for rows of two histories that say the same.
    func hash(_ row: Int32) -> UInt64 { hashes[Int(row)] }
}
