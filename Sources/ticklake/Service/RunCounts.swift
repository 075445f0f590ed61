package import Pipeline

/// What became of the records that a run committed.
///
/// Counted from RAW's commits: a record is in one of them, however often it was processed again.
package struct RunCounts: Sendable, Equatable {
    /// Quarantined records by reason.
    package private(set) var quarantined: [String: Int64] = [:]
    /// How often each rule flagged a row or sent a record to quarantine, by its name.
    package private(set) var rules: [String: Int64] = [:]

    /// Starts with nothing.
    package init() {}

    /// Adds what a commit to a table says.
    package mutating func add(_ audits: [LaneID: LaneAudit], of table: LaneTable) {
        guard table.isRaw else { return }
        for audit in audits.values {
            quarantined.merge(audit.quarantined, uniquingKeysWith: +)
            rules.merge(audit.rules, uniquingKeysWith: +)
        }
    }

    /// The counts for a reader, a line each; none where nothing was counted.
    package var lines: [String] {
        [("quarantined", quarantined), ("rules", rules)].compactMap { name, counts in
            guard !counts.isEmpty else { return nil }
            let parts = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { "\($0.key) \(Readable.count($0.value))" }
            return "\(name): \(parts.joined(separator: ", "))"
        }
    }
}
