import Bytes

/// Reads structures in the Thrift compact protocol from bytes that may be hostile.
///
/// Every list's length is bounded by the bytes that are left, every depth by a limit.
struct ThriftReader: ~Escapable {
    private var input: ByteReader
    private var depth = 0

    /// What a structure may be nested in; Parquet's own needs less than ten.
    static let depthMax = 32

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        input = ByteReader(bytes)
    }

    /// The number of bytes read.
    var position: Int { input.position }

    /// The header of a field of the structure that is being read.
    struct FieldHeader {
        let id: Int16
        let type: ThriftType
        /// The value of a boolean field, which has no bytes of its own.
        var bool: Bool { type == .boolTrue }
    }

    /// Reads a structure: `body` gets each field and reads or skips its value.
    @_lifetime(self: copy self)
    mutating func structure(
        _ body: (inout ThriftReader, FieldHeader) throws(ByteError) -> Void
    ) throws(ByteError) {
        guard depth < Self.depthMax else { throw ByteError(.tooLarge, offset: position) }
        depth += 1
        var last: Int16 = 0
        while let field = try field(after: last) {
            last = field.id
            try body(&self, field)
        }
        depth -= 1
    }

    /// Reads a list of elements: `body` reads one.
    @_lifetime(self: copy self)
    mutating func list(
        _ field: FieldHeader,
        _ body: (inout ThriftReader, ThriftType) throws(ByteError) -> Void
    ) throws(ByteError) {
        guard field.type == .list else { throw ByteError(.malformed, offset: position) }
        let (type, count) = try listHeader()
        for _ in 0..<count { try body(&self, type) }
    }

    @_lifetime(self: copy self)
    mutating func i32(_ field: FieldHeader) throws(ByteError) -> Int {
        Int(try int32(field.type))
    }

    @_lifetime(self: copy self)
    mutating func i64(_ field: FieldHeader) throws(ByteError) -> Int {
        guard field.type == .i64 else { throw ByteError(.malformed, offset: position) }
        return Int(try input.readZigzag())
    }

    @_lifetime(self: copy self)
    mutating func i8(_ field: FieldHeader) throws(ByteError) -> Int8 {
        guard field.type == .i8 else { throw ByteError(.malformed, offset: position) }
        return Int8(bitPattern: try input.readByte())
    }

    @_lifetime(self: copy self)
    mutating func bool(_ field: FieldHeader) throws(ByteError) -> Bool {
        guard field.type == .boolTrue || field.type == .boolFalse else {
            throw ByteError(.malformed, offset: position)
        }
        return field.bool
    }

    @_lifetime(self: copy self)
    mutating func binary(_ field: FieldHeader) throws(ByteError) -> [UInt8] {
        try binary(field.type)
    }

    @_lifetime(self: copy self)
    mutating func text(_ field: FieldHeader) throws(ByteError) -> String {
        String(decoding: try binary(field.type), as: UTF8.self)
    }

    /// A list's element.
    @_lifetime(self: copy self)
    mutating func binary(_ type: ThriftType) throws(ByteError) -> [UInt8] {
        guard type == .binary else { throw ByteError(.malformed, offset: position) }
        return try readBinary().copy()
    }

    /// A list's element.
    @_lifetime(self: copy self)
    mutating func int32(_ type: ThriftType) throws(ByteError) -> Int32 {
        guard type == .i32, let value = Int32(exactly: try input.readZigzag()) else {
            throw ByteError(.malformed, offset: position)
        }
        return value
    }

    /// A list's element.
    @_lifetime(self: copy self)
    mutating func int64(_ type: ThriftType) throws(ByteError) -> Int {
        guard type == .i64 else { throw ByteError(.malformed, offset: position) }
        return Int(try input.readZigzag())
    }

    /// A list's element.
    @_lifetime(self: copy self)
    mutating func bool(_ type: ThriftType) throws(ByteError) -> Bool {
        guard type == .boolTrue || type == .boolFalse else {
            throw ByteError(.malformed, offset: position)
        }
        return try input.readByte() == ThriftType.boolTrue.rawValue
    }

    /// Passes over the value of a field of any type.
    @_lifetime(self: copy self)
    mutating func skip(_ field: FieldHeader) throws(ByteError) {
        // A boolean field's value is its type.
        if field.type == .boolTrue || field.type == .boolFalse { return }
        try skipValue(field.type)
    }

    @_lifetime(self: copy self)
    private mutating func field(after last: Int16) throws(ByteError) -> FieldHeader? {
        let byte = try input.readByte()
        guard byte != 0 else { return nil }
        guard let type = ThriftType(rawValue: byte & 0x0f), type != .stop else {
            throw ByteError(.malformed, offset: position)
        }
        let delta = Int16(byte >> 4)
        if delta != 0 { return FieldHeader(id: last &+ delta, type: type) }
        guard let id = Int16(exactly: try input.readZigzag()) else {
            throw ByteError(.malformed, offset: position)
        }
        return FieldHeader(id: id, type: type)
    }

    @_lifetime(self: copy self)
    private mutating func listHeader() throws(ByteError) -> (ThriftType, Int) {
        let byte = try input.readByte()
        guard let type = ThriftType(rawValue: byte & 0x0f) else {
            throw ByteError(.malformed, offset: position)
        }
        let count = byte >> 4 == 15 ? try input.readVarint() : UInt64(byte >> 4)
        // Every element takes a byte at least.
        guard count <= UInt64(input.remaining) else {
            throw ByteError(.truncated, offset: position)
        }
        return (type, Int(count))
    }

    @_lifetime(copy self) @_lifetime(self: copy self)
    private mutating func readBinary() throws(ByteError) -> RawSpan {
        let count = try input.readVarint()
        guard count <= UInt64(input.remaining) else {
            throw ByteError(.truncated, offset: position)
        }
        return try input.readBytes(Int(count))
    }

    @_lifetime(self: copy self)
    private mutating func skipValue(_ type: ThriftType) throws(ByteError) {
        switch type {
        case .stop: throw ByteError(.malformed, offset: position)
        case .boolTrue, .boolFalse, .i8: try input.skip(1)
        case .i16, .i32, .i64: _ = try input.readVarint()
        case .double: try input.skip(8)
        case .binary: _ = try readBinary()
        case .structure:
            try structure { (reader, field) throws(ByteError) in try reader.skip(field) }
        case .list, .set: try skipList()
        case .map: try skipMap()
        }
    }

    @_lifetime(self: copy self)
    private mutating func skipList() throws(ByteError) {
        guard depth < Self.depthMax else { throw ByteError(.tooLarge, offset: position) }
        depth += 1
        let (type, count) = try listHeader()
        for _ in 0..<count { try skipValue(type) }
        depth -= 1
    }

    @_lifetime(self: copy self)
    private mutating func skipMap() throws(ByteError) {
        guard depth < Self.depthMax else { throw ByteError(.tooLarge, offset: position) }
        let count = try input.readVarint()
        guard count > 0 else { return }
        depth += 1
        let types = try input.readByte()
        guard let key = ThriftType(rawValue: types >> 4),
            let value = ThriftType(rawValue: types & 0x0f),
            count <= UInt64(input.remaining)
        else { throw ByteError(.malformed, offset: position) }
        for _ in 0..<count {
            try skipValue(key)
            try skipValue(value)
        }
        depth -= 1
    }
}
