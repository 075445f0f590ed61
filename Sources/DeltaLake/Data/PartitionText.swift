import Bytes
import Columnar

extension PartitionValue {
    /// A value of a date column, as days since 1970.
    public static func date(_ column: String, day: Int32) -> PartitionValue {
        PartitionValue(column, CivilTime.text(day: Int64(day)))
    }

    /// The folder that holds the files of these values, as Hive names it.
    ///
    /// It has no meaning for Delta, but Polars takes partition values from folders where a table
    /// has any named so, and then all must be.
    static func folder(_ values: [PartitionValue]) -> String {
        values.map { "\(escaped($0.column))=\(escaped($0.text ?? nullText))" }
            .joined(separator: "/")
    }

    private static let nullText = "__HIVE_DEFAULT_PARTITION__"

    private static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                bytes += Array("%\(byte < 16 ? "0" : "")\(digits)".utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_.-".utf8.contains(byte)
        }
    }
}

extension AnyColumn {
    /// A column of `count` rows that all have the value of a partition.
    ///
    /// - Throws: `DeltaError` of kind `corrupt` for a text that is no value of the type.
    init(repeating text: String?, of type: DataType, named name: String, count: Int) throws {
        guard let text, !text.isEmpty else {
            self = AnyColumn(nullsOf: type, count: count)
            return
        }
        guard let column = AnyColumn.repeating(text, type, count) else {
            throw DeltaError(
                .corrupt,
                "the partition value `\(text)` of column `\(name)` is no \(type.deltaName)")
        }
        self = column
    }

    /// A column of nulls.
    init(nullsOf type: DataType, count: Int) {
        let none = Bitmap(repeating: false, count: count)
        switch AnyColumn(empty: type) {
        case .boolean:
            self = .boolean(Column(Array(repeating: false, count: count), validity: none))
        case .int32: self = .int32(Column(Array(repeating: 0, count: count), validity: none))
        case .int64: self = .int64(Column(Array(repeating: 0, count: count), validity: none))
        case .int128: self = .int128(Column(Array(repeating: 0, count: count), validity: none))
        case .float: self = .float(Column(Array(repeating: 0, count: count), validity: none))
        case .double: self = .double(Column(Array(repeating: 0, count: count), validity: none))
        case .binary:
            self = .binary(
                BinaryColumn(
                    offsets: Array(repeating: 0, count: count + 1), bytes: [], validity: none))
        case .list(let list):
            self = .list(
                ListColumn(
                    offsets: Array(repeating: 0, count: count + 1), elements: list.elements,
                    validity: none))
        case .structure:
            guard case .structure(let fields) = type else {
                preconditionFailure("only a structure has the form of one")
            }
            self = .structure(
                StructColumn(
                    fields: fields.map { AnyColumn(nullsOf: $0.type, count: count) },
                    count: count, validity: none))
        }
    }

    private static func repeating(_ text: String, _ type: DataType, _ count: Int) -> AnyColumn? {
        switch type {
        case .boolean:
            switch text {
            case "true": .boolean(Column(Array(repeating: true, count: count)))
            case "false": .boolean(Column(Array(repeating: false, count: count)))
            default: nil
            }
        case .byte: Int8(text).map { .int32(fixed(Int32($0), count)) }
        case .short: Int16(text).map { .int32(fixed(Int32($0), count)) }
        case .integer: Int32(text).map { .int32(fixed($0, count)) }
        case .long: Int64(text).map { .int64(fixed($0, count)) }
        case .float: Float(text).map { .float(fixed($0, count)) }
        case .double: Double(text).map { .double(fixed($0, count)) }
        case .date:
            CivilTime.day(text: text).flatMap { Int32(exactly: $0) }
                .map { .int32(fixed($0, count)) }
        case .timestamp, .timestampNTZ:
            CivilTime.microseconds(text: text).map { .int64(fixed($0, count)) }
        case .decimal(let precision, let scale):
            DecimalText.unscaled(text: text, scale: scale).flatMap { value in
                if precision > 18 { return .int128(fixed(value, count)) }
                return Int64(exactly: value).map { .int64(fixed($0, count)) }
            }
        case .string, .binary:
            .binary(BinaryColumn(repeating: Array(text.utf8), count: count))
        case .structure, .array, .map: nil
        }
    }

    private static func fixed<Value: BitwiseCopyable & Sendable>(
        _ value: Value, _ count: Int
    ) -> Column<Value> {
        Column(Array(repeating: value, count: count))
    }
}
