import Columnar
import JSONColumns
import Parquet

/// The statistics of a file as `add.stats` has them: row count, bounds, null counts.
///
/// Bounds are what readers skip files by: a minimum may be too low and a maximum too high, never
/// the other way round.
struct FileStatistics {
    private let summary: ParquetFileSummary
    private let columns: [[String]: ParquetColumnSummary]
    private let leaves: Set<[String]>

    init(_ summary: ParquetFileSummary, _ scope: StatisticsScope) {
        self.summary = summary
        columns = Dictionary(summary.columns.map { ($0.path, $0) }) { first, _ in first }
        leaves = scope.leaves
    }

    /// The statistics as a JSON text.
    func text(_ schema: Schema) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("numRecords", summary.rowCount)
        for (name, part) in [("minValues", Part.minimum), ("maxValues", .maximum)] {
            writer.name(name)
            write(part, schema.fields, within: [], to: &writer)
        }
        writer.name("nullCount")
        write(.nullCount, schema.fields, within: [], to: &writer)
        writer.endObject()
        return writer.text
    }

    private enum Part {
        case minimum
        case maximum
        case nullCount
    }

    private func write(
        _ part: Part, _ fields: [Field], within parents: [String], to writer: inout JSONWriter
    ) {
        writer.beginObject()
        for field in fields {
            let path = parents + [field.name]
            if case .structure(let inner) = field.type {
                guard leaves.contains(where: { $0.starts(with: path) }) else { continue }
                writer.name(field.name)
                write(part, inner, within: path, to: &writer)
            } else if leaves.contains(path), let value = value(part, path, field.type) {
                writer.name(field.name)
                writer.append(value)
            }
        }
        writer.endObject()
    }

    private func value(_ part: Part, _ path: [String], _ type: DataType) -> JSONValue? {
        switch type {
        case .array, .map:
            // Nothing but how many are absent, which each of the columns within knows.
            guard part == .nullCount,
                let column = summary.columns.first(where: { $0.path.starts(with: path) })
            else { return nil }
            return .integer(Int64(column.nullListCount))
        default: return columns[path].flatMap { value(part, of: $0) }
        }
    }

    private func value(_ part: Part, of column: ParquetColumnSummary) -> JSONValue? {
        switch part {
        case .minimum: column.minimum.flatMap { Bound.lower($0, column.type) }
        // NaN is the greatest value to Spark.
        case .maximum where column.nanCount > 0: nil
        case .maximum: column.maximum.flatMap { Bound.upper($0, column.type) }
        case .nullCount: .integer(Int64(column.nullCount))
        }
    }
}

/// One bound, as JSON; nil where there is none that is safe.
private enum Bound {
    static func lower(_ bound: ParquetBound, _ type: DataType) -> JSONValue? {
        switch bound {
        case .boolean: nil
        case .integer(let value): integer(value, type, roundingUp: false)
        case .decimal(let unscaled): decimal(unscaled, type, roundingUp: false)
        case .floating(let value): value.isFinite ? number("\(value)") : nil
        case .text(let bytes, _): TextBounds.lower(bytes).map { .string($0) }
        }
    }

    static func upper(_ bound: ParquetBound, _ type: DataType) -> JSONValue? {
        switch bound {
        case .boolean: nil
        case .integer(let value): integer(value, type, roundingUp: true)
        case .decimal(let unscaled): decimal(unscaled, type, roundingUp: true)
        case .floating(let value): value.isFinite ? number("\(value)") : nil
        case .text(let bytes, _): TextBounds.upper(bytes).map { .string($0) }
        }
    }

    private static func integer(
        _ value: Int64, _ type: DataType, roundingUp: Bool
    ) -> JSONValue? {
        switch type {
        case .date:
            isCommonYear(value) ? .string(CivilTime.text(day: value)) : nil
        case .timestamp, .timestampNTZ:
            time(value, hasZone: type == .timestamp, roundingUp: roundingUp)
        default:
            .integer(value)
        }
    }

    /// A time in milliseconds, as Spark writes and reads it.
    private static func time(_ value: Int64, hasZone: Bool, roundingUp: Bool) -> JSONValue? {
        let (milliseconds, rest) = CivilTime.divide(value, by: 1000)
        let rounded = roundingUp && rest > 0 ? milliseconds + 1 : milliseconds
        guard isCommonYear(CivilTime.divide(rounded, by: 86_400_000).0) else { return nil }
        let text = CivilTime.text(microseconds: rounded * 1000).dropLast(3)
        return .string(hasZone ? "\(text)Z" : String(text))
    }

    /// Whether a day lies in the years that all readers can spell: 1 to 9999.
    private static func isCommonYear(_ day: Int64) -> Bool {
        (-719_162...2_932_896).contains(day)
    }

    /// A decimal of at most 15 digits, which survives readers that parse JSON numbers as doubles.
    private static func decimal(
        _ unscaled: Int128, _ type: DataType, roundingUp: Bool
    ) -> JSONValue? {
        guard case .decimal(let precision, let scale) = type else { return nil }
        var unit: Int128 = 1
        while unscaled.magnitude / UInt128(unit) >= 1_000_000_000_000_000 { unit *= 10 }
        let rest = unscaled % unit
        var rounded = unscaled - rest
        if roundingUp, rest > 0 { rounded += unit }
        if !roundingUp, rest < 0 { rounded -= unit }
        let text = DecimalText.text(unscaled: rounded, scale: scale)
        // Rounded away from zero, it may have a digit too many for the type.
        return String(rounded.magnitude).utf8.count <= precision ? number(text) : nil
    }

    private static func number(_ text: String) -> JSONValue? { try? JSONValue(parsing: text) }
}

/// Bounds of texts: at most 32 characters, as Spark cuts them.
package enum TextBounds {
    /// A text of that many characters is cut.
    static let length = 32
    /// Beyond that many a maximum is given up.
    static let lengthMax = 64

    /// The text, or its beginning: nothing is less than it that is not less than the text.
    package static func lower(_ bytes: [UInt8]) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let characters = text.unicodeScalars
        if characters.count <= length { return text }
        return String(characters.prefix(length))
    }

    /// The text, or its beginning followed by a character that nothing in the text exceeds there.
    package static func upper(_ bytes: [UInt8]) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let characters = Array(text.unicodeScalars)
        if characters.count <= length { return text }
        let last: Unicode.Scalar = "\u{10FFFF}"
        for cut in length..<min(characters.count, lengthMax) where characters[cut] != last {
            var prefix = String.UnicodeScalarView(characters[..<cut])
            prefix.append(characters[cut].value < 0x7f ? "\u{7F}" : last)
            return String(prefix)
        }
        return nil
    }
}
