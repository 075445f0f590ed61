import Bytes
import Columnar

/// The rows that rules judge.
struct RuleInput {
    /// A column for each field of the rules' schema.
    var columns: [AnyColumn]
    /// The event time of each row, in nanoseconds; empty where records have none.
    var eventTimes: [Int64]
    /// Kafka's time of each row, in nanoseconds.
    var kafkaTimes: [Int64]
    /// The number of rows.
    var count: Int
}

/// What the rules say about each row.
struct Judgement {
    /// The index of the rule that decides a row; -1 for one that passes.
    var verdicts: [Int16]
    /// The warnings' bits of each row.
    var flags: [Int64]

    /// Notes that a rule applies to a row.
    @inline(__always)
    mutating func apply(_ rule: Int, flag: Int64, row: Int) {
        if flag != 0 {
            flags[row] |= flag
        } else if verdicts[row] < 0 {
            verdicts[row] = Int16(truncatingIfNeeded: rule)
        }
    }
}

extension RuleSet {
    /// Judges rows, one rule after the other over the whole column.
    func judge(_ input: RuleInput) -> Judgement {
        var judgement = Judgement(
            verdicts: [Int16](repeating: -1, count: input.count),
            flags: [Int64](repeating: 0, count: input.count))
        for (index, rule) in compiled.enumerated() {
            switch rule.test {
            case .number(let column, let minimum, let maximum):
                judgeNumbers(
                    input.columns[column], minimum, maximum, (index, rule.flag), &judgement)
            case .length(let column, let minimum, let maximum):
                guard case .binary(let texts) = input.columns[column] else { continue }
                for row in 0..<texts.count where !texts.isNull(row) {
                    let length = characterCount(texts[row])
                    if length < minimum || length > maximum {
                        judgement.apply(index, flag: rule.flag, row: row)
                    }
                }
            case .pattern(let column, let pattern):
                guard case .binary(let texts) = input.columns[column] else { continue }
                for row in 0..<texts.count where !texts.isNull(row) {
                    if !pattern.matches(texts[row]) {
                        judgement.apply(index, flag: rule.flag, row: row)
                    }
                }
            case .eventTime(let maxSkew):
                for row in input.eventTimes.indices
                where input.eventTimes[row] > saturatingAdd(input.kafkaTimes[row], maxSkew) {
                    judgement.apply(index, flag: rule.flag, row: row)
                }
            case .latestEventTime(let limit):
                for row in input.eventTimes.indices where input.eventTimes[row] > limit {
                    judgement.apply(index, flag: rule.flag, row: row)
                }
            }
        }
        return judgement
    }

    private func judgeNumbers(
        _ column: AnyColumn, _ minimum: Int128, _ maximum: Int128,
        _ rule: (index: Int, flag: Int64),
        _ judgement: inout Judgement
    ) {
        switch column {
        case .int64(let numbers):
            let isImpossible = minimum > Int128(Int64.max) || maximum < Int128(Int64.min)
            let low = Int64(clamping: minimum)
            let high = Int64(clamping: maximum)
            let values = numbers.values.span
            for row in values.indices
            where (values[row] < low || values[row] > high || isImpossible)
                && !numbers.isNull(row)
            {
                judgement.apply(rule.index, flag: rule.flag, row: row)
            }
        case .int128(let numbers):
            for row in numbers.values.indices
            where (numbers.values[row] < minimum || numbers.values[row] > maximum)
                && !numbers.isNull(row)
            {
                judgement.apply(rule.index, flag: rule.flag, row: row)
            }
        default: break
        }
    }
}

/// The number of Unicode scalars of valid UTF-8.
func characterCount(_ text: RawSpan) -> Int {
    var count = 0
    let octets = text.octets
    for index in octets.indices where octets[index] & 0xc0 != 0x80 { count += 1 }
    return count
}

/// The sum, held within 64 bits.
@inline(__always)
func saturatingAdd(_ left: Int64, _ right: Int64) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? (left < 0 ? .min : .max) : sum
}

/// The difference, held within 64 bits.
@inline(__always)
func saturatingSubtract(_ left: Int64, _ right: Int64) -> Int64 {
    let (difference, overflow) = left.subtractingReportingOverflow(right)
    return overflow ? (left < 0 ? .min : .max) : difference
}

/// Kafka's milliseconds as nanoseconds, held within 64 bits.
@inline(__always)
func kafkaNanoseconds(_ milliseconds: Int64) -> Int64 {
    let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    return overflow ? (milliseconds < 0 ? .min : .max) : product
}
