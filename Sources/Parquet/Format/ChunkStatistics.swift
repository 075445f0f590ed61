import Bytes

/// The statistics of a column chunk as they are stored.
struct ChunkStatistics: Sendable, Equatable {
    var nullCount: Int?
    /// Written only where it is known to be exact.
    var distinctCount: Int?
    /// Of floating-point columns.
    var nanCount: Int?
    var minimum: [UInt8]?
    var maximum: [UInt8]?
    var isMinimumExact: Bool?
    var isMaximumExact: Bool?
    /// The bounds of old writers, whose order is only sure for signed integers.
    var signedMinimum: [UInt8]?
    var signedMaximum: [UInt8]?
}

extension ChunkStatistics {
    func write(_ field: Int16, to out: inout ThriftWriter) {
        out.structure(field) { out in
            if let nullCount { out.i64(3, nullCount) }
            if let distinctCount { out.i64(4, distinctCount) }
            if let maximum { out.binary(5, maximum) }
            if let minimum { out.binary(6, minimum) }
            if let isMaximumExact { out.bool(7, isMaximumExact) }
            if let isMinimumExact { out.bool(8, isMinimumExact) }
            if let nanCount { out.i64(9, nanCount) }
        }
    }

    @_lifetime(reader: copy reader)
    init(from reader: inout ThriftReader) throws(ByteError) {
        var result = ChunkStatistics()
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1: result.signedMaximum = try reader.binary(field)
            case 2: result.signedMinimum = try reader.binary(field)
            case 3: result.nullCount = try reader.i64(field)
            case 4 where field.type == .i64: result.distinctCount = try reader.i64(field)
            case 5: result.maximum = try reader.binary(field)
            case 6: result.minimum = try reader.binary(field)
            case 7: result.isMaximumExact = try reader.bool(field)
            case 8: result.isMinimumExact = try reader.bool(field)
            case 9 where field.type == .i64: result.nanCount = try reader.i64(field)
            default: try reader.skip(field)
            }
        }
        self = result
    }
}
