import Bytes
import Columnar
import Parquet
import TestSupport
import Testing

/// Damaged files: they may be refused or read, but nothing else may happen.
@Suite struct HostileBytesTests {
    /// Small files that use every type, codec and encoding.
    static let files: [[UInt8]] = {
        let codecs: [Codec] = [.none, .zstd(level: 1), .snappy, .lz4Raw, .gzip(level: 1)]
        let hints: [ColumnEncoding] = [.automatic, .dictionary, .delta, .plain]
        var files: [[UInt8]] = []
        for (number, codec) in codecs.enumerated() {
            var options = ParquetWriterOptions()
            options.codec = codec
            for field in TestTypes.all.fields { options.encodings[field.name] = hints[number % 4] }
            let rows = TestTypes.all.fields.map {
                RoundTripTests.rows($0.type, 40, .some, seed: UInt64(number))
            }
            if let file = try? write(TestTypes.all, rows, options: options) {
                files.append(file.bytes)
            }
        }
        return files
    }()

    private static func readSafely(_ bytes: [UInt8], isPartial: Bool = false) {
        var limits = ParquetLimits()
        limits.rowGroupRows = 10_000
        limits.chunkValues = 10_000
        limits.pageBytes = 1 << 20
        guard let reader = try? ParquetReader(bytes: bytes, limits: limits) else { return }
        for group in 0..<min(reader.rowGroupCount, 4) {
            _ = try? reader.readRowGroup(group)
            guard isPartial else { continue }
            let count = reader.rowCount(ofGroup: group)
            _ = try? reader.readRowGroup(group, rows: [count / 3..<count / 2, count..<count])
            for field in reader.schema.fields {
                _ = try? reader.rows(
                    ofGroup: group, matching: .compare([field.name], .less, .whole(7)))
                _ = try? reader.rows(ofGroup: group, matching: .isNull([field.name]))
            }
            var batches = try? reader.batches(ofGroup: group, rowsMax: 1 + count / 3)
            while (try? batches?.next()) != nil {}
        }
    }

    @Test(
        "a file of another program with flipped bits is refused or read, in parts too",
        .enabled(if: GoldenFiles.folder != nil, GoldenFiles.isMissing),
        arguments: GoldenFiles.names)
    func survivesForeignForms(name: String) throws {
        let file = try GoldenFiles.bytes(name)
        // Larger ones have no form that smaller ones have not, and take long.
        guard file.count < 60_000 else { return }
        var random = SplitMix64(seed: UInt64(file.count))
        for round in 0..<8 {
            var damaged = file
            // Half of the time in the indexes and the footer.
            let size = round % 2 == 0 ? file.count : min(file.count, 2500)
            for _ in 0...random.next() % 3 {
                let place = file.count - 1 - Int(random.next() % UInt64(size))
                damaged[place] ^= 1 << UInt8(random.next() % 8)
            }
            Self.readSafely(damaged, isPartial: true)
        }
    }

    @Test("there is a file for each codec")
    func hasFiles() throws {
        #expect(Self.files.count == 5)
        for file in Self.files { #expect(try read(file).rows.count == TestTypes.all.fields.count) }
    }

    @Test("no start of a file is a file")
    func refusesTruncatedFiles() throws {
        let file = Self.files[1]
        for length in 0..<file.count {
            #expect(throws: ParquetError.self) { try read(Array(file[..<length])) }
        }
    }

    @Test("a file without its start is refused or read", arguments: 0..<5)
    func survivesMissingStarts(number: Int) {
        let file = Self.files[number]
        for length in stride(from: 1, to: file.count, by: 3) {
            Self.readSafely(Array(file[length...]), isPartial: length % 16 == 0)
        }
    }

    @Test("a file with flipped bits is refused or read", arguments: 0..<5)
    func survivesFlippedBits(number: Int) {
        let file = Self.files[number]
        var random = SplitMix64(seed: UInt64(number))
        for _ in 0..<1500 {
            var damaged = file
            for _ in 0...random.next() % 3 {
                damaged[Int(random.next() % UInt64(file.count))] ^= 1 << UInt8(random.next() % 8)
            }
            Self.readSafely(damaged)
        }
    }

    @Test("a flipped bit in a page's body is found by its checksum")
    func findsDamagedPages() throws {
        let schema = Schema([Field("v", .long)])
        let cells = (0..<1000).map { Cell.integer(Int64($0 % 500)) }
        var options = ParquetWriterOptions()
        options.codec = .none
        options.encodings = ["v": .plain]
        let file = try write(schema, [cells], options: options).bytes
        // The last value of the only page is the last 499 of the file.
        let needle: [UInt8] = [0xf3, 1, 0, 0, 0, 0, 0, 0]
        let end = try #require((8..<file.count).last { file[$0 - 8..<$0].elementsEqual(needle) })
        #expect(end > 8000)
        for offset in 100..<8000 where offset % 61 == 0 {
            var damaged = file
            damaged[offset] ^= 0x10
            #expect(throws: ParquetError.self, "\(offset)") { try read(damaged) }
        }
    }

    @Test("damaged footers, whose lengths lie, are refused without much memory", arguments: 0..<5)
    func survivesDamagedFooters(number: Int) {
        let file = Self.files[number]
        let trailer = file.suffix(8).prefix(4).enumerated()
        let length = trailer.reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        let start = file.count - 8 - length
        var random = SplitMix64(seed: 99)
        for _ in 0..<1500 {
            var damaged = file
            damaged[start + Int(random.next() % UInt64(length))] =
                UInt8(truncatingIfNeeded: random.next())
            Self.readSafely(damaged)
        }
    }
}
