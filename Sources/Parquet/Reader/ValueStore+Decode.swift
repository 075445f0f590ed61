import Bytes
import Columnar

extension ValueStore {
    /// Appends `count` values from what follows a page's levels.
    mutating func decode(
        _ bytes: RawSpan, _ encoding: Encoding, count: Int, leaf: ReaderLeaf,
        dictionary: ValueStore?, limits: ParquetLimits
    ) throws(ParquetError) {
        guard count > 0 else { return }
        do throws(ByteError) {
            var input = ByteReader(bytes)
            switch encoding {
            case .plain where leaf.hasStrings:
                try decodePlainStrings(&input, count, leaf, limits)
                return
            case .plain:
                try decodePlain(&input, count, leaf)
                return
            case .rle where leaf.physical == .boolean:
                _ = try input.readLE(UInt32.self)
                try HybridDecoder.decode(&input, width: 1, count: count, into: &integers)
                return
            case .deltaBinaryPacked where leaf.physical == .int32 || leaf.physical == .int64:
                try DeltaDecoder.decode(
                    &input, narrow: leaf.physical == .int32, count: count, limit: count,
                    into: &integers)
                return
            case .deltaLengthByteArray where leaf.physical == .byteArray:
                try decodeDeltaLengths(&input, count, leaf, limits)
                return
            case .deltaByteArray where leaf.hasStrings:
                try decodeDeltaStrings(&input, count, leaf, limits)
                return
            case .byteStreamSplit where leaf.physical != .boolean && leaf.physical != .byteArray:
                try decodeStreamSplit(&input, count, leaf, limits)
                return
            case .plainDictionary, .rleDictionary: break
            default: throw ByteError(.malformed, offset: 0)
            }
        } catch {
            throw ParquetError(error, in: "a page of \(encoding) values of `\(leaf.path)`")
        }
        try decodeIndices(bytes, count, leaf, dictionary, limits)
    }

    private mutating func decodeIndices(
        _ bytes: RawSpan, _ count: Int, _ leaf: ReaderLeaf, _ dictionary: ValueStore?,
        _ limits: ParquetLimits
    ) throws(ParquetError) {
        guard let dictionary else {
            throw ParquetError(.corrupt, "a page has no dictionary. column=`\(leaf.path)`")
        }
        var indices: [UInt32] = []
        do throws(ByteError) {
            var input = ByteReader(bytes)
            let width = Int(try input.readByte())
            try HybridDecoder.decode(&input, width: width, count: count, into: &indices)
        } catch {
            throw ParquetError(error, in: "a page of dictionary indices of `\(leaf.path)`")
        }
        try append(from: dictionary, indices, leaf: leaf, limit: limits.chunkBytes)
    }

    private mutating func decodePlain(
        _ input: inout ByteReader, _ count: Int, _ leaf: ReaderLeaf
    ) throws(ByteError) {
        let width = leaf.width
        if leaf.physical == .boolean {
            let bytes = try input.readBytes((count + 7) / 8)
            BitPacking.unpack(bytes, width: 1, count: count, into: &integers)
            return
        }
        // Not enough bytes is found out before memory is taken.
        let bytes = try input.readBytes(
            count.multipliedReportingOverflow(by: width).overflow ? Int.max : count * width)
        switch leaf.physical {
        case .int32:
            var narrow: [Int32] = []
            narrow.append(littleEndian: bytes)
            integers.append(contentsOf: narrow.lazy.map { Int64($0) })
        case .float:
            var bits: [UInt32] = []
            bits.append(littleEndian: bytes)
            integers.append(contentsOf: bits.lazy.map { Int64($0) })
        case .int96:
            for index in 0..<count { integers.append(Self.microseconds(bytes, at: index * 12)) }
        default: integers.append(littleEndian: bytes)
        }
    }

    /// A timestamp of nanoseconds of a day and a Julian day.
    ///
    /// Spark writes times beyond the range of days by wrapping around, and reads them so.
    private static func microseconds(_ bytes: RawSpan, at offset: Int) -> Int64 {
        let nanoseconds: Int64 = bytes.integer(at: offset)
        let day = Int64(bytes.integer(at: offset + 8, as: Int32.self))
        return (day - 2_440_588) &* 86_400_000_000
            &+ (nanoseconds / 1000 - (nanoseconds % 1000 < 0 ? 1 : 0))
    }

    private mutating func decodePlainStrings(
        _ input: inout ByteReader, _ count: Int, _ leaf: ReaderLeaf, _ limits: ParquetLimits
    ) throws(ByteError) {
        guard leaf.physical == .byteArray else {
            return try decodePlainFixed(&input, count, leaf.typeLength, limits)
        }
        // Every string has a length of four bytes, so that memory is not taken for a lie.
        guard count <= input.remaining / 4, input.remaining <= Int(Int32.max) else {
            throw ByteError(.truncated, offset: input.position)
        }
        var pieces: [BytePiece] = []
        pieces.reserveCapacity(count)
        let arena = try input.readBytes(input.remaining)
        var strings = ByteReader(arena)
        var size = 0
        for _ in 0..<count {
            let length = Int(try strings.readLE(UInt32.self))
            let start = strings.position
            // Fails for a length that no piece could have.
            try strings.skip(length)
            pieces.append(BytePiece(start: start, count: length))
            size += length
        }
        try reserve(size, limits)
        self.strings.append(pieces.span, of: arena)
    }

    private mutating func decodePlainFixed(
        _ input: inout ByteReader, _ count: Int, _ length: Int, _ limits: ParquetLimits
    ) throws(ByteError) {
        let (size, isTooLarge) = count.multipliedReportingOverflow(by: length)
        let bytes = try input.readBytes(isTooLarge ? Int.max : size)
        try reserve(size, limits)
        var end = strings.bytes.count
        strings.bytes.append(span: bytes.octets)
        for _ in 0..<count {
            end &+= length
            strings.offsets.append(Int32(truncatingIfNeeded: end))
        }
    }

    private mutating func decodeDeltaLengths(
        _ input: inout ByteReader, _ count: Int, _ leaf: ReaderLeaf, _ limits: ParquetLimits
    ) throws(ByteError) {
        var lengths: [Int64] = []
        try DeltaDecoder.decode(
            &input, narrow: true, count: count, limit: count, into: &lengths)
        var size = 0
        for length in lengths {
            guard length >= 0, Int(length) <= input.remaining &- size else {
                throw ByteError(.truncated, offset: input.position)
            }
            size &+= Int(length)
        }
        try reserve(size, limits)
        var end = strings.bytes.count
        strings.bytes.append(span: try input.readBytes(size).octets)
        for length in lengths {
            end &+= Int(length)
            strings.offsets.append(Int32(truncatingIfNeeded: end))
        }
    }

    private mutating func decodeDeltaStrings(
        _ input: inout ByteReader, _ count: Int, _ leaf: ReaderLeaf, _ limits: ParquetLimits
    ) throws(ByteError) {
        var prefixes: [Int64] = []
        var lengths: [Int64] = []
        try DeltaDecoder.decode(
            &input, narrow: true, count: count, limit: count, into: &prefixes)
        try DeltaDecoder.decode(
            &input, narrow: true, count: count, limit: count, into: &lengths)
        var last: [UInt8] = []
        for (prefix, length) in zip(prefixes, lengths) {
            guard 0...last.count ~= Int(prefix) else {
                throw ByteError(.malformed, offset: input.position)
            }
            last.removeLast(last.count - Int(prefix))
            last.append(span: try input.readBytes(Int(length)).octets)
            guard leaf.physical == .byteArray || last.count == leaf.typeLength else {
                throw ByteError(.malformed, offset: input.position)
            }
            try reserve(last.count, limits)
            strings.append(last.span)
        }
    }

    private mutating func decodeStreamSplit(
        _ input: inout ByteReader, _ count: Int, _ leaf: ReaderLeaf, _ limits: ParquetLimits
    ) throws(ByteError) {
        let width = leaf.width
        guard !count.multipliedReportingOverflow(by: width).overflow else {
            throw ByteError(.truncated, offset: 0)
        }
        let bytes = try input.readBytes(count * width)
        var joined = ByteWriter(capacity: count * width)
        for index in 0..<count {
            for stream in 0..<width { joined.append(bytes.byte(at: stream * count + index)) }
        }
        var reader = ByteReader(joined.bytes)
        if leaf.hasStrings {
            try decodePlainStrings(&reader, count, leaf, limits)
        } else {
            try decodePlain(&reader, count, leaf)
        }
    }

    private func reserve(_ byteCount: Int, _ limits: ParquetLimits) throws(ByteError) {
        guard strings.bytes.count + byteCount <= min(limits.chunkBytes, Int(Int32.max)) else {
            throw ByteError(.tooLarge, offset: 0)
        }
    }
}

extension ReaderLeaf {
    /// The bytes of a stored value of fixed width.
    fileprivate var width: Int {
        switch physical {
        case .boolean, .byteArray: 1
        case .int32, .float: 4
        case .int64, .double: 8
        case .int96: 12
        case .fixedLengthByteArray: typeLength
        }
    }
}
