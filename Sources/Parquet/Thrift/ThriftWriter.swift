import Bytes

/// Writes structures in the Thrift compact protocol.
///
/// Fields of a structure are written in rising order of their ids.
struct ThriftWriter: ~Copyable {
    var out: ByteWriter
    private var lastField: Int16 = 0
    private var outer: [Int16] = []

    init(capacity: Int = 256) {
        out = ByteWriter(capacity: capacity)
    }

    /// Forgets the contents and keeps the memory.
    mutating func removeAll() {
        out.removeAll()
        outer.removeAll(keepingCapacity: true)
        lastField = 0
    }

    mutating func bool(_ id: Int16, _ value: Bool) {
        header(id, value ? .boolTrue : .boolFalse)
    }

    mutating func i32(_ id: Int16, _ value: Int32) {
        header(id, .i32)
        out.appendZigzag(Int64(value))
    }

    mutating func i32(_ id: Int16, _ value: Int) {
        i32(id, Int32(clamping: value))
    }

    mutating func i64(_ id: Int16, _ value: Int) {
        header(id, .i64)
        out.appendZigzag(Int64(value))
    }

    mutating func i16(_ id: Int16, _ value: Int) {
        header(id, .i16)
        out.appendZigzag(Int64(value))
    }

    mutating func i8(_ id: Int16, _ value: Int8) {
        header(id, .i8)
        out.append(UInt8(bitPattern: value))
    }

    mutating func binary(_ id: Int16, _ value: [UInt8]) {
        header(id, .binary)
        element(value)
    }

    mutating func text(_ id: Int16, _ value: String) {
        binary(id, Array(value.utf8))
    }

    mutating func structure(_ id: Int16, _ body: (inout ThriftWriter) -> Void) {
        header(id, .structure)
        element(body)
    }

    /// Starts a list; its `count` elements follow by `element`.
    mutating func list(_ id: Int16, of type: ThriftType, count: Int) {
        header(id, .list)
        if count < 15 {
            out.append(UInt8(count) << 4 | type.rawValue)
        } else {
            out.append(0xf0 | type.rawValue)
            out.appendVarint(UInt64(count))
        }
    }

    /// A structure: an element of a list, or the outermost one.
    mutating func element(_ body: (inout ThriftWriter) -> Void) {
        outer.append(lastField)
        lastField = 0
        body(&self)
        out.append(0)
        lastField = outer.removeLast()
    }

    mutating func element(_ value: [UInt8]) {
        out.appendVarint(UInt64(value.count))
        out.append(value)
    }

    mutating func element(_ value: Int) {
        out.appendZigzag(Int64(value))
    }

    /// A boolean in a list.
    mutating func element(_ value: Bool) {
        out.append(value ? ThriftType.boolTrue.rawValue : ThriftType.boolFalse.rawValue)
    }

    private mutating func header(_ id: Int16, _ type: ThriftType) {
        let delta = id - lastField
        if delta > 0, delta <= 15 {
            out.append(UInt8(delta) << 4 | type.rawValue)
        } else {
            out.append(type.rawValue)
            out.appendZigzag(Int64(id))
        }
        lastField = id
    }
}
