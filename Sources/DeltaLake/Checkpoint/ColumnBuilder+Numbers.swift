import Columnar
import JSONColumns

extension ColumnBuilder {
    /// A builder for values as statistics spell them.
    ///
    /// Dates and times are texts, decimals are numbers. What a type cannot hold exactly becomes
    /// null, which says nothing of a file.
    static func makeForStatistics(of type: DataType) -> ColumnBuilder? {
        switch type {
        case .byte:
            FixedBuilder(
                placeholder: 0, { $0.int64.flatMap(Int8.init(exactly:)).map { Int32($0) } },
                AnyColumn.int32)
        case .short:
            FixedBuilder(
                placeholder: 0, { $0.int64.flatMap(Int16.init(exactly:)).map { Int32($0) } },
                AnyColumn.int32)
        case .date:
            FixedBuilder(
                placeholder: 0,
                { $0.string.flatMap { CivilTime.day(text: $0) }.flatMap(Int32.init(exactly:)) },
                AnyColumn.int32)
        case .timestamp, .timestampNTZ:
            FixedBuilder(
                placeholder: 0, { $0.string.flatMap { CivilTime.microseconds(text: $0) } },
                AnyColumn.int64)
        case .float:
            FixedBuilder(
                placeholder: 0, { $0.number.flatMap { Float($0.text) } }, AnyColumn.float)
        case .double:
            FixedBuilder(placeholder: 0, \.double, AnyColumn.double)
        case .decimal(let precision, let scale):
            decimalBuilder(precision: precision, scale: scale)
        default:
            nil
        }
    }

    private static func decimalBuilder(precision: Int, scale: Int) -> ColumnBuilder {
        let unscaled: (JSONValue) -> Int128? = { value in
            value.number.flatMap { DecimalText.unscaled(text: $0.text, scale: scale) }.flatMap {
                String($0.magnitude).utf8.count <= precision ? $0 : nil
            }
        }
        if precision > 18 {
            return FixedBuilder(placeholder: 0, unscaled, AnyColumn.int128)
        }
        return FixedBuilder(
            placeholder: 0, { unscaled($0).flatMap(Int64.init(exactly:)) }, AnyColumn.int64)
    }
}

/// Builds a column of values of one size; `read` makes them of JSON.
private final class FixedBuilder<Value: BitwiseCopyable & Sendable>: ColumnBuilder {
    private var values = Column<Value>()
    private let placeholder: Value
    private let read: (JSONValue) -> Value?
    private let wrap: (Column<Value>) -> AnyColumn

    init(
        placeholder: Value, _ read: @escaping (JSONValue) -> Value?,
        _ wrap: @escaping (Column<Value>) -> AnyColumn
    ) {
        self.placeholder = placeholder
        self.read = read
        self.wrap = wrap
    }

    override func append(_ value: JSONValue?) {
        if let value = value.flatMap(read) {
            values.append(value)
        } else {
            values.appendNull(placeholder: placeholder)
        }
    }

    override func appendNulls(_ count: Int) {
        for _ in 0..<count { values.appendNull(placeholder: placeholder) }
    }

    override var column: AnyColumn { wrap(values) }
}

// The types of the log itself, of which there are the most values, have builders that the compiler
// knows: code that is generic over a class is not specialised.

/// Builds a column of 64-bit integers.
final class LongBuilder: ColumnBuilder {
    private var values = Column<Int64>()

    override func append(_ value: JSONValue?) {
        guard let integer = value?.int64 else { return values.appendNull(placeholder: 0) }
        values.append(integer)
    }

    override func appendNulls(_ count: Int) {
        for _ in 0..<count { values.appendNull(placeholder: 0) }
    }

    override var column: AnyColumn { .int64(values) }
}

/// Builds a column of 32-bit integers.
final class IntegerBuilder: ColumnBuilder {
    private var values = Column<Int32>()

    override func append(_ value: JSONValue?) {
        guard let integer = value?.int64, let short = Int32(exactly: integer) else {
            return values.appendNull(placeholder: 0)
        }
        values.append(short)
    }

    override func appendNulls(_ count: Int) {
        for _ in 0..<count { values.appendNull(placeholder: 0) }
    }

    override var column: AnyColumn { .int32(values) }
}

/// Builds a column of booleans.
final class BooleanBuilder: ColumnBuilder {
    private var values = Column<Bool>()

    override func append(_ value: JSONValue?) {
        guard let boolean = value?.bool else { return values.appendNull(placeholder: false) }
        values.append(boolean)
    }

    override func appendNulls(_ count: Int) {
        for _ in 0..<count { values.appendNull(placeholder: false) }
    }

    override var column: AnyColumn { .boolean(values) }
}
