import Bytes
import Foundation
import Synthetic

/// One record with bytes of its own.
struct CollectedRecord: Equatable {
    var key: String
    var value: [UInt8]?
    var partition: Int
    var header: SyntheticHeader
    var timestamp: Int64

    /// The value as a JSON object; nil where it is none.
    var object: [String: Any]? {
        guard let value, let object = try? JSONSerialization.jsonObject(with: Data(value)) else {
            return nil
        }
        return object as? [String: Any]
    }

    /// The event time in nanoseconds, read from a plain tick's digits.
    var eventTime: Int64? {
        guard let text = object?["ts"] as? String, text.utf8.count == 30 else { return nil }
        let digits = text.utf8.filter { $0 >= 48 && $0 <= 57 }.map { Int64($0) - 48 }
        func number(_ range: Range<Int>) -> Int64 { digits[range].reduce(0) { $0 * 10 + $1 } }
        guard digits.count == 23, number(0..<4) == 2026, number(4..<6) == 1 else { return nil }
        // All streams of these tests lie in January 2026.
        let days = 20_454 + number(6..<8) - 1
        let seconds = (days * 24 + number(8..<10)) * 3_600 + number(10..<12) * 60 + number(12..<14)
        return seconds * 1_000_000_000 + number(14..<23)
    }
}

extension SyntheticBatch {
    /// Copies of the records.
    func collect() -> [CollectedRecord] {
        records.indices.map { index in
            let record = records[index]
            return CollectedRecord(
                key: String(decoding: key(index).copy(), as: UTF8.self),
                value: record.isTombstone ? nil : value(index).copy(),
                partition: Int(record.partition), header: record.header,
                timestamp: record.timestamp)
        }
    }
}

/// A whole stream of ticks, drawn in batches of a size, and its summary.
func collect(
    _ parameters: TickParameters, batches size: Int = 1_000
) throws -> (records: [CollectedRecord], summary: StreamSummary) {
    var generator = try TickGenerator(parameters)
    var batch = SyntheticBatch()
    var records: [CollectedRecord] = []
    while generator.next(size, into: &batch) > 0 {
        records += batch.collect()
        batch.removeAll()
    }
    return (records, generator.summary)
}

/// A hash of everything in a stream of records.
func digest(_ records: [CollectedRecord]) -> UInt64 {
    var writer = ByteWriter()
    for record in records {
        writer.append(utf8: record.key)
        writer.append(record.value ?? [0xff])
        writer.appendLE(Int64(record.partition))
        writer.append(record.header.rawValue)
        writer.appendLE(record.timestamp)
    }
    return StableHash.hash64(writer.bytes)
}
