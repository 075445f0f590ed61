import Columnar
import Pipeline

/// A lane's records, made up by a seed, with what each one is meant to be.
struct LaneScript {
    /// What a record is meant to be.
    enum Meaning {
        case tick(Tick)
        case instrument(Instrument)
        case quarantined(Fault)
        case heartbeat(time: Int64)
        case tombstone
    }

    /// Why a record does not pass.
    struct Fault {
        var reason: String
        var detail: String
        var rule: String?

        static let malformedHeartbeat = Fault(
            reason: "malformed_heartbeat",
            detail: "the value of a heartbeat is {\"ts\":\"...\"} with a time by RFC 3339")
    }

    struct Entry {
        var offset: Int64
        /// Milliseconds since the epoch.
        var kafkaTime: Int64
        var timestampType: Int32
        var key: String?
        var value: String?
        var headers: [(key: String, value: String?)]
        var meaning: Meaning
    }

    let lane: LaneID
    private(set) var entries: [Entry] = []
    private(set) var records: RecordBatch
    /// The offset of the record that comes next; a script leaves some out.
    var offset: Int64

    init(lane: LaneID, from offset: Int64) {
        self.lane = lane
        self.offset = offset
        records = RecordBatch(next: offset)
        records.headers = ListColumn(elements: AnyColumn(empty: RecordBatch.headerType))
    }

    /// The script of a lane of either topic.
    init(lane: LaneID, count: Int, seed: UInt64) {
        self =
            lane.topic == ShippedPlan.metadata
            ? .instruments(lane: lane, count: count, seed: seed)
            : .ticks(lane: lane, count: count, seed: seed)
    }

    /// Adds a record at a time in nanoseconds.
    mutating func append(
        _ time: Int64, _ meaning: Meaning, key: String? = nil, value: String?,
        headers: [(key: String, value: String?)] = []
    ) {
        let entry = Entry(
            offset: offset, kafkaTime: time / 1_000_000, timestampType: Int32(offset % 2),
            key: key, value: value, headers: headers, meaning: meaning)
        entries.append(entry)
        records.offsets.append(offset)
        records.timestamps.append(entry.kafkaTime)
        records.timestampTypes.append(entry.timestampType)
        records.keys.append(text: key)
        records.values.append(text: value)
        appendHeaders(headers)
        records.next = offset + 1
        offset += 1
    }

    /// Adds a heartbeat; one whose time lies too far beyond Kafka's does not count.
    mutating func appendHeartbeat(_ time: Int64, kafka: Int64) {
        let headers: [(key: String, value: String?)] = [
            ("source", nil), ("ticklake-heartbeat", "1"),
        ]
        var meaning = Meaning.heartbeat(time: time)
        let kafkaTime = kafka / 1_000_000 * 1_000_000
        if time > kafkaTime + 60 * ScriptText.second {
            let detail =
                "the heartbeat's time \(ScriptText.time(time)) is later than Kafka's time "
                + "\(ScriptText.time(kafkaTime)) + 60 s"
            meaning = .quarantined(Fault(reason: "malformed_heartbeat", detail: detail))
        }
        let value = "{\"ts\":\"\(ScriptText.time(time))\"}"
        append(kafka, meaning, key: "beat", value: value, headers: headers)
    }

    private mutating func appendHeaders(_ headers: [(key: String, value: String?)]) {
        guard var list = records.headers, case .structure(var pairs) = list.elements,
            case .binary(var keys) = pairs.fields[0], case .binary(var values) = pairs.fields[1]
        else { return }
        for header in headers {
            keys.append(text: header.key)
            values.append(text: header.value)
        }
        pairs = StructColumn(fields: [.binary(keys), .binary(values)], count: keys.count)
        list.elements = .structure(pairs)
        list.offsets.append(Int32(pairs.count))
        var validity = list.validity ?? Bitmap()
        validity.append(!headers.isEmpty)
        list.validity = validity
        records.headers = list
    }
}

extension BinaryColumn {
    fileprivate mutating func append(text: String?) {
        if let text { append(Array(text.utf8).span) } else { appendNull() }
    }
}
