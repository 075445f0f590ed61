internal import Bytes
internal import Columnar
internal import JSONColumns
internal import MarketData

extension RecordBatch {
    /// The header that makes a record a heartbeat, whatever its value.
    static let heartbeatHeader = Array("ticklake-heartbeat".utf8)

    /// Which records are heartbeats: those with the header and a value; nil when none is.
    func heartbeats() -> Bitmap? {
        guard let headers, case .structure(let pairs) = headers.elements,
            case .binary(let names) = pairs.fields[0]
        else { return nil }
        var result: Bitmap?
        for record in 0..<count where !values.isNull(record) {
            let range = Int(headers.offsets[record])..<Int(headers.offsets[record + 1])
            guard range.contains(where: { names[$0].equals(Self.heartbeatHeader.span.rawBytes) })
            else { continue }
            if result == nil { result = Bitmap(repeating: false, count: count) }
            result?[record] = true
        }
        return result
    }

    /// What each record is, by what the decoder made of it; `times` gets the heartbeats' times.
    func events(
        _ decoded: DecodedColumns, _ heartbeats: Bitmap?, _ depthMax: Int,
        _ times: inout [Int64]
    ) -> [LaneEvent] {
        var events = [LaneEvent](repeating: .tombstone, count: count)
        for row in decoded.rowRecords.indices { events[Int(decoded.rowRecords[row])] = .tick }
        for row in decoded.rejections.records.indices {
            events[Int(decoded.rejections.records[row])] = .rejected
        }
        guard let heartbeats else { return events }
        for record in 0..<count where heartbeats[record] {
            if let time = HeartbeatValue.time(of: values[record], depthMax: depthMax) {
                events[record] = .heartbeat
                times.append(time)
            } else {
                events[record] = .badHeartbeat
            }
        }
        return events
    }
}

extension Rejections {
    /// What the decoder rejected; no rule of the contract did.
    init(_ rejected: RejectedRecords) {
        self.init()
        for row in 0..<rejected.count {
            append(
                record: Int(rejected.records[row]), reason: Array(rejected.reasons[row].text.utf8),
                detail: rejected.details[row].copy(), rule: nil, version: nil)
        }
    }
}
