public import Columnar

/// The rules of one contract, compiled against the columns that they judge.
public struct RuleSet: Sendable {
    /// The rules in the contract's order.
    public let rules: [RuleSpecification]
    /// The columns that `judge` expects.
    let schema: Schema
    let compiled: [CompiledRule]

    /// Compiles rules for columns of a schema.
    ///
    /// Fails with `invalidPlan` where a column does not exist or has no fitting type, a pattern
    /// cannot be read, or a warning's bit is out of range or used twice.
    public init(_ rules: [RuleSpecification], schema: Schema) throws(MarketDataError) {
        self.rules = rules
        self.schema = schema
        var compiled: [CompiledRule] = []
        var bits: Set<Int> = []
        for rule in rules {
            if case .warn(let bit) = rule.action {
                guard bit >= 0, bit <= 62, bits.insert(bit).inserted else {
                    throw MarketDataError(
                        .invalidPlan,
                        "rule \(rule.name): bit \(bit) is out of 0...62 or used twice.")
                }
            }
            compiled.append(try CompiledRule(rule, schema: schema))
        }
        self.compiled = compiled
    }
}
