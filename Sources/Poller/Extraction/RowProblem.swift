/// Why one record became nothing, while the others went on.
package struct RowProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, as counted in metrics.
    package enum Reason: String, Sendable, CaseIterable {
        /// The record, or the list of a key, is not of the shape that was described.
        case malformed
        /// A required value is absent.
        case missingField = "missing_field"
        /// A value is of another type.
        case wrongType = "wrong_type"
        /// A time has another form, or a zone is unknown.
        case badTime = "bad_time"
        /// A time is outside the range that was allowed.
        case implausibleTime = "implausible_time"
        /// A price or a size is zero or less.
        case notPositive = "not_positive"
        /// A number has more digits after the point than its column.
        case precisionLoss = "precision_loss"
        /// A number is too large for its column.
        case outOfRange = "out_of_range"
        /// A bar's low is above one of its other prices, or its high below.
        case inconsistentBar = "inconsistent_bar"
    }

    /// What is wrong.
    package let reason: Reason
    /// Where and what was expected; never the value.
    package let detail: String
    /// Which record of the answer, from 0; -1 while nobody knows.
    package var row: Int
    /// Of which partition the record is; empty while nobody knows.
    package var partition = ""

    /// Makes a problem.
    package init(_ reason: Reason, _ detail: String, row: Int = -1) {
        self.reason = reason
        self.detail = detail
        self.row = row
    }

    /// The reason, the record and the detail.
    package var description: String {
        let place = partition.isEmpty ? "" : "\(partition), "
        return "\(reason.rawValue): \(place)record \(row): \(detail)"
    }
}

/// Problems of an answer's records: all counted, the first ones kept.
package struct RowProblems: Sendable, Equatable {
    /// How many there were of each reason.
    package private(set) var counts: [RowProblem.Reason: Int] = [:]
    /// The first ones.
    package private(set) var samples: [RowProblem] = []
    private static let samplesMax = 20

    /// Makes an empty list.
    package init() {}

    /// How many there were.
    package var count: Int { counts.values.reduce(0, +) }

    /// Adds one.
    package mutating func add(_ problem: RowProblem) {
        counts[problem.reason, default: 0] += 1
        if samples.count < RowProblems.samplesMax { samples.append(problem) }
    }

    /// Adds those of another list.
    package mutating func add(_ others: RowProblems) {
        for (reason, count) in others.counts { counts[reason, default: 0] += count }
        samples += others.samples.prefix(RowProblems.samplesMax - samples.count)
    }

    /// Adds those of a partition.
    mutating func add(_ others: RowProblems, of partition: String) {
        var others = others
        for index in others.samples.indices { others.samples[index].partition = partition }
        add(others)
    }
}
