import Columnar
import JSONColumns
import Parquet

/// What the log says of the values in one file: its partition, its statistics.
struct FileBounds {
    private let file: AddFile
    private let stats: JSONValue?

    init(_ file: AddFile) {
        self.file = file
        stats = file.stats.flatMap { try? JSONValue(parsing: $0) }
    }

    /// What is known of a column.
    ///
    /// Statistics are of all rows of the file, deleted ones too: what holds for all holds for those
    /// that are left. Delta protocol, "Per-file Statistics".
    func bounds(of column: ResolvedColumn) -> ColumnBounds {
        if column.isPartition { return partitionBounds(of: column) }
        var bounds = ColumnBounds()
        let rowCount = stats?["numRecords"]?.int64
        if let nullCount = value("nullCount", column)?.int64, let rowCount {
            if nullCount == 0 { bounds.hasNulls = false }
            if nullCount == rowCount { bounds.hasValues = false }
        }
        if rowCount == 0 { (bounds.hasNulls, bounds.hasValues) = (false, false) }
        bounds.minimum = value("minValues", column).flatMap { .init(minimum: $0, column.type) }
        bounds.maximum = value("maxValues", column).flatMap { .init(maximum: $0, column.type) }
        return bounds
    }

    private func value(_ kind: String, _ column: ResolvedColumn) -> JSONValue? {
        column.physicalPath.reduce(stats?[kind]) { $0?[$1.name] }
    }

    private func partitionBounds(of column: ResolvedColumn) -> ColumnBounds {
        var bounds = ColumnBounds()
        let text = column.physicalPath.first.flatMap { file.partitionValue($0.name) }
        bounds.hasNulls = text == nil
        bounds.hasValues = text != nil
        // A text that is no value is an error for whoever reads the rows.
        if let text,
            let values = try? AnyColumn(repeating: text, of: column.type, named: "", count: 1),
            let value = Ordinal(0, of: values)
        {
            if case .floating(let number) = value, number.isNaN { return bounds }
            bounds.minimum = value
            bounds.maximum = value
        }
        return bounds
    }
}

extension Ordinal {
    /// A minimum as statistics spell it, or something less; nil where that is not sure.
    fileprivate init?(minimum value: JSONValue, _ type: DataType) {
        switch type {
        case .string:
            guard let text = value.string else { return nil }
            self = .bytes(Array(text.utf8))
        case .float, .double:
            guard let range = Ordinal.range(value, type) else { return nil }
            self = .floating(range.lowerBound)
        case .decimal(_, let scale):
            guard let range = Ordinal.range(value, scale: scale) else { return nil }
            self = .whole(range.lowerBound)
        default: self.init(exact: value, type)
        }
    }

    /// A maximum as statistics spell it, or something greater; nil where that is not sure.
    fileprivate init?(maximum value: JSONValue, _ type: DataType) {
        switch type {
        case .string:
            guard let text = value.string else { return nil }
            // A long one was cut, and what was appended for the rest has been wrong in the past
            // (delta-io/delta #3430): anything that begins so may be there.
            let characters = text.unicodeScalars
            guard characters.count >= TextBounds.length else {
                self = .bytes(Array(text.utf8))
                return
            }
            self = .bytes(Array(String(characters.prefix(TextBounds.length)).utf8) + [0xff])
        case .float, .double:
            guard let range = Ordinal.range(value, type) else { return nil }
            self = .floating(range.upperBound)
        case .decimal(_, let scale):
            guard let range = Ordinal.range(value, scale: scale) else { return nil }
            self = .whole(range.upperBound)
        case .timestamp, .timestampNTZ:
            // Cut to milliseconds by some writers.
            guard case .whole(let time)? = Ordinal(exact: value, type) else { return nil }
            self = .whole(time + 999)
        default: self.init(exact: value, type)
        }
    }

    /// The day before which statistics are not relied on: 1900-01-01.
    ///
    /// Of earlier times, files written by old versions of Spark have other values than the log: in
    /// the Julian calendar, and on local clocks of odd minutes.
    private static let firstSureDay: Int64 = -25_567

    private init?(exact value: JSONValue, _ type: DataType) {
        switch type {
        case .byte, .short, .integer, .long:
            guard let number = value.int64 else { return nil }
            self = .whole(Int128(number))
        case .date:
            guard let day = value.string.flatMap({ CivilTime.day(text: $0) }),
                day >= Ordinal.firstSureDay
            else { return nil }
            self = .whole(Int128(day))
        case .timestamp, .timestampNTZ:
            guard let text = value.string,
                type == .timestampNTZ || text.utf8.last == UInt8(ascii: "Z"),
                let time = CivilTime.microseconds(text: text),
                time >= Ordinal.firstSureDay * CivilTime.microsecondsPerDay
            else { return nil }
            self = .whole(Int128(time))
        default:
            return nil
        }
    }

    /// What a decimal may mean, without its point.
    ///
    /// Some writers take it through a double, however it is spelt then: `1e20` may have been
    /// 99999999999999999999. All decimals of 15 digits come through as they are; others are off by
    /// less than 1 part in 2^51.
    private static func range(_ value: JSONValue, scale: Int) -> ClosedRange<Int128>? {
        guard let text = value.number?.text,
            let unscaled = DecimalText.unscaled(text: text, scale: scale)
        else { return nil }
        if unscaled.magnitude < 1_000_000_000_000_000 { return unscaled...unscaled }
        let doubt = Int128(unscaled.magnitude >> 51) + 1
        let (least, isTooLow) = unscaled.subtractingReportingOverflow(doubt)
        let (most, isTooHigh) = unscaled.addingReportingOverflow(doubt)
        return isTooLow || isTooHigh ? nil : least...most
    }

    /// What a number may mean: that of a single is the shortest text that gives it as a single.
    private static func range(_ value: JSONValue, _ type: DataType) -> ClosedRange<Double>? {
        guard let double = value.double, double.isFinite else { return nil }
        let single = Double(Float(double))
        guard single.isFinite else { return type == .double ? double...double : nil }
        return min(double, single)...max(double, single)
    }
}
