import Columnar
import Parquet
import Testing

/// How much memory a small file may ask for.
@Suite struct DecodingBudgetTests {
    private static let rowCount = 4096
    private static let columnCount = 40

    /// Columns that are next to nothing in the file.
    private static func file(_ cell: Cell) throws -> [UInt8] {
        let schema = Schema((0..<columnCount).map { Field("c\($0)", .long) })
        let rows = Array(repeating: Array(repeating: cell, count: rowCount), count: columnCount)
        return try write(schema, rows).bytes
    }

    private static func limits(bytesPerRow: Int) -> ParquetLimits {
        var limits = ParquetLimits()
        limits.decodedBytesPerStoredByte = 0
        limits.decodedBytesFloor = rowCount * bytesPerRow
        return limits
    }

    @Test("constant columns are charged with what they take when they are read, and no more")
    func chargesTrueWidths() throws {
        let file = try Self.file(.integer(7))
        // Nine bytes a value, and while a column is decoded twelve and two more.
        let limits = Self.limits(bytesPerRow: 9 * Self.columnCount + 16)
        let batch = try ParquetReader(bytes: file, limits: limits).readRowGroup(0)
        #expect(batch.rowCount == Self.rowCount)
        let less = Self.limits(bytesPerRow: 9 * Self.columnCount - 16)
        let error = #expect(throws: ParquetError.self) {
            try ParquetReader(bytes: file, limits: less).readRowGroup(0)
        }
        #expect(error?.kind == .tooLarge)
    }

    @Test("what is too much at once is read in batches", arguments: [Cell.null, .integer(7)])
    func readsInBatches(cell: Cell) throws {
        let file = try Self.file(cell)
        let isNull = cell == .null
        // What is left of a page of each column is held between batches.
        let limits = Self.limits(bytesPerRow: (isNull ? 3 : 12) * Self.columnCount)
        let reader = try ParquetReader(bytes: file, limits: limits)
        var batches = try reader.batches(ofGroup: 0, rowsMax: 256)
        var count = 0
        while let part = try batches.next() { count += part.batch.rowCount }
        #expect(count == Self.rowCount)
        guard isNull else { return }
        #expect(throws: ParquetError.self) { try reader.readRowGroup(0) }
    }
}
