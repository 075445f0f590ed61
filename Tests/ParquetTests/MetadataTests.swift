import Columnar
import Foundation
import Parquet
import TestSupport
import Testing

/// What files say of their data, by which other readers skip parts of them.
@Suite struct MetadataTests {
    @Test("pyarrow, DuckDB and Polars find by the metadata what a full scan finds")
    func othersFindRows() throws {
        let python = try PythonEnvironment.required()
        let folder = try TemporaryFolder("ticklake-metadata")
        for (number, options) in Self.options.enumerated() {
            let rows = TestTypes.all.fields.map {
                InteropTests.rows($0.type, 900, .some, seed: UInt64(number))
            }
            let file = try write(TestTypes.all, rows, options: options)
            try Data(file.bytes).write(
                to: URL(fileURLWithPath: folder.path("file\(number).parquet")))
        }
        let script = PackageFolder.root
            .appendingPathComponent("Tests/ParquetTests/check_metadata.py")
        let result = try python.run(file: script, [folder.path], seconds: 300)
        #expect(result.output.hasSuffix("ok\n"), "\(result)")
    }

    /// Several row groups of several pages, in each version and encoding.
    private static let options: [ParquetWriterOptions] = {
        let forms: [(ColumnEncoding, Bool)] = [
            (.automatic, false), (.dictionary, true), (.delta, true), (.plain, false),
        ]
        return forms.map { encoding, isVersion2 in
            var options = ParquetWriterOptions()
            options.rowGroupRows = 400
            options.pageRows = 90
            options.hasVersion2Pages = isVersion2
            for field in TestTypes.all.fields { options.encodings[field.name] = encoding }
            for (name, _) in TestTypes.primitives {
                options.bloomFilters[name] = BloomFilterOptions()
            }
            return options
        }
    }()

    @Test("bounds enclose the values and touch them, and what is no bound is counted")
    func boundsEnclose() throws {
        for (number, (name, type)) in TestTypes.primitives.enumerated() {
            let cells = RoundTripTests.rows(type, 500, .some, seed: UInt64(number) + 90)
            let file = try write(Schema([Field("v", type)]), [cells])
            let column = try #require(file.summary.columns.first)
            #expect(column.nullCount == cells.count { $0 == .null }, "\(name)")
            #expect(column.nanCount == cells.count(where: \.isNaN), "\(name)")
            let bounds = cells.compactMap { $0.bound(type) }.sorted { $0 < $1 }
            guard let least = bounds.first, let most = bounds.last else { continue }
            #expect(column.minimum.map { !(least < $0) && !($0 < least) } == true, "\(name)")
            #expect(column.maximum.map { !(most < $0) && !($0 < most) } == true, "\(name)")
        }
    }

    @Test("a reader is told by bloom filters what is surely not there, and never of what is")
    func readsBloomFilters() throws {
        var options = ParquetWriterOptions()
        for (name, _) in TestTypes.primitives { options.bloomFilters[name] = BloomFilterOptions() }
        let schema = Schema(TestTypes.primitives.map { Field($0.0, $0.1) })
        let rows = schema.fields.map { RoundTripTests.rows($0.type, 400, .some, seed: 77) }
        let reader = try ParquetReader(bytes: try write(schema, rows, options: options).bytes)
        for (field, cells) in zip(schema.fields, rows) {
            for value in cells.compactMap({ $0.bound(field.type) }) {
                #expect(
                    try reader.mayContain(value, inGroup: 0, column: [field.name]),
                    "\(field.name) \(value)")
            }
        }
        func mistakes(_ name: String, _ value: (Int64) -> ParquetBound) throws -> Int {
            try (1...200).count {
                try reader.mayContain(value($0 * 7_919 + 1), inGroup: 0, column: [name])
            }
        }
        #expect(try mistakes("long") { .integer($0) } < 20)
        #expect(try mistakes("integer") { .integer($0) } < 20)
        #expect(try mistakes("double") { .floating(Double($0) + 0.5) } < 20)
        #expect(try mistakes("decimal38") { .decimal(Int128($0)) } < 20)
        #expect(try mistakes("string") { .text(Array("no \($0)".utf8), isExact: true) } < 20)
        #expect(try mistakes("binary") { .integer($0) } == 200)
    }

    @Test("a bloom filter never leaves out NaN, of which there are many")
    func bloomFiltersAndNaN() throws {
        var options = ParquetWriterOptions()
        options.bloomFilters = ["v": BloomFilterOptions()]
        let cells = [Cell.double(0xfff8_0000_0000_0001), .double(0)]
        let file = try write(Schema([Field("v", .double)]), [cells], options: options).bytes
        let reader = try ParquetReader(bytes: file)
        #expect(try reader.mayContain(.floating(.nan), inGroup: 0, column: ["v"]))
        #expect(try !reader.mayContain(.floating(2), inGroup: 0, column: ["v"]))
    }

    @Test("a bloom filter is for a column that there is and that has one")
    func refusesImpossibleFilters() {
        var options = ParquetWriterOptions()
        options.bloomFilters["other"] = BloomFilterOptions()
        #expect(throws: ParquetError.self) {
            try write(Schema([Field("v", .long)]), [[.integer(1)]], options: options)
        }
        var filter = BloomFilterOptions()
        filter.falsePositiveRate = 0
        options.bloomFilters = ["v": filter]
        #expect(throws: ParquetError.self) {
            try write(Schema([Field("v", .long)]), [[.integer(1)]], options: options)
        }
    }

    @Test("rows that are not sorted as told are refused, also over batches")
    func refusesUnsortedRows() throws {
        let schema = Schema([Field("a", .string), Field("b", .long)])
        func text(_ text: String) -> Cell { .bytes(Array(text.utf8)) }
        let a = [text("x"), text("x"), text("y"), .null]
        let b: [Cell] = [.integer(7), .integer(5), .integer(9), .null]
        var options = ParquetWriterOptions()
        options.batchRowsMin = 1
        options.sorting = [SortingColumn("a"), SortingColumn("b", isDescending: true)]
        for batchRows in 1...4 {
            let file = try write(schema, [a, b], batchRows: batchRows, options: options)
            #expect(try read(file.bytes).rows == [a, b])
            #expect(throws: ParquetError.self) {
                try write(
                    schema, [a, Array(b.reversed())], batchRows: batchRows, options: options)
            }
        }
        options.sorting = [SortingColumn("b")]
        #expect(throws: ParquetError.self) { try write(schema, [a, b], options: options) }
        options.sorting = [SortingColumn("c")]
        #expect(throws: ParquetError.self) { try write(schema, [a, b], options: options) }
    }
}

extension Cell {
    fileprivate var isNaN: Bool {
        switch self {
        case .float(let bits): Float(bitPattern: bits).isNaN
        case .double(let bits): Double(bitPattern: bits).isNaN
        default: false
        }
    }

    /// The value as a bound of its type; nil for what is none.
    fileprivate func bound(_ type: DataType) -> ParquetBound? {
        switch (self, type) {
        case (.boolean(let value), _): .boolean(value)
        case (.integer(let value), .decimal): .decimal(Int128(value))
        case (.integer(let value), _): .integer(value)
        case (.wide(let value), _): .decimal(value)
        case (.float(let bits), _) where !isNaN: .floating(Double(Float(bitPattern: bits)))
        case (.double(let bits), _) where !isNaN: .floating(Double(bitPattern: bits))
        case (.bytes(let bytes), .string) where bytes.count <= 64: .text(bytes, isExact: true)
        default: nil
        }
    }
}

extension ParquetBound {
    fileprivate static func < (_ left: ParquetBound, _ right: ParquetBound) -> Bool {
        switch (left, right) {
        case (.boolean(let a), .boolean(let b)): !a && b
        case (.integer(let a), .integer(let b)): a < b
        case (.decimal(let a), .decimal(let b)): a < b
        case (.floating(let a), .floating(let b)): a < b
        case (.text(let a, _), .text(let b, _)): a.lexicographicallyPrecedes(b)
        default: false
        }
    }
}
