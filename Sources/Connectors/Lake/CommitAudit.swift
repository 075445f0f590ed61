import Bytes
public import JSONColumns
public import Pipeline

/// What `commitInfo` says of a commit beyond Delta's own members: whose it is, under which
/// configuration, and what became of each lane's records.
public struct CommitAudit: Sendable, Equatable {
    /// The member of `commitInfo` that holds the audit.
    public static let member = "ticklake"

    /// The pipeline's name.
    public var pipeline: String
    /// The digest of the configuration that decided the rows.
    public var configuration: String
    /// What became of each lane's records, lanes in order.
    public var lanes: [(lane: LaneID, audit: LaneAudit)]

    /// Makes an audit.
    public init(pipeline: String, configuration: String, lanes: [(LaneID, LaneAudit)]) {
        self.pipeline = pipeline
        self.configuration = configuration
        self.lanes = lanes
    }

    /// Whether two audits say the same.
    public static func == (left: CommitAudit, right: CommitAudit) -> Bool {
        left.json == right.json
    }

    /// The audit as a member of `commitInfo`.
    public var json: JSONValue {
        .object([
            "pipeline": .string(pipeline),
            "configuration": .string(configuration),
            "lanes": .array(lanes.map { Self.json($0.lane, $0.audit) }),
        ])
    }

    /// Reads an audit out of a `commitInfo`; nil when it holds none, or one that is damaged.
    public init?(commitInfo: JSONObject) {
        guard let value = commitInfo[Self.member], let pipeline = value["pipeline"]?.string,
            let configuration = value["configuration"]?.string,
            let list = value["lanes"]?.array
        else { return nil }
        self.init(pipeline: pipeline, configuration: configuration, lanes: [])
        for entry in list {
            guard let lane = Self.lane(entry), let audit = LaneAudit(json: entry) else {
                return nil
            }
            lanes.append((lane, audit))
        }
    }

    private static func lane(_ entry: JSONValue) -> LaneID? {
        guard let topic = entry["topic"]?.string, let partition = entry["partition"]?.int64,
            let number = Int32(exactly: partition)
        else { return nil }
        return LaneID(topic: topic, partition: number)
    }

    private static func json(_ lane: LaneID, _ audit: LaneAudit) -> JSONValue {
        var object: JSONObject = [
            "topic": .string(lane.topic), "partition": .integer(Int64(lane.partition)),
            "from": .integer(audit.from), "until": .integer(audit.until),
            "records": .integer(audit.records), "rows": .integer(audit.rows),
            "quarantined": counts(audit.quarantined), "rules": counts(audit.rules),
            "duplicates": .integer(audit.duplicates), "late": .integer(audit.late),
            "heartbeats": .integer(audit.heartbeats), "tombstones": .integer(audit.tombstones),
            "watermark": audit.watermark.map { .integer($0) } ?? .null,
            "digest": .string(Hexadecimal.text(of: audit.digest)),
        ]
        if !audit.lost.isEmpty {
            object["lost"] = .array(
                audit.lost.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) })
        }
        return .object(object)
    }

    private static func counts(_ counts: [String: Int64]) -> JSONValue {
        .object(
            JSONObject(
                counts.sorted { $0.key < $1.key }
                    .map { JSONObject.Member($0.key, .integer($0.value)) }))
    }
}

extension LaneAudit {
    fileprivate init?(json: JSONValue) {
        guard let from = json["from"]?.int64, let until = json["until"]?.int64, from <= until,
            let digest = json["digest"]?.string, let sum = UInt64(digest, radix: 16)
        else { return nil }
        self.init(at: from)
        self.until = until
        records = json["records"]?.int64 ?? 0
        rows = json["rows"]?.int64 ?? 0
        late = json["late"]?.int64 ?? 0
        heartbeats = json["heartbeats"]?.int64 ?? 0
        tombstones = json["tombstones"]?.int64 ?? 0
        watermark = json["watermark"]?.int64
        self.digest = sum
        for member in json["quarantined"]?.object?.members ?? [] {
            quarantined[member.name] = member.value.int64 ?? 0
        }
        for member in json["rules"]?.object?.members ?? [] {
            rules[member.name] = member.value.int64 ?? 0
        }
        for range in json["lost"]?.array ?? [] {
            guard let ends = range.array, ends.count == 2, let low = ends[0].int64,
                let high = ends[1].int64, low <= high
            else { return nil }
            lost.append(low..<high)
        }
    }
}
