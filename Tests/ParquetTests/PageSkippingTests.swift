import Bytes
import Columnar
import Parquet
import Synchronization
import TestSupport
import Testing

@Suite("Pages")
struct PageSkippingTests {
    private var options: ParquetWriterOptions {
        var options = ParquetWriterOptions()
        options.pageRows = 50
        options.rowGroupRows = 700
        options.batchRowsMin = 1
        return options
    }

    private func file(_ options: ParquetWriterOptions) throws -> [UInt8] {
        let rows = TestTypes.all.fields.enumerated().map {
            RoundTripTests.rows($1.type, 1000, .some, seed: UInt64($0))
        }
        return try write(TestTypes.all, rows, batchRows: 37, options: options).bytes
    }

    @Test("any rows of a row group are those of the whole", arguments: [true, false])
    func ranges(hasIndexes: Bool) throws {
        var options = options
        options.hasPageIndexes = hasIndexes
        let reader = try ParquetReader(bytes: file(options))
        var random = SplitMix64(seed: 3)
        for group in 0..<reader.rowGroupCount {
            let whole = try reader.readRowGroup(group).columns.map(\.cells)
            let count = reader.rowCount(ofGroup: group)
            for _ in 0..<6 {
                let borders = (0..<2 * Int.random(in: 0...3, using: &random)).map { _ in
                    Int.random(in: 0...count, using: &random)
                }.sorted()
                let rows = stride(from: 0, to: borders.count, by: 2).map {
                    borders[$0]..<borders[$0 + 1]
                }
                let part = try reader.readRowGroup(group, rows: rows)
                #expect(part.rowCount == rows.reduce(0) { $0 + $1.count })
                for (cells, column) in zip(whole, part.columns) {
                    #expect(column.cells == rows.flatMap { cells[$0] })
                }
            }
        }
    }

    @Test("a page's values lie within its bounds, and all pages are there")
    func bounds() throws {
        let reader = try ParquetReader(bytes: file(options))
        var seen = 0
        for group in 0..<reader.rowGroupCount {
            let whole = try reader.readRowGroup(group)
            for (field, column) in zip(whole.schema.fields, whole.columns) {
                guard
                    let pages = try reader.pageBounds(ofGroup: group, column: [field.name])
                else { continue }
                #expect(pages.first?.rows.lowerBound == 0)
                #expect(pages.last?.rows.upperBound == whole.rowCount)
                let cells = column.cells
                for page in pages {
                    let nulls = cells[page.rows].count { $0 == .null }
                    #expect(page.bounds.nullCount == nulls)
                    for cell in cells[page.rows] {
                        #expect(isWithin(cell, page.bounds), "\(field.name) \(cell)")
                        seen += 1
                    }
                }
            }
        }
        #expect(seen > 5000)
    }

    private func isWithin(_ cell: Cell, _ bounds: ParquetChunkBounds) -> Bool {
        let isAbove: Bool =
            switch (cell, bounds.minimum) {
            case (.integer(let value), .integer(let least)): value >= least
            case (.integer(let value), .decimal(let least)): Int128(value) >= least
            case (.float(let bits), .floating(let least)):
                !(Double(Float(bitPattern: bits)) < least)
            case (.double(let bits), .floating(let least)): !(Double(bitPattern: bits) < least)
            case (.bytes(let bytes), .text(let least, _)):
                !bytes.lexicographicallyPrecedes(least)
            default: true
            }
        let isBelow: Bool =
            switch (cell, bounds.maximum) {
            case (.integer(let value), .integer(let most)): value <= most
            case (.integer(let value), .decimal(let most)): Int128(value) <= most
            case (.float(let bits), .floating(let most)):
                !(Double(Float(bitPattern: bits)) > most)
            case (.double(let bits), .floating(let most)): !(Double(bitPattern: bits) > most)
            case (.bytes(let bytes), .text(let most, _)): !most.lexicographicallyPrecedes(bytes)
            default: true
            }
        return isAbove && isBelow
    }

    @Test("of a flat column only the wanted pages are fetched")
    func fetchesLess() throws {
        let schema = Schema([Field("a", .long)])
        let cells = (0..<5000).map { Cell.integer(Int64($0) &* 0x1e37_79b9_7f4a_7c15) }
        var options = options
        options.rowGroupRows = 5000
        let bytes = try write(schema, [cells], options: options).bytes
        let fetched = Mutex(0)
        let reader = try ParquetReader(size: bytes.count) { range in
            fetched.withLock { $0 += range.count }
            return Array(bytes[range])
        }
        fetched.withLock { $0 = 0 }
        let part = try reader.readRowGroup(0, rows: [2000..<2010, 4990..<5000])
        #expect(part.columns[0].cells == Array(cells[2000..<2010] + cells[4990..<5000]))
        #expect(fetched.withLock { $0 } < bytes.count / 5)
    }

    @Test("rows that are not there or out of order are refused")
    func nonsense() throws {
        let reader = try ParquetReader(bytes: file(options))
        for rows in [[0..<701], [5..<9, 8..<10], [9..<10, 0..<1]] {
            #expect(throws: ParquetError.self) { try reader.readRowGroup(0, rows: rows) }
        }
    }

    @Test("bytes with any bit flipped never trap when pages are skipped")
    func damage() throws {
        let whole = try file(options)
        var random = SplitMix64(seed: 9)
        for _ in 0..<50 {
            var bytes = whole
            // Indexes and footer are at the end.
            let index = bytes.count - 1 - Int.random(in: 0..<bytes.count / 3, using: &random)
            bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            guard let reader = try? ParquetReader(bytes: bytes) else { continue }
            for group in 0..<reader.rowGroupCount {
                for field in reader.schema.fields {
                    _ = try? reader.pageBounds(ofGroup: group, column: [field.name])
                }
                _ = try? reader.readRowGroup(group, rows: [3..<5, 120..<160])
            }
        }
    }
}
