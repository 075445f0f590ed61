public import Columnar

extension ParquetReader {
    /// Reads some rows of a row group.
    ///
    /// Pages that have none of them are not read where the file has an offset index, and otherwise
    /// not decompressed where their headers tell their rows.
    ///
    /// - Parameters:
    ///   - columns: the fields of `schema` to be read, in this order; all if nil.
    ///   - rows: ranges of row numbers within the row group, rising and apart.
    /// - Throws: `ParquetError`; what reading the bytes throws.
    public func readRowGroup(
        _ group: Int, columns: [String]? = nil, rows: [Range<Int>]
    ) throws -> Batch {
        let ranges = try checked(rows, group)
        var cursor = RowGroupCursor(self, group, try pick(columns), ranges, batchRowsMax: nil)
        return try cursor.next()?.batch ?? Batch(empty: cursor.schema)
    }

    /// Reads a row group, or some rows of it, in batches.
    ///
    /// At one time there is a batch in memory, and for each column a page, its dictionary, and a
    /// megabyte of the file.
    ///
    /// - Parameters:
    ///   - rows: ranges of row numbers within the row group, rising and apart; all rows if nil.
    ///   - columns: the fields of `schema` to be read, in this order; all if nil.
    ///   - rowsMax: the most rows of a batch, at least 1.
    /// - Throws: `ParquetError`.
    public func batches(
        ofGroup group: Int, rows: [Range<Int>]? = nil, columns: [String]? = nil, rowsMax: Int
    ) throws -> ParquetBatches {
        guard rowsMax > 0 else {
            throw ParquetError(.invalidInput, "a batch has a row at least. rowsMax=`\(rowsMax)`")
        }
        let ranges = try checked(rows ?? [0..<rowCount(ofGroup: group)], group)
        return ParquetBatches(
            cursor: RowGroupCursor(
                self, group, try pick(columns), ranges, batchRowsMax: rowsMax))
    }

    private func checked(
        _ rows: [Range<Int>], _ group: Int
    ) throws(ParquetError) -> [Range<Int>] {
        var end = 0
        for range in rows {
            guard range.lowerBound >= end, range.upperBound <= rowCount(ofGroup: group) else {
                throw ParquetError(
                    .invalidInput,
                    "ranges of rows rise within the row group. rows=`\(range)`, "
                        + "group=`\(rowCount(ofGroup: group))`")
            }
            end = range.upperBound
        }
        return rows.filter { !$0.isEmpty }
    }
}

/// The rows of a row group, batch by batch.
public struct ParquetBatches: Sendable {
    var cursor: RowGroupCursor

    /// Some rows and where they are.
    public struct Part: Sendable {
        /// The numbers of the rows within the row group, in the order of the batch.
        public let rows: [Range<Int>]
        /// The rows.
        public let batch: Batch
    }

    /// Reads the next rows; nil when there are no more.
    ///
    /// After an error nothing more can be read.
    ///
    /// - Throws: `ParquetError`; what reading the bytes throws.
    public mutating func next() throws -> Part? { try cursor.next() }
}
