import Columnar
import Parquet
import Testing

/// Forms that the format allows and that few writers make: read, or refused by their name.
@Suite struct ForeignFormTests {
    private typealias Chunk = HandmadeFile.Chunk

    /// Keys without values: `[1, 2]`, null, and none.
    private static func keys(_ chunk: HandmadeFile.Chunk) -> HandmadeFile {
        HandmadeFile(
            schema: [
                HandmadeFile.element("m", repetition: 1, childCount: 1, converted: 1),
                HandmadeFile.element("key_value", repetition: 2, childCount: 1),
                HandmadeFile.element("key", repetition: 0),
            ],
            rowCount: 3, chunks: [chunk])
    }

    private static let keyRows: [[Cell]] = [
        [.list([.integer(1), .integer(2)]), .null, .list([])]
    ]

    @Test("a map without values is a list of its keys")
    func mapWithoutValues() throws {
        let body =
            HandmadeFile.levels([0b0010]) + HandmadeFile.levels([0b01_00_10_10, 0])
            + HandmadeFile.values([1, 2])
        let found = try read(Self.keys(Chunk(valueCount: 4, body: body)).bytes)
        #expect(found.rows == Self.keyRows)
        #expect(found.schema.fields[0].type == .array(element: .integer, containsNull: false))
    }

    @Test("levels of the first packing, without lengths and from the upper bit on, are read")
    func bitPackedLevels() throws {
        let body: [UInt8] = [0b0100_0000, 0b1010_0001] + HandmadeFile.values([1, 2])
        let file = Self.keys(Chunk(valueCount: 4, body: body, levelEncoding: 4))
        #expect(try read(file.bytes).rows == Self.keyRows)
        for length in 0..<2 {
            let cut = Self.keys(
                Chunk(valueCount: 4, body: Array(body.prefix(length)), levelEncoding: 4))
            let error = #expect(throws: ParquetError.self) { try read(cut.bytes) }
            #expect(error?.kind == .corrupt)
        }
    }

    @Test("a repeated group whose only field is repeated is the list's element")
    func repeatedInRepeated() throws {
        let body =
            HandmadeFile.levels([0b10_01_00, 0]) + HandmadeFile.levels([0b11_11_11, 0])
            + HandmadeFile.values([1, 2, 3])
        let file = HandmadeFile(
            schema: [
                HandmadeFile.element("l", repetition: 1, childCount: 1, converted: 3),
                HandmadeFile.element("part", repetition: 2, childCount: 1),
                HandmadeFile.element("inner", repetition: 2),
            ],
            rowCount: 1, chunks: [Chunk(valueCount: 3, body: body)])
        let found = try read(file.bytes)
        let first = Cell.structure([.list([.integer(1)])])
        let second = Cell.structure([.list([.integer(2), .integer(3)])])
        #expect(found.rows == [[.list([first, second])]])
    }

    /// Two columns of one value, 5 and 6.
    private static func pair(_ change: (inout HandmadeFile.Chunk) -> Void) -> HandmadeFile {
        var chunk = Chunk(valueCount: 1, body: HandmadeFile.values([5]))
        change(&chunk)
        return HandmadeFile(
            schema: [
                HandmadeFile.element("a", repetition: 0), HandmadeFile.element("b", repetition: 0),
            ],
            fieldCount: 2, rowCount: 1,
            chunks: [chunk, Chunk(valueCount: 1, body: HandmadeFile.values([6]))])
    }

    private func expectRefusal(of file: HandmadeFile, naming word: String) throws {
        let error = #expect(throws: ParquetError.self) { try read(file.bytes) }
        #expect(error?.kind == .unsupported)
        #expect(error?.message.contains(word) == true, "\(String(describing: error))")
        #expect(error?.message.contains("`a`") == true)
        // What the form is not about is read.
        #expect(try read(file.bytes, columns: ["b"]).rows == [[.integer(6)]])
    }

    @Test("a column in another file is refused by that file's name, and an empty name is none")
    func otherFiles() throws {
        try expectRefusal(of: Self.pair { $0.file = "other.parquet" }, naming: "other.parquet")
        let own = Self.pair { $0.file = "" }
        #expect(try read(own.bytes).rows == [[.integer(5)], [.integer(6)]])
    }

    @Test("encodings that are not known are refused by their number")
    func unknownEncodings() throws {
        try expectRefusal(of: Self.pair { $0.encoding = 77 }, naming: "encoding=`77`")
    }

    @Test("encrypted columns and encrypted footers are refused as such")
    func encryption() throws {
        try expectRefusal(of: Self.pair { $0.isEncrypted = true }, naming: "encrypted")
        var file = Self.pair { _ in }
        file.magic = "PARE"
        let error = #expect(throws: ParquetError.self) { try read(file.bytes) }
        #expect(error?.kind == .unsupported)
        #expect(error?.message.contains("encrypted") == true)
    }
}
