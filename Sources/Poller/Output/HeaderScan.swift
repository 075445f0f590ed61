internal import Bytes
internal import Columnar

/// Finds the ids of a source's records among those of a topic.
struct HeaderScan {
    private let sourceName = Array(RecordHeader.source.utf8)
    private let recordName = Array(RecordHeader.record.utf8)
    private let source: [UInt8]

    init(source: String) { self.source = Array(source.utf8) }

    /// Adds the ids of the source's records that lie before an offset.
    func collect(from batch: RecordBatch, before end: Int64, into ids: inout Set<RecordID>) {
        guard let headers = batch.headers else { return }
        for row in 0..<batch.count where batch.offsets[row] < end && !headers.isNull(row) {
            if let id = id(in: headers, row) { ids.insert(id) }
        }
    }

    private func id(in headers: ListColumn, _ row: Int) -> RecordID? {
        guard case .structure(let elements) = headers.elements, elements.fields.count == 2,
            case .binary(let names) = elements.fields[0],
            case .binary(let values) = elements.fields[1]
        else { return nil }
        var isOurs = false
        var id: RecordID?
        for index in Int(headers.offsets[row])..<Int(headers.offsets[row + 1]) {
            if names[index].equals(sourceName.span.rawBytes) {
                isOurs = values[index].equals(source.span.rawBytes)
            } else if names[index].equals(recordName.span.rawBytes) {
                id = RecordID(hex: String(decoding: values[index].copy(), as: UTF8.self))
            }
        }
        return isOurs ? id : nil
    }
}
