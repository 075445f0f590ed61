import Bytes
import Columnar

extension AnyColumn {
    /// A text in every row.
    static func repeating(_ text: String, count: Int) -> AnyColumn {
        .binary(BinaryColumn(repeating: Array(text.utf8), count: count))
    }

    /// A number in every row.
    static func repeating(_ value: Int32, count: Int) -> AnyColumn {
        .int32(Column([Int32](repeating: value, count: count)))
    }

    /// A number in every row.
    static func repeating(_ value: Int64, count: Int) -> AnyColumn {
        .int64(Column([Int64](repeating: value, count: count)))
    }

    /// Columns of values that are all there.
    static func long(_ values: [Int64]) -> AnyColumn { .int64(Column(values)) }

    /// A null in every row of a column of binary form.
    static func noText(count: Int) -> AnyColumn {
        .binary(
            BinaryColumn(
                offsets: [Int32](repeating: 0, count: count + 1), bytes: [],
                validity: Bitmap(repeating: false, count: count)))
    }
}

/// The values at `rows`.
func gather<Value>(_ values: [Value], _ rows: [Int32]) -> [Value] {
    var result: [Value] = []
    result.reserveCapacity(rows.count)
    for index in rows.indices { result.append(values[Int(rows[index])]) }
    return result
}

extension RecordBatch {
    /// Kafka's time of each of `rows`, in microseconds.
    func kafkaMicroseconds(_ rows: [Int32]) -> [Int64] {
        var result: [Int64] = []
        result.reserveCapacity(rows.count)
        for index in rows.indices {
            result.append(Calendar.microseconds(milliseconds: timestamps[Int(rows[index])]))
        }
        return result
    }

    /// The UTC date of Kafka's time of each of `rows`.
    func kafkaDates(_ rows: [Int32]) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(rows.count)
        for index in rows.indices {
            result.append(
                Calendar.day(timestamps[Int(rows[index])], perDay: Calendar.millisecondsPerDay))
        }
        return result
    }
}
