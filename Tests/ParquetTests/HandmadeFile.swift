/// A value in the Thrift compact protocol, for files that no writer at hand makes.
enum Thrift {
    case i32(Int)
    case i64(Int)
    case text(String)
    case list([Thrift])
    case structure(KeyValuePairs<Int, Thrift>)

    private var type: UInt8 {
        switch self {
        case .i32: 5
        case .i64: 6
        case .text: 8
        case .list: 9
        case .structure: 12
        }
    }

    var bytes: [UInt8] {
        switch self {
        case .i32(let value), .i64(let value):
            return Self.varint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63)))
        case .text(let text): return Self.varint(UInt64(text.utf8.count)) + Array(text.utf8)
        case .list(let items):
            return [0xf0 | (items.first?.type ?? 12)] + Self.varint(UInt64(items.count))
                + items.flatMap(\.bytes)
        case .structure(let fields):
            var bytes: [UInt8] = []
            var last = 0
            for (id, value) in fields {
                bytes.append(UInt8(id - last) << 4 | value.type)
                bytes += value.bytes
                last = id
            }
            return bytes + [0]
        }
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7f) | 0x80] + varint(value >> 7)
    }
}

/// A Parquet file put together by hand: one row group of uncompressed pages of 32-bit integers.
struct HandmadeFile {
    /// The elements of the schema without the root, which has the first as its only child unless
    /// `fieldCount` says otherwise.
    var schema: [Thrift]
    var fieldCount = 1
    var rowCount: Int
    var chunks: [Chunk]
    var magic = "PAR1"

    /// One column chunk, of one page.
    struct Chunk {
        var valueCount: Int
        /// Levels and values.
        var body: [UInt8]
        var encoding = 0
        var levelEncoding = 3
        /// The other file that it says it is in.
        var file: String?
        var isEncrypted = false
    }

    /// A field that holds 32-bit integers, or others.
    static func element(
        _ name: String, repetition: Int, childCount: Int? = nil, converted: Int? = nil
    ) -> Thrift {
        switch (childCount, converted) {
        case (let count?, let converted?):
            .structure([
                3: .i32(repetition), 4: .text(name), 5: .i32(count), 6: .i32(converted),
            ])
        case (let count?, nil):
            .structure([3: .i32(repetition), 4: .text(name), 5: .i32(count)])
        default: .structure([1: .i32(1), 3: .i32(repetition), 4: .text(name)])
        }
    }

    /// Levels as pages of the first version have them, with their length in front.
    static func levels(_ packed: [UInt8]) -> [UInt8] {
        [UInt8(packed.count + 1), 0, 0, 0, 3] + packed
    }

    static func values(_ values: [UInt8]) -> [UInt8] { values.flatMap { [$0, 0, 0, 0] } }

    var bytes: [UInt8] {
        var file = Array("PAR1".utf8)
        var columns: [Thrift] = []
        for chunk in chunks {
            let page =
                Thrift.structure([
                    1: .i32(0), 2: .i32(chunk.body.count), 3: .i32(chunk.body.count),
                    5: .structure([
                        1: .i32(chunk.valueCount), 2: .i32(chunk.encoding),
                        3: .i32(chunk.levelEncoding), 4: .i32(chunk.levelEncoding),
                    ]),
                ]).bytes + chunk.body
            columns.append(chunk.metadata(at: file.count, byteCount: page.count))
            file += page
        }
        let root = Thrift.structure([4: .text("root"), 5: .i32(fieldCount)])
        let footer = Thrift.structure([
            1: .i32(1), 2: .list([root] + schema), 3: .i64(rowCount),
            4: .list([
                .structure([1: .list(columns), 2: .i64(0), 3: .i64(rowCount)])
            ]),
        ]).bytes
        let length = (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) }
        return file + footer + length + Array(magic.utf8)
    }
}

extension HandmadeFile.Chunk {
    fileprivate func metadata(at offset: Int, byteCount: Int) -> Thrift {
        if isEncrypted {
            return .structure([2: .i64(0), 8: .structure([1: .structure([:])]), 9: .text("?")])
        }
        let metadata = Thrift.structure([
            1: .i32(1), 2: .list([.i32(encoding)]), 3: .list([.text("x")]), 4: .i32(0),
            5: .i64(valueCount), 6: .i64(byteCount), 7: .i64(byteCount), 9: .i64(offset),
        ])
        guard let file else { return .structure([2: .i64(0), 3: metadata]) }
        return .structure([1: .text(file), 2: .i64(0), 3: metadata])
    }
}
