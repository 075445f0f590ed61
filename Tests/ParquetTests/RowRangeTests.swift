import Bytes
import Columnar
import Parquet
import Synchronization
import TestSupport
import Testing

@Suite("Reading parts of a row group")
struct RowRangeTests {
    /// Files with many pages of every type, with and without indexes.
    private static func file(_ number: Int) throws -> [UInt8] {
        let hints: [ColumnEncoding] = [.automatic, .dictionary, .delta, .plain]
        var options = ParquetWriterOptions()
        options.codec = number % 2 == 0 ? .none : .snappy
        options.pageRows = [7, 50, 64, 1000][number % 4]
        options.batchRowsMin = 1
        options.rowGroupRows = 400
        options.hasPageIndexes = number % 3 != 0
        for field in TestTypes.all.fields { options.encodings[field.name] = hints[number % 4] }
        let rows = TestTypes.all.fields.enumerated().map {
            RoundTripTests.rows($1.type, 500, .some, seed: UInt64($0 + number))
        }
        return try write(TestTypes.all, rows, batchRows: 90, options: options).bytes
    }

    @Test(
        "any ranges, in batches of any size, give the rows that all rows have there",
        arguments: 0..<6)
    func readsOwnFiles(number: Int) throws {
        try compare(ParquetReader(bytes: Self.file(number)), rounds: 6, seed: UInt64(number))
    }

    @Test(
        "so do they in files of other programs",
        .enabled(if: GoldenFiles.folder != nil, GoldenFiles.isMissing),
        arguments: GoldenFiles.names)
    func readsGoldenFiles(name: String) throws {
        // Those that are refused have tests of their own.
        guard let reader = try? ParquetReader(bytes: GoldenFiles.bytes(name)),
            (try? reader.readAll()) != nil
        else { return }
        try compare(reader, rounds: 2, seed: 5)
    }

    private func compare(_ reader: ParquetReader, rounds: Int, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for group in 0..<min(3, reader.rowGroupCount) {
            let whole = try reader.readRowGroup(group)
            let all = whole.columns.map(\.cells)
            for _ in 0..<rounds {
                let ranges = random.ranges(within: whole.rowCount)
                let places = ranges.flatMap { Array($0) }
                let expected = all.map { cells in places.map { cells[$0] } }
                let found = try reader.readRowGroup(group, rows: ranges)
                #expect(found.rowCount == places.count)
                #expect(found.columns.map(\.cells) == expected, "\(ranges)")
                let rowsMax = Int(random.next() % UInt64(max(1, whole.rowCount / 3)) + 1)
                var batches = try reader.batches(
                    ofGroup: group, rows: ranges, rowsMax: rowsMax)
                var (got, next) = (all.map { _ in [Cell]() }, 0)
                while let part = try batches.next() {
                    #expect(part.batch.rowCount <= rowsMax)
                    let numbers = part.rows.flatMap { Array($0) }
                    #expect(numbers == Array(places[next..<next + part.batch.rowCount]))
                    next += part.batch.rowCount
                    for (index, column) in part.batch.columns.enumerated() {
                        got[index] += column.cells
                    }
                }
                #expect(got == expected, "\(ranges), \(rowsMax)")
            }
        }
    }

    @Test("with an offset index only the pages that have wanted rows are read")
    func readsFewBytes() throws {
        let schema = Schema([
            Field("a", .long), Field("b", .array(element: .long, containsNull: true)),
        ])
        var options = ParquetWriterOptions()
        options.codec = .none
        options.encodings = ["a": .plain, "b.list.element": .plain]
        options.pageRows = 1000
        options.batchRowsMin = 1
        var random = SplitMix64(seed: 3)
        let rows = schema.fields.map { field in
            (0..<20_000).map { _ in random.cell(field.type, distinct: 1 << 40) }
        }
        let bytes = try write(schema, rows, batchRows: 1000, options: options).bytes
        let counter = ReadCounter(bytes)
        let reader = try counter.reader()
        let before = counter.byteCount
        let found = try reader.readRowGroup(0, columns: ["a"], rows: [4_500..<4_600])
        #expect(found.columns[0].cells == Array(rows[0][4_500..<4_600]))
        // One page of 8 bytes a row, and the index of twenty pages.
        #expect(counter.byteCount - before < 1000 * 8 + 1000, "\(counter.byteCount - before)")
        #expect(counter.byteCount - before > 1000 * 8)
        let nested = try reader.readRowGroup(0, columns: ["b"], rows: [0..<10, 19_990..<20_000])
        #expect(nested.columns[0].cells == Array(rows[1][0..<10] + rows[1][19_990...]))
        #expect(counter.byteCount < bytes.count / 2)
    }

    @Test("batches of a row group read every byte once, in parts of about a megabyte")
    func readsAhead() throws {
        let schema = Schema([Field("a", .long)])
        var options = ParquetWriterOptions()
        options.codec = .none
        options.encodings = ["a": .plain]
        var random = SplitMix64(seed: 3)
        let rows = [(0..<250_000).map { _ in random.cell(.long, distinct: 1 << 40) }]
        options.rowGroupRows = rows[0].count
        let bytes = try write(schema, rows, options: options).bytes
        let counter = ReadCounter(bytes)
        let reader = try counter.reader()
        let before = counter.byteCount
        var batches = try reader.batches(ofGroup: 0, rowsMax: 10_000)
        var count = 0
        while let part = try batches.next() { count += part.batch.rowCount }
        #expect(count == rows[0].count)
        #expect(counter.byteCount - before <= bytes.count)
        #expect(counter.largest < 3 << 19)
    }

    @Test("ranges that do not rise, or lie outside the row group, are refused")
    func refusesRanges() throws {
        let reader = try ParquetReader(bytes: Self.file(1))
        for ranges in [[5..<9, 8..<12], [390..<401], [9..<12, 0..<2]] {
            #expect(throws: ParquetError.self) { try reader.readRowGroup(0, rows: ranges) }
        }
        #expect(throws: ParquetError.self) { try reader.batches(ofGroup: 0, rowsMax: 0) }
    }
}

/// A file in memory that counts what is read of it.
final class ReadCounter: Sendable {
    private let bytes: [UInt8]
    private let counts = Mutex<(total: Int, largest: Int)>((0, 0))

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The bytes that were asked for.
    var byteCount: Int { counts.withLock { $0.total } }
    /// The bytes of the largest call.
    var largest: Int { counts.withLock { $0.largest } }

    func reader() throws -> ParquetReader {
        try ParquetReader(size: bytes.count) { [self] range in
            counts.withLock { $0 = ($0.total + range.count, max($0.largest, range.count)) }
            return Array(bytes[range])
        }
    }
}

extension SplitMix64 {
    /// A few ranges that rise, some of them next to each other.
    mutating func ranges(within count: Int) -> [Range<Int>] {
        var cuts = (0..<2 * (next() % 4 + 1)).map { _ in Int(next() % UInt64(count + 1)) }
        cuts.sort()
        return stride(from: 0, to: cuts.count, by: 2).map { cuts[$0]..<cuts[$0 + 1] }
    }
}
