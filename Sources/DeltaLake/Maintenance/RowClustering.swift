package import Columnar

/// Puts rows into an order in which few row groups match a condition on the columns chosen.
public struct RowClustering: Sendable, Equatable {
    /// How rows are ordered by several columns.
    public enum Order: String, Sendable, CaseIterable {
        /// Along a Hilbert curve through the ranks of the values: every column alike.
        case hilbert
        /// By the first column, then by the next.
        case sort
    }

    /// The columns.
    public let columns: [String]
    /// The order.
    public let order: Order

    /// Clusters by columns: at most eight for a curve.
    public init(_ columns: [String], order: Order = .hilbert) {
        self.columns = columns
        self.order = order
    }

    /// The clustering as a text, by which clustered files are known: `hilbert(symbol,ts)`.
    ///
    /// Columns go by their names in files, which stay when people rename them.
    func text(_ metadata: TableMetadata) -> String {
        let names = columns.map { metadata.physicalName($0) }
        return "\(order.rawValue)(\(names.joined(separator: ",")))"
    }

    /// Refuses columns that a table has not or cannot be clustered by.
    func check(_ metadata: TableMetadata) throws {
        if columns.isEmpty { throw DeltaError(.invalid, "no column to cluster by") }
        if columns.count > HilbertCurve.dimensionsMax {
            throw DeltaError(
                .invalid,
                "\(columns.count) columns to cluster by. \(HilbertCurve.dimensionsMax) are the "
                    + "most, and three or four already thin the effect out")
        }
        for name in columns {
            guard let index = metadata.schema.index(of: name) else {
                throw DeltaError(.invalid, "the table has no column `\(name)` to cluster by")
            }
            if metadata.isPartitionColumn(name) {
                throw DeltaError(
                    .invalid, "`\(name)` is a partition column: files are apart by it already")
            }
            switch metadata.schema.fields[index].type {
            case .structure, .array, .map:
                throw DeltaError(
                    .invalid, "`\(name)` cannot be clustered by: its type has no order")
            default: break
            }
        }
    }

    /// The rows of a batch in this order; rows that are equal in it stay in theirs.
    package func arranged(_ batch: Batch) -> [Int32] {
        let ranked = columns.compactMap { batch.column($0).flatMap { ValueRanks($0) } }
        let rows = (0..<Int32(batch.rowCount)).map { $0 }
        switch order {
        case .sort:
            return rows.sorted { left, right in
                for column in ranked {
                    let (a, b) = (column.ranks[Int(left)], column.ranks[Int(right)])
                    if a != b { return a < b }
                }
                return left < right
            }
        case .hilbert:
            let places = places(ranked, count: batch.rowCount)
            return rows.sorted { left, right in
                let (a, b) = (places[Int(left)], places[Int(right)])
                return a != b ? a < b : left < right
            }
        }
    }

    private func places(_ ranked: [ValueRanks], count: Int) -> [UInt64] {
        guard ranked.count > 1 else { return (ranked.first?.ranks ?? []).map { UInt64($0) } }
        let curve = HilbertCurve(dimensions: ranked.count)
        var point = [UInt32](repeating: 0, count: ranked.count)
        return (0..<count).map { row in
            for (axis, column) in ranked.enumerated() {
                // Ranks are below their number, so that this has no more bits than the curve.
                let scaled = UInt64(column.ranks[row]) << UInt64(curve.bits)
                point[axis] = UInt32(scaled / UInt64(max(1, column.distinctCount)))
            }
            return curve.place(of: &point)
        }
    }
}
