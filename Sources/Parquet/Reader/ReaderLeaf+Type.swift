import Columnar

extension ReaderLeaf {
    /// Finds out what a stored column means.
    init(
        _ element: SchemaElement, path: String, definition: Int, repetition: Int
    ) throws(ParquetError) {
        guard let physical = element.physical else {
            throw ParquetError(.corrupt, "a column has no physical type. column=`\(path)`")
        }
        guard let (type, conversion) = Self.meaning(of: element, physical) else {
            throw ParquetError(
                .unsupported,
                "no such type is read. column=`\(path)`, physical=`\(physical)`")
        }
        if physical == .fixedLengthByteArray {
            guard element.typeLength > 0, element.typeLength <= 1 << 20 else {
                throw ParquetError(
                    .corrupt,
                    "no such length. column=`\(path)`, length=`\(element.typeLength)`")
            }
        }
        self.init(
            path: path, physical: physical, typeLength: element.typeLength, type: type,
            conversion: conversion, definitionMax: definition, repetitionMax: repetition)
    }

    private static func meaning(
        of element: SchemaElement, _ physical: PhysicalType
    ) -> (DataType, ValueConversion)? {
        switch physical {
        case .boolean: (.boolean, .none)
        case .int32: int32(element)
        case .int64: int64(element)
        case .int96: (.timestamp, .none)
        case .float: (.float, .none)
        case .double: (.double, .none)
        case .fixedLengthByteArray where element.logical == .float16 && element.typeLength == 2:
            (.float, .half)
        case .byteArray, .fixedLengthByteArray: bytes(element)
        }
    }

    private static func int32(_ element: SchemaElement) -> (DataType, ValueConversion)? {
        if let decimal = element.decimal { return (decimal, .none) }
        if element.isDecimal { return nil }
        switch (element.logical, element.converted) {
        case (.date, _), (_, .date): return (.date, .none)
        case (.integer(bits: 8, isSigned: true), _), (nil, .int8): return (.byte, .none)
        case (.integer(bits: 16, isSigned: true), _), (nil, .int16): return (.short, .none)
        case (.integer(bits: 8, isSigned: false), _), (nil, .uint8): return (.short, .none)
        case (.integer(bits: 32, isSigned: false), _), (nil, .uint32):
            return (.long, .unsigned32)
        default: return (.integer, .none)
        }
    }

    private static func int64(_ element: SchemaElement) -> (DataType, ValueConversion)? {
        if let decimal = element.decimal { return (decimal, .none) }
        if element.isDecimal { return nil }
        switch (element.logical, element.converted) {
        case (.timestamp(let isUTC, let unit), _):
            let type: DataType = isUTC ? .timestamp : .timestampNTZ
            switch unit {
            case .milliseconds: return (type, .multiplied(1000))
            case .microseconds: return (type, .none)
            case .nanoseconds: return (type, .divided(1000))
            }
        case (nil, .timestampMillis): return (.timestamp, .multiplied(1000))
        case (nil, .timestampMicros): return (.timestamp, .none)
        case (.integer(bits: 64, isSigned: false), _), (nil, .uint64):
            return (.decimal(precision: 20, scale: 0), .unsigned64)
        default: return (.long, .none)
        }
    }

    private static func bytes(_ element: SchemaElement) -> (DataType, ValueConversion)? {
        if let decimal = element.decimal { return (decimal, .bigEndian) }
        if element.isDecimal { return nil }
        switch (element.logical, element.converted) {
        case (.string, _), (.enumeration, _), (.json, _): return (.string, .none)
        case (nil, .utf8), (nil, .enumeration), (nil, .json): return (.string, .none)
        default: return (.binary, .none)
        }
    }
}

extension SchemaElement {
    /// Whether the element says that it is a decimal, of whatever digits.
    fileprivate var isDecimal: Bool {
        if case .decimal = logical { return true }
        return logical == nil && converted == .decimal
    }

    /// The decimal type that the element says it has; nil if it is none or none that can be.
    fileprivate var decimal: DataType? {
        var digits: (precision: Int, scale: Int)?
        if case .decimal(let precision, let scale) = logical {
            digits = (precision, scale)
        } else if converted == .decimal {
            digits = (precision, scale)
        }
        guard let digits, 1...38 ~= digits.precision, 0...digits.precision ~= digits.scale
        else { return nil }
        return .decimal(precision: digits.precision, scale: digits.scale)
    }
}
