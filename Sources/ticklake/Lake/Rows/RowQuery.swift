import ArgumentParsing
package import Columnar
package import DeltaLake

/// Which rows and columns of a table are wanted.
package struct RowQuery {
    /// The most rows that are sorted: what is kept in memory.
    package static let sortedRowsMax = 1_000_000

    private let snapshot: Snapshot
    private let condition: RowCondition?
    private let order: RowOrder?
    private let limit: Int
    /// The wanted columns, in the order wanted.
    package let schema: Schema

    /// Makes a query, its names held against the table.
    ///
    /// - Parameters:
    ///   - columns: all if empty.
    ///   - condition: an expression; all rows if nil.
    ///   - order: the column to sort by.
    ///   - limit: the most rows; all if nil.
    /// - Throws: `CommandError` with exit code 64 for what the table does not have.
    package init(
        _ snapshot: Snapshot, columns: [String] = [], condition: String? = nil,
        orderBy order: String? = nil, isDescending: Bool = false, limit: Int?
    ) throws {
        self.snapshot = snapshot
        self.limit = limit ?? .max
        let table = snapshot.schema
        schema = try table.selecting(columns)
        self.condition = try condition.map { try RowCondition(whereOption: $0, schema: table) }
        self.order = try order.map { name in
            guard try table.field(named: name).type.isSortable else {
                throw CommandError(.usage, "cannot sort by `\(name)`", why: "it is nested")
            }
            return RowOrder(column: name, isDescending: isDescending)
        }
        guard order == nil || self.limit <= Self.sortedRowsMax else {
            throw CommandError(
                .usage, "sorting needs a limit", why: "sorted rows are kept in memory",
                advice: "give --limit from 1 to \(Self.sortedRowsMax)")
        }
    }

    /// Ends a scan that has brought enough.
    private struct Enough: Error {}

    /// Calls `body` with the rows, some at a time.
    package func run(_ body: (Batch) throws -> Void) throws {
        guard limit > 0 else { return }
        guard let order else {
            var remaining = limit
            do {
                try scan { batch in
                    let taken = batch.first(remaining)
                    try body(taken.projected(schema))
                    remaining -= taken.rowCount
                    if remaining == 0 { throw Enough() }
                }
            } catch is Enough {}
            return
        }
        var kept: Batch?
        try scan { batch in
            if kept?.append(contentsOf: batch) == nil { kept = batch }
            guard let rows = kept, rows.rowCount > 2 * limit + (1 << 16) else { return }
            kept = order.first(limit, of: rows)
        }
        guard let kept else { return }
        try body(order.first(limit, of: kept).projected(schema))
    }

    /// Calls `body` with all rows that are wanted, never with none.
    private func scan(_ body: (Batch) throws -> Void) throws {
        let names = Set(schema.fields.map(\.name)).union(order.map { [$0.column] } ?? []).sorted()
        if let condition { return try snapshot.scan(columns: names, where: condition, body) }
        try snapshot.scan(columns: names) { batch in
            if batch.rowCount > 0 { try body(batch) }
        }
    }
}

extension Batch {
    fileprivate func first(_ count: Int) -> Batch {
        guard count < rowCount else { return self }
        let rows = (0..<Int32(count)).map { $0 }
        return gathered(rows.span)
    }

    /// The columns of a schema, in its order.
    fileprivate func projected(_ schema: Schema) -> Batch {
        Batch(
            schema: schema, columns: schema.fields.compactMap { column($0.name) },
            rowCount: rowCount)
    }
}
