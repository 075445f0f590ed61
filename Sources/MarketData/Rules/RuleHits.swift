/// Which rules decided, each time with the record: good rows that a warning flagged, and records
/// that a rule sent to quarantine.
public struct RuleHits: Sendable, Equatable {
    /// The offset of the record, for each time; rising, and repeated where several rules applied.
    public private(set) var offsets: [Int64] = []
    /// The index of the rule, for each time; the test for duplicates follows the contract's rules.
    public private(set) var rules: [Int32] = []

    /// Makes an account without hits.
    public init() {}

    mutating func append(rule: Int, offset: Int64) {
        offsets.append(offset)
        rules.append(Int32(truncatingIfNeeded: rule))
    }

    /// Notes every warning whose bit is set; `flags` of the rules that do not warn are 0.
    mutating func append(flags: Int64, of set: RuleSet, offset: Int64) {
        for (index, rule) in set.compiled.enumerated() where rule.flag & flags != 0 {
            append(rule: index, offset: offset)
        }
    }
}
