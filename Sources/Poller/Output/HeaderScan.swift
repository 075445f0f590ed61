internal import Bytes
internal import Columnar
internal import JSONColumns

/// Finds the ids of a source's records among those of a topic.
struct HeaderScan {
    private let wanted: SentRecords.Wanted
    private let source: [UInt8]
    private let names = Names()

    private struct Names {
        let source = Array(RecordHeader.source.utf8)
        let record = Array(RecordHeader.record.utf8)
        let time = Array(RecordHeader.time.utf8)
        let item = Array(RecordHeader.item.utf8)
    }

    /// What the headers of a record say.
    private struct Found {
        var isOurs = false
        var id: RecordID?
        var time: Int64?
        var item: String?
    }

    init(_ wanted: SentRecords.Wanted) {
        self.wanted = wanted
        source = Array(wanted.source.utf8)
    }

    /// Adds the source's records that lie before an offset.
    func collect(from batch: RecordBatch, before end: Int64, into sent: inout SentRecords) {
        guard let headers = batch.headers, case .structure(let elements) = headers.elements,
            elements.fields.count == 2, case .binary(let names) = elements.fields[0],
            case .binary(let values) = elements.fields[1]
        else { return }
        for row in 0..<batch.count where batch.offsets[row] < end && !headers.isNull(row) {
            let range = Int(headers.offsets[row])..<Int(headers.offsets[row + 1])
            let found = read(names, values, range)
            guard found.isOurs, let id = found.id,
                found.time.map(wanted.times.contains) ?? true
            else { continue }
            let key = wanted.newestOnly ? found.item ?? Self.key(of: batch, row) : ""
            sent.add(id, key: key, wanted: wanted)
        }
    }

    private func read(_ names: BinaryColumn, _ values: BinaryColumn, _ range: Range<Int>) -> Found {
        var found = Found()
        for index in range {
            let name = names[index]
            if name.equals(self.names.source.span.rawBytes) {
                found.isOurs = values[index].equals(source.span.rawBytes)
            } else if name.equals(self.names.record.span.rawBytes) {
                found.id = RecordID(hex: Self.text(values, index))
            } else if name.equals(self.names.time.span.rawBytes) {
                found.time = RFC3339.nanoseconds(Self.text(values, index))
            } else if wanted.newestOnly, name.equals(self.names.item.span.rawBytes) {
                found.item = Self.text(values, index)
            }
        }
        return found
    }

    private static func key(of batch: RecordBatch, _ row: Int) -> String {
        batch.keys.isNull(row) ? "" : text(batch.keys, row)
    }

    private static func text(_ column: BinaryColumn, _ row: Int) -> String {
        String(decoding: column[row].copy(), as: UTF8.self)
    }
}
