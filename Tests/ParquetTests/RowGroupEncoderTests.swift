import Columnar
import Parquet
import TestSupport
import Testing

/// Row groups that are encoded apart from their file.
@Suite struct RowGroupEncoderTests {
    private static let rows = TestTypes.all.fields.map {
        RoundTripTests.rows($0.type, 600, .some, seed: 5)
    }

    private static func batch(_ range: Range<Int>) -> Batch {
        Batch(
            schema: TestTypes.all,
            columns: zip(rows, TestTypes.all.fields).map {
                AnyColumn.of(Array($0[range]), $1.type)
            }, rowCount: range.count)
    }

    @Test("row groups that threads encode side by side make the file that one writer makes")
    func encodesSideBySide() async throws {
        var options = ParquetWriterOptions()
        options.rowGroupRows = 200
        let expected = try write(TestTypes.all, Self.rows, options: options).bytes
        let groups = try await withThrowingTaskGroup(of: (Int, EncodedRowGroup).self) { tasks in
            for number in 0..<3 {
                let batch = Self.batch(number * 200..<number * 200 + 200)
                tasks.addTask { [options] in
                    var encoder = try RowGroupEncoder(schema: TestTypes.all, options: options)
                    try encoder.append(batch)
                    return (number, try encoder.finish())
                }
            }
            return try await tasks.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let sink = MemorySink()
        var writer = try ParquetWriter(schema: TestTypes.all, options: options, sink: sink)
        for number in 0..<3 { try writer.append(try #require(groups[number])) }
        let summary = try writer.finish()
        #expect(sink.bytes == expected)
        #expect(summary.rowCount == 600 && summary.size == expected.count)
    }

    @Test("one encoder makes row group after row group, and rows that wait go before them")
    func keepsOrder() throws {
        let sink = MemorySink()
        var writer = try ParquetWriter(schema: TestTypes.all, sink: sink)
        var encoder = try RowGroupEncoder(schema: TestTypes.all)
        try encoder.append(Self.batch(100..<200))
        try encoder.append(Self.batch(200..<300))
        #expect(encoder.rowCount == 200 && encoder.byteCount > 0)
        let first = try encoder.finish()
        try encoder.append(Self.batch(300..<600))
        try writer.append(Self.batch(0..<100))
        try writer.append(first)
        try writer.append(try encoder.finish())
        try writer.append(try encoder.finish())
        _ = try writer.finish()
        #expect(try ParquetReader(bytes: sink.bytes).rowGroupCount == 3)
        #expect(try read(sink.bytes).rows == Self.rows)
    }

    @Test("a row group of another schema is refused")
    func refusesOtherSchemas() throws {
        var writer = try ParquetWriter(
            schema: Schema([Field("v", .long)]), sink: MemorySink())
        var encoder = try RowGroupEncoder(schema: TestTypes.all)
        try encoder.append(Self.batch(0..<10))
        let group = try encoder.finish()
        #expect(throws: ParquetError.self) { try writer.append(group) }
        #expect(throws: ParquetError.self) {
            try encoder.append(Batch(empty: Schema([Field("v", .long)])))
        }
    }
}
