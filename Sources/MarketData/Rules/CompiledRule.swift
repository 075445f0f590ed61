import Columnar

/// A rule whose columns have been looked up and whose pattern has been compiled.
struct CompiledRule: Sendable {
    /// The bits that a warning sets; 0 for a rule that decides.
    let flag: Int64
    let test: Test

    enum Test: Sendable {
        case number(column: Int, minimum: Int128, maximum: Int128)
        case length(column: Int, minimum: Int, maximum: Int)
        case pattern(column: Int, BytePattern)
        case eventTime(maxSkew: Int64)
        case latestEventTime(Int64)
    }

    init(_ rule: RuleSpecification, schema: Schema) throws(MarketDataError) {
        if case .warn(let bit) = rule.action { flag = 1 << Int64(bit) } else { flag = 0 }
        switch rule.test {
        case .positive(let name):
            let column = try Self.column(name, isNumber: true, rule, schema)
            test = .number(column: column, minimum: 1, maximum: .max)
        case .range(let name, let minimum, let maximum):
            let column = try Self.column(name, isNumber: true, rule, schema)
            test = .number(column: column, minimum: minimum ?? .min, maximum: maximum ?? .max)
        case .length(let name, let minimum, let maximum):
            let column = try Self.column(name, isNumber: false, rule, schema)
            test = .length(column: column, minimum: minimum, maximum: maximum)
        case .pattern(let name, let pattern):
            let column = try Self.column(name, isNumber: false, rule, schema)
            do {
                test = .pattern(column: column, try BytePattern(pattern))
            } catch {
                throw MarketDataError(
                    .invalidPlan,
                    "rule \(rule.name), character \(error.column) of its pattern: "
                        + error.message)
            }
        case .futureTime(let maxSkew): test = .eventTime(maxSkew: maxSkew)
        case .maxEventTime(let limit): test = .latestEventTime(limit)
        }
    }

    private static func column(
        _ name: String, isNumber: Bool, _ rule: RuleSpecification, _ schema: Schema
    ) throws(MarketDataError) -> Int {
        guard let index = schema.index(of: name) else {
            throw MarketDataError(
                .invalidPlan, "rule \(rule.name): there is no column `\(name)` to judge.")
        }
        let fits =
            switch schema.fields[index].type {
            case .long, .decimal, .timestamp: isNumber
            case .string: !isNumber
            default: false
            }
        guard fits else {
            throw MarketDataError(
                .invalidPlan,
                "rule \(rule.name): the column `\(name)` is no \(isNumber ? "number" : "text").")
        }
        return index
    }
}
