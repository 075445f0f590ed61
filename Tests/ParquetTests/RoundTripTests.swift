import Bytes
import Columnar
import Parquet
import TestSupport
import Testing

@Suite struct RoundTripTests {
    /// Where nulls lie among rows.
    enum Nulls: CaseIterable {
        case none, all, some, runs, first, last

        func isNull(_ row: Int, of count: Int, _ random: inout SplitMix64) -> Bool {
            switch self {
            case .none: false
            case .all: true
            case .some: random.chance(1, in: 3)
            case .runs: row / 70 % 2 == 0
            case .first: row == 0
            case .last: row == count - 1
            }
        }
    }

    static let sizes = [0, 1, 7, 8, 9, 31, 32, 33, 127, 128, 129, 1000]

    static func rows(_ type: DataType, _ count: Int, _ nulls: Nulls, seed: UInt64) -> [Cell] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { row in
            nulls.isNull(row, of: count, &random) ? .null : random.cell(type)
        }
    }

    @Test("every type comes back for every pattern of nulls and number of rows", arguments: sizes)
    func bringsBackEveryType(count: Int) throws {
        for nulls in Nulls.allCases {
            let rows = TestTypes.all.fields.enumerated().map {
                Self.rows($1.type, count, nulls, seed: UInt64($0 + count))
            }
            let file = try write(TestTypes.all, rows)
            let back = try read(file.bytes)
            #expect(back.schema == TestTypes.all)
            for (field, (wrote, got)) in zip(TestTypes.all.fields, zip(rows, back.rows)) {
                #expect(wrote == got, "\(field.name), \(nulls)")
            }
            #expect(file.summary.rowCount == count)
            #expect(file.summary.size == file.bytes.count)
        }
    }

    @Test("columns that must not be null come back", arguments: [0, 1, 9, 300])
    func bringsBackRequiredColumns(count: Int) throws {
        let schema = Schema(TestTypes.all.fields.map { Field($0.name, $0.type, isNullable: false) })
        let rows = schema.fields.map { Self.rows($0.type, count, .none, seed: 5) }
        let back = try read(write(schema, rows).bytes)
        #expect(back.schema == schema)
        #expect(back.rows == rows)
    }

    @Test("every codec and every hint gives the same rows")
    func bringsBackEveryCodec() throws {
        let rows = TestTypes.all.fields.map { Self.rows($0.type, 500, .some, seed: 77) }
        let codecs: [Codec] = [.none, .snappy, .gzip(level: 4), .lz4Raw, .zstd(level: -3)]
        let hints: [ColumnEncoding] = [.automatic, .dictionary, .delta, .plain]
        for codec in codecs {
            for hint in hints {
                var options = ParquetWriterOptions()
                options.codec = codec
                options.isBasic = codec == .snappy
                for field in TestTypes.all.fields { options.encodings[field.name] = hint }
                let back = try read(write(TestTypes.all, rows, options: options).bytes)
                #expect(back.rows == rows, "\(codec), \(hint)")
            }
        }
    }

    @Test("rows come back from many batches, pages and row groups", arguments: [1, 13, 1000, 5000])
    func bringsBackManyParts(batchRows: Int) throws {
        var options = ParquetWriterOptions()
        options.rowGroupRows = 1777
        options.pageRows = 100
        options.pageBytes = 700
        options.batchRowsMin = 64
        let rows = TestTypes.all.fields.map { Self.rows($0.type, 4000, .some, seed: 3) }
        let file = try write(TestTypes.all, rows, batchRows: batchRows, options: options)
        let back = try read(file.bytes)
        #expect(back.rows == rows)
        #expect(try ParquetReader(bytes: file.bytes).rowGroupCount == 3)
    }

    @Test("a page of more than 20,000 rows is cut, a row group of more than 131,072 too")
    func bringsBackLargeBatches() throws {
        let schema = Schema([
            Field("a", .long), Field("b", .string), Field("c", .integer),
            Field("d", .array(element: .byte, containsNull: false)),
        ])
        let rows = schema.fields.map { Self.rows($0.type, 140_000, .some, seed: 8) }
        let back = try read(write(schema, rows).bytes)
        #expect(back.rows == rows)
    }

    @Test("a dictionary that grows too large gives way, and the rows come back")
    func givesUpDictionaries() throws {
        var options = ParquetWriterOptions()
        options.dictionaryBytes = 2000
        options.pageRows = 150
        options.encodings = ["b": .dictionary]
        let schema = Schema([
            Field("a", .long), Field("b", .string), Field("c", .double),
            Field("d", .decimal(precision: 25, scale: 1)),
        ])
        var random = SplitMix64(seed: 12)
        let rows = schema.fields.map { field in
            (0..<3000).map { random.cell(field.type, distinct: $0 < 1500 ? 20 : 1 << 40) }
        }
        let back = try read(write(schema, rows, options: options).bytes)
        #expect(back.rows == rows)
    }

    @Test("pages of one value each come back, beside pages of many")
    func bringsBackConstantPages() throws {
        var options = ParquetWriterOptions()
        options.pageRows = 100
        let schema = Schema([Field("a", .long), Field("b", .string), Field("c", .binary)])
        var random = SplitMix64(seed: 31)
        let texts = ["", "price-ticks", "x"].map { Cell.bytes(Array($0.utf8)) }
        let mixed = (0..<900).map { row -> Cell in
            guard row / 100 % 2 == 1 else { return .bytes([1, 2]) }
            return random.chance(1, in: 3) ? .null : .bytes([UInt8(row % 7)])
        }
        let rows: [[Cell]] = [
            (0..<900).map { .integer(Int64($0 / 300)) }, (0..<900).map { texts[$0 / 300] }, mixed,
        ]
        let back = try read(write(schema, rows, options: options).bytes)
        #expect(back.rows == rows)
    }

    @Test("columns are read alone and in any order")
    func readsPickedColumns() throws {
        let rows = TestTypes.all.fields.map { Self.rows($0.type, 100, .some, seed: 6) }
        let file = try write(TestTypes.all, rows).bytes
        let back = try read(file, columns: ["map", "long", "headers"])
        #expect(back.schema.fields.map(\.name) == ["map", "long", "headers"])
        let places = ["map", "long", "headers"].compactMap { TestTypes.all.index(of: $0) }
        #expect(back.rows == places.map { rows[$0] })
        #expect(throws: ParquetError.self) { try read(file, columns: ["nowhere"]) }
    }

    @Test("differences wrap around and take any width")
    func bringsBackExtremeDifferences() throws {
        var options = ParquetWriterOptions()
        options.encodings = ["a": .delta, "b": .delta]
        let schema = Schema([Field("a", .long), Field("b", .integer)])
        for width in 0...63 {
            var random = SplitMix64(seed: UInt64(width))
            let longs = (0..<300).map { _ in
                Cell.integer(Int64(bitPattern: random.next() >> UInt64(width)))
            }
            let ints = (0..<300).map { row -> Cell in
                let narrow = Int32(truncatingIfNeeded: random.next()) >> Int32(width / 2)
                let extreme = row % 2 == 0 ? Int32.min : Int32.max
                return .integer(Int64(row % 50 < 2 ? extreme : narrow))
            }
            let back = try read(write(schema, [longs, ints], options: options).bytes)
            #expect(back.rows == [longs, ints], "\(width)")
        }
    }

    @Test("a footer carries pairs and the program's name")
    func carriesPairs() throws {
        var options = ParquetWriterOptions()
        options.keyValues = [("lane", "ticks/3"), ("empty", "")]
        let file = try write(Schema([Field("a", .long)]), [[.integer(1)]], options: options).bytes
        let reader = try ParquetReader(bytes: file)
        #expect(reader.keyValues.map(\.key) == ["lane", "empty"])
        #expect(reader.keyValues.map(\.value) == ["ticks/3", ""])
        #expect(reader.createdBy == "ticklake version 0.1.0 (build 0)")
    }

    @Test("columns that do not fit the schema are refused")
    func refusesMisfits() throws {
        #expect(throws: ParquetError.self) { try write(Schema([]), []) }
        let required = Schema([Field("a", .long, isNullable: false)])
        #expect(throws: ParquetError.self) { try write(required, [[.null, .integer(1)]]) }
        let byte = Schema([Field("a", .byte)])
        #expect(throws: ParquetError.self) { try write(byte, [[.integer(128)]]) }
        let decimal = Schema([Field("a", .decimal(precision: 4, scale: 2))])
        #expect(throws: ParquetError.self) { try write(decimal, [[.integer(10_000)]]) }
        var writer = try ParquetWriter(schema: Schema([Field("a", .long)]), sink: MemorySink())
        #expect(throws: ParquetError.self) { try writer.append(columns: [], rowCount: 1) }
        let texts = AnyColumn.binary(BinaryColumn(["x"]))
        #expect(throws: ParquetError.self) { try writer.append(columns: [texts], rowCount: 1) }
    }
}
