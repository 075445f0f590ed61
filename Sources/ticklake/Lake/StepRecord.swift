package import DeltaLake
package import JSONColumns

/// What a commit says of one lane: the range that it covers, and what became of its records.
package struct StepRecord: Sendable, Equatable {
    /// The lane.
    package let lane: LaneKey
    /// The offsets `[from, until)`.
    package let range: Range<Int64>
    /// The rows that the commit adds for the lane.
    package let rows: Int64
    /// The records in the range.
    package let records: Int64
    /// The quarantined records, by reason.
    package let quarantined: [String: Int64]
    /// How often each rule flagged a row or sent a record to quarantine, by its name.
    package let rules: [String: Int64]
    /// The heartbeats in the range.
    package let heartbeats: Int64
    /// The tombstones in the range.
    package let tombstones: Int64
    /// The late ticks in the range.
    package let late: Int64
    /// The offsets that are nowhere any more.
    package let lost: [Range<Int64>]
    /// The additive digest of the rows; nil where the commit names none.
    package let digest: UInt64?

    /// Makes a record of its parts.
    package init(
        lane: LaneKey, range: Range<Int64>, rows: Int64, records: Int64 = 0,
        quarantined: [String: Int64] = [:], rules: [String: Int64] = [:], heartbeats: Int64 = 0,
        tombstones: Int64 = 0, late: Int64 = 0, lost: [Range<Int64>] = [], digest: UInt64? = nil
    ) {
        self.lane = lane
        self.range = range
        self.rows = rows
        self.records = records
        self.quarantined = quarantined
        self.rules = rules
        self.heartbeats = heartbeats
        self.tombstones = tombstones
        self.late = late
        self.lost = lost
        self.digest = digest
    }

    /// Reads a lane's entry of a commit's audit; nil where it makes no sense.
    package init?(_ value: JSONValue, pipeline: String) {
        guard let topic = value["topic"]?.string,
            let partition = value["partition"]?.int64.flatMap({ Int32(exactly: $0) }),
            let from = value["from"]?.int64, let until = value["until"]?.int64, from <= until,
            let rows = value["rows"]?.int64
        else { return nil }
        let gaps = value["lost"]?.array ?? []
        let lost = gaps.compactMap { Self.range($0) }
        guard lost.count == gaps.count else { return nil }
        self.init(
            lane: LaneKey(pipeline: pipeline, topic: topic, partition: partition),
            range: from..<until, rows: rows, records: value["records"]?.int64 ?? 0,
            quarantined: Self.counts(value["quarantined"]), rules: Self.counts(value["rules"]),
            heartbeats: value["heartbeats"]?.int64 ?? 0,
            tombstones: value["tombstones"]?.int64 ?? 0, late: value["late"]?.int64 ?? 0,
            lost: lost, digest: value["digest"]?.string.flatMap { UInt64($0, radix: 16) })
    }

    private static func counts(_ value: JSONValue?) -> [String: Int64] {
        let members = value?.object?.members ?? []
        return Dictionary(
            members.map { ($0.name, $0.value.int64 ?? 0) }, uniquingKeysWith: +)
    }

    private static func range(_ value: JSONValue) -> Range<Int64>? {
        guard let ends = value.array, ends.count == 2, let low = ends[0].int64,
            let high = ends[1].int64, low <= high
        else { return nil }
        return low..<high
    }
}

/// What the `ticklake` member of a commit's info says.
package struct AuditRecord: Sendable {
    /// The lanes' steps, in the order written.
    package private(set) var steps: [StepRecord] = []
    /// For a derived table: which versions of its sources the commit covers.
    package private(set) var sources: [(table: String, range: Range<Int64>)] = []
    /// Whether a part of it could not be understood.
    package private(set) var isDamaged = false

    /// Reads the audit of a commit; nil where it has none.
    package init?(info: JSONValue?) {
        guard let value = info?["ticklake"], let pipeline = value["pipeline"]?.string else {
            return nil
        }
        for entry in value["lanes"]?.array ?? [] {
            if let step = StepRecord(entry, pipeline: pipeline) {
                steps.append(step)
            } else {
                isDamaged = true
            }
        }
        for member in value["sources"]?.object?.members ?? [] {
            guard let ends = member.value.array, ends.count == 2, let low = ends[0].int64,
                let high = ends[1].int64, low <= high
            else {
                isDamaged = true
                continue
            }
            sources.append((member.name, low..<high))
        }
    }
}

extension AddFile {
    /// The number of rows, as the statistics say; nil where they do not.
    package var rowCount: Int64? {
        guard let stats, let value = try? JSONValue(parsing: stats) else { return nil }
        return value["numRecords"]?.int64
    }

    /// The lane whose rows the file holds, `<topic>/<partition>`; nil where it has no such tag.
    package var laneTag: String? { tags["ticklake.lane"] }
}
