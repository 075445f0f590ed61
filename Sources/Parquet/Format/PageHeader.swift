import Bytes

/// What stands before every page.
struct PageHeader: Sendable {
    var type: PageType
    var uncompressedSize: Int
    var compressedSize: Int
    var checksum: UInt32?
    /// Nulls counted; of a dictionary page its entries.
    var valueCount = 0
    var encoding: Encoding = .plain
    /// The number of an encoding that this library does not know.
    var unknownEncoding: Int?
    /// Of a page of the first version.
    var definitionEncoding: Encoding = .rle
    var repetitionEncoding: Encoding = .rle
    /// Of a page of the second version.
    var rowCount = 0
    var nullCount = 0
    var definitionSize = 0
    var repetitionSize = 0
    var isCompressed = true
}

extension PageHeader {
    /// Writes the header of a data page or of a dictionary page.
    func write(to out: inout ThriftWriter) {
        out.element { out in
            out.i32(1, type.rawValue)
            out.i32(2, uncompressedSize)
            out.i32(3, compressedSize)
            if let checksum { out.i32(4, Int32(bitPattern: checksum)) }
            switch type {
            case .dictionary: out.structure(7) { writeValues(to: &$0) }
            case .dataV2: out.structure(8) { writeVersion2(to: &$0) }
            case .data, .index:
                out.structure(5) { out in
                    writeValues(to: &out)
                    out.i32(3, Encoding.rle.rawValue)
                    out.i32(4, Encoding.rle.rawValue)
                }
            }
        }
    }

    private func writeValues(to out: inout ThriftWriter) {
        out.i32(1, valueCount)
        out.i32(2, encoding.rawValue)
    }

    private func writeVersion2(to out: inout ThriftWriter) {
        out.i32(1, valueCount)
        out.i32(2, nullCount)
        out.i32(3, rowCount)
        out.i32(4, encoding.rawValue)
        out.i32(5, definitionSize)
        out.i32(6, repetitionSize)
        out.bool(7, isCompressed)
    }

    @_lifetime(reader: copy reader)
    init(from reader: inout ThriftReader) throws(ByteError) {
        var header = PageHeader(type: .index, uncompressedSize: -1, compressedSize: -1)
        var isTypeKnown = false
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1:
                if let type = PageType(rawValue: try reader.i32(field)) {
                    header.type = type
                    isTypeKnown = true
                }
            case 2: header.uncompressedSize = try reader.i32(field)
            case 3: header.compressedSize = try reader.i32(field)
            case 4: header.checksum = UInt32(truncatingIfNeeded: try reader.i32(field))
            case 5, 7: try header.readPart(from: &reader, field)
            case 8: try header.readVersion2(from: &reader, field)
            default: try reader.skip(field)
            }
        }
        guard isTypeKnown, header.uncompressedSize >= 0, header.compressedSize >= 0,
            header.valueCount >= 0
        else { throw ByteError(.malformed, offset: reader.position) }
        self = header
    }

    /// Of a data page of the first version or of a dictionary page.
    @_lifetime(reader: copy reader)
    private mutating func readPart(
        from reader: inout ThriftReader, _ part: ThriftReader.FieldHeader
    ) throws(ByteError) {
        guard part.type == .structure else {
            throw ByteError(.malformed, offset: reader.position)
        }
        var result = self
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1: result.valueCount = try reader.i32(field)
            case 2: try result.readEncoding(\.encoding, &reader, field)
            // Of a dictionary page something else.
            case 3 where part.id == 5:
                try result.readEncoding(\.definitionEncoding, &reader, field)
            case 4 where part.id == 5:
                try result.readEncoding(\.repetitionEncoding, &reader, field)
            default: try reader.skip(field)
            }
        }
        self = result
    }

    @_lifetime(reader: copy reader)
    private mutating func readVersion2(
        from reader: inout ThriftReader, _ field: ThriftReader.FieldHeader
    ) throws(ByteError) {
        guard field.type == .structure else {
            throw ByteError(.malformed, offset: reader.position)
        }
        var result = self
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1: result.valueCount = try reader.i32(field)
            case 2: result.nullCount = try reader.i32(field)
            case 3: result.rowCount = try reader.i32(field)
            case 4: try result.readEncoding(\.encoding, &reader, field)
            case 5: result.definitionSize = try reader.i32(field)
            case 6: result.repetitionSize = try reader.i32(field)
            case 7: result.isCompressed = try reader.bool(field)
            default: try reader.skip(field)
            }
        }
        self = result
    }

    @_lifetime(reader: copy reader)
    private mutating func readEncoding(
        _ place: WritableKeyPath<PageHeader, Encoding>, _ reader: inout ThriftReader,
        _ field: ThriftReader.FieldHeader
    ) throws(ByteError) {
        let number = try reader.i32(field)
        guard let encoding = Encoding(rawValue: number) else {
            unknownEncoding = number
            return
        }
        self[keyPath: place] = encoding
    }
}
