import Bytes
import Columnar

extension ReaderLeaf {
    /// Spreads values over rows and gives them the form of their type.
    func column(
        _ store: ValueStore, validity: Bitmap?, count: Int
    ) throws(ParquetError) -> AnyColumn {
        let present = validity?.setCount ?? count
        guard store.count(of: self) == present else {
            throw ParquetError(
                .corrupt, "a column has values for other rows than its levels. column=`\(path)`")
        }
        switch type {
        case .boolean: return .boolean(spread(store, validity, count, false) { $0 != 0 })
        case .byte, .short, .integer, .date:
            return .int32(spread(store, validity, count, 0) { Int32(truncatingIfNeeded: $0) })
        case .float where conversion == .half:
            return .float(spread(halves(store.strings), validity, count, 0) { $0 })
        case .float:
            return .float(
                spread(store, validity, count, 0) {
                    Float(bitPattern: UInt32(truncatingIfNeeded: $0))
                })
        case .double:
            return .double(
                spread(store, validity, count, 0) {
                    Double(bitPattern: UInt64(bitPattern: $0))
                })
        case .long, .timestamp, .timestampNTZ:
            return .int64(try integers(store, validity, count))
        case .decimal(let precision, _):
            return try decimals(store, validity, count, isShort: precision <= 18)
        case .string, .binary:
            return .binary(spread(store.strings, validity, count))
        case .structure, .array, .map:
            throw ParquetError(.corrupt, "a column has no primitive type. column=`\(path)`")
        }
    }

    private func integers(
        _ store: ValueStore, _ validity: Bitmap?, _ count: Int
    ) throws(ParquetError) -> Column<Int64> {
        switch conversion {
        case .multiplied(let factor):
            for value in store.integers
            where value.multipliedReportingOverflow(by: factor).overflow {
                throw ParquetError(
                    .unsupported, "a timestamp is out of range. column=`\(path)`")
            }
            return spread(store, validity, count, 0) { $0 &* factor }
        case .divided(let divisor):
            return spread(store, validity, count, 0) {
                $0 / divisor - ($0 % divisor < 0 ? 1 : 0)
            }
        case .unsigned32:
            return spread(store, validity, count, 0) { Int64(UInt32(truncatingIfNeeded: $0)) }
        case .none, .unsigned64, .bigEndian, .half:
            return spread(store, validity, count)
        }
    }

    private func spread(
        _ store: ValueStore, _ validity: Bitmap?, _ count: Int
    ) -> Column<Int64> {
        guard validity != nil else { return Column(store.integers) }
        return spread(store, validity, count, 0) { $0 }
    }

    private func decimals(
        _ store: ValueStore, _ validity: Bitmap?, _ count: Int, isShort: Bool
    ) throws(ParquetError) -> AnyColumn {
        if conversion == .bigEndian {
            if isShort, let length = fixedLength, length <= 8 {
                let values = BigEndianIntegers.narrow(
                    store.strings.bytes.span.rawBytes, length: length)
                return .int64(spread(values, validity, count, 0) { $0 })
            }
            let wide = try bigEndian(store.strings)
            guard isShort else { return .int128(spread(wide, validity, count, 0) { $0 }) }
            for value in wide where Int64(exactly: value) == nil {
                throw ParquetError(
                    .corrupt, "a decimal has more digits than its type. column=`\(path)`")
            }
            return .int64(
                spread(wide, validity, count, 0) { Int64(truncatingIfNeeded: $0) })
        }
        if isShort { return .int64(spread(store, validity, count)) }
        if conversion == .unsigned64 {
            return .int128(
                spread(store, validity, count, 0) { Int128(UInt64(bitPattern: $0)) })
        }
        return .int128(spread(store, validity, count, 0) { Int128($0) })
    }

    /// The bytes of every value, if they have all the same.
    private var fixedLength: Int? { physical == .fixedLengthByteArray ? typeLength : nil }

    private func halves(_ strings: BinaryColumn) -> [Float] {
        (0..<strings.count).map { row in
            Float(Float16(bitPattern: strings[row].integer(at: 0, as: UInt16.self)))
        }
    }

    private func bigEndian(_ strings: BinaryColumn) throws(ParquetError) -> [Int128] {
        if let length = fixedLength, 9...16 ~= length {
            return BigEndianIntegers.wide(strings.bytes.span.rawBytes, length: length)
        }
        var result: [Int128] = []
        result.reserveCapacity(strings.count)
        for row in 0..<strings.count {
            let bytes = strings[row]
            var value: Int128 = 0
            for index in 0..<bytes.byteCount {
                let byte = bytes.byte(at: index)
                if index == 0 {
                    value = Int128(Int8(bitPattern: byte))
                    continue
                }
                guard value >> 119 == 0 || value >> 119 == -1 else {
                    throw ParquetError(
                        .corrupt, "a decimal passes 128 bits. column=`\(path)`")
                }
                value = value << 8 | Int128(byte)
            }
            result.append(value)
        }
        return result
    }

    @inline(__always)
    private func spread<T>(
        _ store: ValueStore, _ validity: Bitmap?, _ count: Int, _ empty: T,
        _ convert: (Int64) -> T
    ) -> Column<T> {
        spread(store.integers, validity, count, empty, convert)
    }

    @inline(__always)
    private func spread<S, T>(
        _ source: [S], _ validity: Bitmap?, _ count: Int, _ empty: T, _ convert: (S) -> T
    ) -> Column<T> {
        guard let validity else { return Column(source.map(convert)) }
        var values = [T](repeating: empty, count: count)
        var target = values.mutableSpan
        let source = source.span
        var next = 0
        var row = 0
        while row < count {
            var word = validity.word(at: row)
            while word != 0 {
                target[row &+ word.trailingZeroBitCount] = convert(source[next])
                next &+= 1
                word &= word &- 1
            }
            row &+= 64
        }
        return Column(values, validity: validity)
    }

    private func spread(_ strings: BinaryColumn, _ validity: Bitmap?, _ count: Int) -> BinaryColumn
    {
        guard let validity else { return strings }
        var offsets = [Int32](repeating: 0, count: count + 1)
        var target = offsets.mutableSpan
        let source = strings.offsets.span
        var next = 0
        var row = 0
        while row < count {
            var word = validity.word(at: row)
            for place in row..<min(count, row &+ 64) {
                next &+= Int(word & 1)
                word >>= 1
                target[place &+ 1] = source[next]
            }
            row &+= 64
        }
        return BinaryColumn(offsets: offsets, bytes: strings.bytes, validity: validity)
    }
}
