import Columnar
import Parquet
import TestSupport
import Testing

@Suite struct StatisticsTests {
    private static func column(
        _ type: DataType, _ cells: [Cell], _ options: ParquetWriterOptions = .init()
    ) throws -> ParquetColumnSummary {
        let summary = try write(Schema([Field("v", type)]), [cells], options: options).summary
        return try #require(summary.columns.first)
    }

    private static func text(_ text: String) -> Cell { .bytes(Array(text.utf8)) }

    @Test("integers have their bounds and nulls are counted, over pages and row groups")
    func boundsIntegers() throws {
        var options = ParquetWriterOptions()
        options.rowGroupRows = 100
        options.pageRows = 7
        let cells = (0..<1000).map { row -> Cell in
            row % 10 == 3 ? .null : .integer(Int64((row * 7919) % 1009) - 500)
        }
        var expected = cells.compactMap { if case .integer(let x) = $0 { x } else { nil } }
        expected.sort()
        let column = try Self.column(.long, cells, options)
        #expect(column.nullCount == 100)
        #expect(column.minimum == expected.first.map { .integer($0) })
        #expect(column.maximum == expected.last.map { .integer($0) })
    }

    @Test("NaNs are no bounds, and a zero has its sign below and none above")
    func boundsFloatingPoint() throws {
        func doubles(_ values: [Double]) -> [Cell] { values.map { .double($0.bitPattern) } }
        let mixed = try Self.column(.double, doubles([.nan, 3, -2, .nan]))
        #expect(mixed.minimum == .floating(-2))
        #expect(mixed.maximum == .floating(3))
        let onlyNaN = try Self.column(.double, doubles([.nan]))
        #expect(onlyNaN.minimum == nil && onlyNaN.maximum == nil)
        let zero = try Self.column(.double, doubles([0]))
        guard case .floating(let least) = zero.minimum, case .floating(let most) = zero.maximum
        else {
            Issue.record("no bounds")
            return
        }
        #expect(least.sign == .minus && least == 0)
        #expect(most.sign == .plus && most == 0)
        let infinite = try Self.column(.double, doubles([.infinity, -.infinity]))
        #expect(infinite.minimum == .floating(-.infinity))
        let single = try Self.column(.float, [.float(Float(-1.5).bitPattern), .float(0)])
        #expect(single.minimum == .floating(-1.5))
    }

    @Test("texts are ordered by their bytes and cut between characters")
    func boundsTexts() throws {
        let short = try Self.column(.string, ["b", "é", "a", "Z"].map(Self.text))
        #expect(short.minimum == .text(Array("Z".utf8), isExact: true))
        #expect(short.maximum == .text(Array("é".utf8), isExact: true))
        let long = String(repeating: "a", count: 63) + "éb"
        let cut = try Self.column(.string, [Self.text(long)])
        #expect(cut.minimum == .text(Array(repeating: 97, count: 63), isExact: false))
        let above = Array(repeating: UInt8(97), count: 62) + [98]
        #expect(cut.maximum == .text(above, isExact: false))
        let highest = String(repeating: "\u{10FFFF}", count: 20)
        let none = try Self.column(.string, [Self.text(highest)])
        #expect(none.maximum == nil)
        let edge = String(repeating: "\u{D7FF}", count: 30)
        let next = try Self.column(.string, [Self.text(edge)])
        guard case .text(let bytes, isExact: false) = next.maximum else {
            Issue.record("no bound")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self).unicodeScalars.last == "\u{E000}")
    }

    @Test("one page whose texts have no bounds takes them from the whole column")
    func unboundedTexts() throws {
        var options = ParquetWriterOptions()
        (options.rowGroupRows, options.pageRows, options.batchRowsMin) = (2, 1, 1)
        let last = String(repeating: "\u{10FFFF}", count: 17)
        for cells in [[Self.text("m"), Self.text(last)], [Self.text(last), Self.text("m")]] {
            let column = try Self.column(.string, cells + [Self.text("p")], options)
            #expect(column.minimum == nil && column.maximum == nil)
        }
        #expect(try Self.column(.string, [Self.text("m")], options).minimum != nil)
    }

    @Test("a column of nulls has a count and no bounds")
    func countsNulls() throws {
        for (name, type) in TestTypes.primitives {
            let column = try Self.column(type, [.null, .null])
            #expect(column.nullCount == 2, "\(name)")
            #expect(column.minimum == nil && column.maximum == nil, "\(name)")
        }
    }

    @Test("booleans, dates and decimals have bounds of their own kind")
    func boundsOthers() throws {
        let boolean = try Self.column(.boolean, [.boolean(true), .null])
        #expect(boolean.minimum == .boolean(true) && boolean.maximum == .boolean(true))
        let date = try Self.column(.date, [.integer(-5), .integer(9)])
        #expect(date.minimum == .integer(-5) && date.maximum == .integer(9))
        let short = try Self.column(.decimal(precision: 9, scale: 2), [.integer(-7)])
        #expect(short.minimum == .decimal(-7))
        let wide = try Self.column(.decimal(precision: 30, scale: 2), [.wide(-7), .wide(1 << 90)])
        #expect(wide.minimum == .decimal(-7) && wide.maximum == .decimal(1 << 90))
        let binary = try Self.column(.binary, [.bytes([1])])
        #expect(binary.minimum == nil && binary.nullCount == 0)
    }

    @Test("columns inside lists say so")
    func marksRepeatedColumns() throws {
        let type = DataType.array(element: .long, containsNull: true)
        let column = try Self.column(type, [.list([.integer(4), .null]), .null])
        #expect(column.isRepeated)
        #expect(column.path == ["v", "list", "element"])
        #expect(column.minimum == .integer(4))
        #expect(column.nullCount == 2)
    }
}
