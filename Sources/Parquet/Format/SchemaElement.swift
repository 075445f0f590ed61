import Bytes

/// A node of a file's schema, in depth-first order.
struct SchemaElement: Sendable {
    var name: String
    var physical: PhysicalType?
    var typeLength = 0
    var repetition: Repetition?
    var childCount = 0
    var converted: ConvertedType?
    var logical: LogicalType?
    var precision = 0
    var scale = 0
    /// The column's id, which Delta's column mapping uses.
    var fieldID: Int?

    init(name: String) { self.name = name }
}

extension SchemaElement {
    func write(to out: inout ThriftWriter) {
        out.element { out in
            if let physical { out.i32(1, physical.rawValue) }
            if physical == .fixedLengthByteArray { out.i32(2, typeLength) }
            if let repetition { out.i32(3, repetition.rawValue) }
            out.text(4, name)
            if physical == nil { out.i32(5, childCount) }
            if let converted { out.i32(6, converted.rawValue) }
            if converted == .decimal {
                out.i32(7, scale)
                out.i32(8, precision)
            }
            if let fieldID { out.i32(9, fieldID) }
            if let logical { logical.write(10, to: &out) }
        }
    }

    @_lifetime(reader: copy reader)
    init(from reader: inout ThriftReader) throws(ByteError) {
        var element = SchemaElement(name: "")
        var isPhysicalKnown = true
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1:
                element.physical = PhysicalType(rawValue: try reader.i32(field))
                isPhysicalKnown = element.physical != nil
            case 2: element.typeLength = try reader.i32(field)
            case 3:
                element.repetition = Repetition(rawValue: try reader.i32(field))
                guard element.repetition != nil else {
                    throw ByteError(.malformed, offset: reader.position)
                }
            case 4: element.name = try reader.text(field)
            case 5: element.childCount = try reader.i32(field)
            case 6: element.converted = ConvertedType(rawValue: try reader.i32(field))
            case 7: element.scale = try reader.i32(field)
            case 8: element.precision = try reader.i32(field)
            case 9: element.fieldID = try reader.i32(field)
            case 10: element.logical = try LogicalType(from: &reader, field)
            default: try reader.skip(field)
            }
        }
        guard isPhysicalKnown else { throw ByteError(.malformed, offset: reader.position) }
        self = element
    }
}

extension LogicalType {
    /// The field of the union that says which type it is.
    private var id: Int16 {
        switch self {
        case .string: 1
        case .map: 2
        case .list: 3
        case .enumeration: 4
        case .decimal: 5
        case .date: 6
        case .time: 7
        case .timestamp: 8
        case .integer: 10
        case .json: 12
        case .bson: 13
        case .uuid: 14
        case .float16: 15
        case .other: 11
        }
    }

    func write(_ field: Int16, to out: inout ThriftWriter) {
        out.structure(field) { out in
            out.structure(id) { out in
                switch self {
                case .decimal(let precision, let scale):
                    out.i32(1, scale)
                    out.i32(2, precision)
                case .timestamp(let isUTC, let unit):
                    out.bool(1, isUTC)
                    out.structure(2) { out in out.structure(Int16(unit.rawValue)) { _ in } }
                case .integer(let bits, let isSigned):
                    out.i8(1, Int8(bits))
                    out.bool(2, isSigned)
                default: break
                }
            }
        }
    }

    @_lifetime(reader: copy reader)
    init(from reader: inout ThriftReader, _ field: ThriftReader.FieldHeader) throws(ByteError) {
        guard field.type == .structure else {
            throw ByteError(.malformed, offset: reader.position)
        }
        var type = LogicalType.other
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1: type = .string
            case 2: type = .map
            case 3: type = .list
            case 4: type = .enumeration
            case 5:
                type = try Self.decimal(&reader, field)
                return
            case 6: type = .date
            case 7: type = .time
            case 8:
                type = try Self.timestamp(&reader, field)
                return
            case 10:
                type = try Self.integer(&reader, field)
                return
            case 12: type = .json
            case 13: type = .bson
            case 14: type = .uuid
            case 15: type = .float16
            default: type = .other
            }
            try reader.skip(field)
        }
        self = type
    }

    @_lifetime(reader: copy reader)
    private static func decimal(
        _ reader: inout ThriftReader, _ field: ThriftReader.FieldHeader
    ) throws(ByteError) -> LogicalType {
        var scale = 0
        var precision = 0
        guard field.type == .structure else {
            throw ByteError(.malformed, offset: reader.position)
        }
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1: scale = try reader.i32(field)
            case 2: precision = try reader.i32(field)
            default: try reader.skip(field)
            }
        }
        return .decimal(precision: precision, scale: scale)
    }

    @_lifetime(reader: copy reader)
    private static func timestamp(
        _ reader: inout ThriftReader, _ field: ThriftReader.FieldHeader
    ) throws(ByteError) -> LogicalType {
        var isUTC = false
        var unit: TimeUnit?
        guard field.type == .structure else {
            throw ByteError(.malformed, offset: reader.position)
        }
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1: isUTC = try reader.bool(field)
            case 2 where field.type == .structure:
                try reader.structure { (reader, field) throws(ByteError) in
                    unit = TimeUnit(rawValue: Int(field.id))
                    try reader.skip(field)
                }
            default: try reader.skip(field)
            }
        }
        guard let unit else { return .other }
        return .timestamp(isUTC: isUTC, unit: unit)
    }

    @_lifetime(reader: copy reader)
    private static func integer(
        _ reader: inout ThriftReader, _ field: ThriftReader.FieldHeader
    ) throws(ByteError) -> LogicalType {
        var bits: Int8 = 0
        var isSigned = false
        guard field.type == .structure else {
            throw ByteError(.malformed, offset: reader.position)
        }
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1: bits = try reader.i8(field)
            case 2: isSigned = try reader.bool(field)
            default: try reader.skip(field)
            }
        }
        return .integer(bits: Int(bits), isSigned: isSigned)
    }
}
