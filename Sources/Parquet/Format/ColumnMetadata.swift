import Bytes

/// Where and how a column's values of one row group are stored.
struct ColumnMetadata: Sendable {
    var physical: PhysicalType = .boolean
    var encodings: [Encoding] = []
    var path: [String] = []
    var codec = 0
    /// Nulls counted.
    var valueCount = 0
    var uncompressedSize = 0
    var compressedSize = 0
    var dataPageOffset = 0
    var dictionaryPageOffset: Int?
    var statistics: ChunkStatistics?
    var encodingStatistics: [PageEncoding] = []
    var offsetIndex: Range<Int>?
    var columnIndex: Range<Int>?
    var bloomFilterOffset: Int?
    /// Header included; older writers do not say it.
    var bloomFilterLength: Int?
    var sizeStatistics = SizeStatistics()
    /// Why the values cannot be read, and what to do; nil if they can.
    var obstacle: String?

    /// How many pages of one kind have one encoding.
    struct PageEncoding: Sendable, Equatable {
        let page: PageType
        let encoding: Encoding
        var count: Int
    }
}

extension ColumnMetadata {
    /// Writes a `ColumnChunk`.
    func write(to out: inout ThriftWriter) {
        out.element { out in
            out.i64(2, 0)
            out.structure(3) { out in writeMetadata(to: &out) }
            if let offsetIndex {
                out.i64(4, offsetIndex.lowerBound)
                out.i32(5, offsetIndex.count)
            }
            if let columnIndex {
                out.i64(6, columnIndex.lowerBound)
                out.i32(7, columnIndex.count)
            }
        }
    }

    private func writeMetadata(to out: inout ThriftWriter) {
        out.i32(1, physical.rawValue)
        out.list(2, of: .i32, count: encodings.count)
        for encoding in encodings { out.element(encoding.rawValue) }
        out.list(3, of: .binary, count: path.count)
        for name in path { out.element(Array(name.utf8)) }
        out.i32(4, codec)
        out.i64(5, valueCount)
        out.i64(6, uncompressedSize)
        out.i64(7, compressedSize)
        out.i64(9, dataPageOffset)
        if let dictionaryPageOffset { out.i64(11, dictionaryPageOffset) }
        statistics?.write(12, to: &out)
        out.list(13, of: .structure, count: encodingStatistics.count)
        for entry in encodingStatistics {
            out.element { out in
                out.i32(1, entry.page.rawValue)
                out.i32(2, entry.encoding.rawValue)
                out.i32(3, entry.count)
            }
        }
        if let bloomFilterOffset { out.i64(14, bloomFilterOffset) }
        if let bloomFilterLength { out.i32(15, bloomFilterLength) }
        sizeStatistics.write(16, to: &out)
    }

    /// Reads a `ColumnChunk`.
    @_lifetime(reader: copy reader)
    init(from reader: inout ThriftReader) throws(ByteError) {
        var result = ColumnMetadata()
        var hasMetadata = false
        var places = [0, 0, 0, 0]
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1:
                // Some writers leave it empty.
                let file = try reader.text(field)
                guard !file.isEmpty else { break }
                result.obstacle =
                    "a column is in another file, `\(file.prefix(200))`, which is not followed: "
                    + "have all columns written into one"
            case 3 where field.type == .structure:
                hasMetadata = true
                try result.readMetadata(from: &reader)
            case 4, 6: places[Int(field.id) - 4] = try reader.i64(field)
            case 5, 7: places[Int(field.id) - 4] = try reader.i32(field)
            // `crypto_metadata`, with which the metadata may be encrypted too.
            case 8:
                try reader.skip(field)
                result.obstacle =
                    "a column is encrypted, and keys are not taken: have it written anew without "
                    + "encryption"
            default: try reader.skip(field)
            }
        }
        guard hasMetadata || result.obstacle != nil else {
            throw ByteError(.malformed, offset: reader.position)
        }
        result.offsetIndex = indexRange(places[0], places[1])
        result.columnIndex = indexRange(places[2], places[3])
        self = result
    }

    @_lifetime(reader: copy reader)
    private mutating func readMetadata(from reader: inout ThriftReader) throws(ByteError) {
        var result = self
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1:
                guard let type = PhysicalType(rawValue: try reader.i32(field)) else {
                    throw ByteError(.malformed, offset: reader.position)
                }
                result.physical = type
            case 3:
                try reader.list(field) { (reader, type) throws(ByteError) in
                    let name = try reader.binary(type)
                    result.path.append(String(decoding: name, as: UTF8.self))
                }
            case 4: result.codec = try reader.i32(field)
            case 5: result.valueCount = try reader.i64(field)
            case 6: result.uncompressedSize = try reader.i64(field)
            case 7: result.compressedSize = try reader.i64(field)
            case 9: result.dataPageOffset = try reader.i64(field)
            case 11: result.dictionaryPageOffset = try reader.i64(field)
            case 12 where field.type == .structure:
                result.statistics = try ChunkStatistics(from: &reader)
            case 14 where field.type == .i64:
                result.bloomFilterOffset = try reader.i64(field)
            case 15 where field.type == .i32:
                result.bloomFilterLength = try reader.i32(field)
            case 16 where field.type == .structure:
                try reader.structure { (reader, field) throws(ByteError) in
                    if field.id == 1, field.type == .i64 {
                        result.sizeStatistics.byteCount = try reader.i64(field)
                    } else {
                        try reader.skip(field)
                    }
                }
            default: try reader.skip(field)
            }
        }
        self = result
    }
}

/// Where an index is; nil for none and for what cannot be a place.
private func indexRange(_ offset: Int, _ count: Int) -> Range<Int>? {
    guard offset > 0, count > 0, offset <= Int.max - count else { return nil }
    return offset..<offset + count
}
