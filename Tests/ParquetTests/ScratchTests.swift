import Columnar
import Parquet
import TestSupport
import Testing

@Suite("Buffers that writers share")
struct ScratchTests {
    private static let schema = Schema([Field("a", .long), Field("b", .string)])

    private static func batch(_ start: Int) -> Batch {
        let numbers = (start..<start + 5_000).map { Int64($0 * 7_919 % 10_007) }
        return Batch(
            schema: schema,
            columns: [.int64(Column(numbers)), .binary(BinaryColumn(numbers.map { "t\($0)" }))],
            rowCount: numbers.count)
    }

    private static func writer(_ sink: MemorySink, _ codec: Codec = .zstd(level: 1)) throws
        -> ParquetWriter
    {
        var options = ParquetWriterOptions()
        options.codec = codec
        return try ParquetWriter(schema: schema, options: options, sink: sink)
    }

    @Test("make the same files as buffers of their own, in turns")
    func sameBytes() throws {
        let alone = (MemorySink(), MemorySink())
        let together = (MemorySink(), MemorySink())
        var first = try Self.writer(alone.0)
        var second = try Self.writer(alone.1)
        var third = try Self.writer(together.0)
        var fourth = try Self.writer(together.1)
        for round in 0..<3 {
            try first.append(Self.batch(round))
            try second.append(Self.batch(100 + round))
            third.giveScratch(fourth.takeScratch())
            try third.append(Self.batch(round))
            fourth.giveScratch(third.takeScratch())
            try fourth.append(Self.batch(100 + round))
        }
        #expect(third.memoryByteCount + (128 << 10) < first.memoryByteCount)
        _ = try first.finish()
        _ = try second.finish()
        _ = try third.finish()
        _ = try fourth.finish()
        #expect(alone.0.bytes == together.0.bytes)
        #expect(alone.1.bytes == together.1.bytes)
    }

    @Test("of another codec are not used")
    func otherCodec() throws {
        let sinks = (MemorySink(), MemorySink())
        var plain = try Self.writer(sinks.0, .none)
        try plain.append(Self.batch(0))
        var packed = try Self.writer(sinks.1)
        packed.giveScratch(plain.takeScratch())
        try packed.append(Self.batch(0))
        _ = try packed.finish()
        #expect(try ParquetReader(bytes: sinks.1.bytes).readAll(columns: nil).rowCount == 5_000)
    }
}
