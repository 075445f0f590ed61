import Columnar
import Pipeline
import YAML

extension ContractReader {
    /// The test of a rule with what it needs; nil after noting what is wrong.
    func readKind(
        _ word: TestWord, _ section: Section, _ fields: [FieldDraft], _ topic: TopicPlan
    ) -> RuleKind? {
        switch word {
        case .futureTime: return .futureTime
        case .maxEventTime: return .maxEventTime
        case .duplicate:
            guard topic.uniqueKey.isEmpty else { return .duplicate }
            section.report.add(
                "'\(section.path)' looks for duplicates, but there is no 'unique_key'",
                expected: "one such as unique_key: [symbol, venue, trade_id]",
                at: section.position)
            return nil
        case .positive, .range, .pattern, .length: break
        }
        guard let field = readColumn(section, fields, word) else { return nil }
        let column = field.plan.column
        switch word {
        case .positive: return .positive(column: column)
        case .range: return readRange(section, field, topic.kind)
        case .pattern: return readPattern(section, column)
        default: return readLength(section, column)
        }
    }

    private func readColumn(
        _ section: Section, _ fields: [FieldDraft], _ word: TestWord
    ) -> FieldDraft? {
        let expected = "a column of 'fields'"
        guard section.value("column") != nil else {
            section.missing("column", expected: expected)
            return nil
        }
        guard let scalar = section.scalar("column", expected: expected),
            let field = known(scalar, among: fields, key: "column", in: section),
            field.hasKnownType
        else { return nil }
        guard word.fits(field.plan.type) else {
            section.report.add(
                "'\(section.path(of: "column"))' is '\(scalar.text)' of type"
                    + " \(field.plan.type.shownName)", expected: word.fittingTypes,
                at: scalar.position)
            return nil
        }
        return field
    }

    private func readRange(
        _ section: Section, _ field: FieldDraft, _ kind: TopicKind
    ) -> RuleKind? {
        let type = field.plan.type
        // A tick's time is judged in nanoseconds, other times as their column holds them.
        let isColumnInMicroseconds = kind == .instruments
        func bound(_ key: String) -> Int128? {
            section.parsed(key, expected: type.valueForm) { text in
                type.value(of: text).flatMap { $0.units(inMicroseconds: isColumnInMicroseconds) }
            }
        }
        let minimum = bound("minimum")
        let maximum = bound("maximum")
        guard section.value("minimum") != nil || section.value("maximum") != nil else {
            section.missing("minimum", expected: "a minimum, a maximum or both")
            return nil
        }
        checkOrder(section, minimum, maximum)
        return .range(column: field.plan.column, minimum: minimum, maximum: maximum)
    }

    private func readLength(_ section: Section, _ column: String) -> RuleKind? {
        guard section.value("minimum") != nil || section.value("maximum") != nil else {
            section.missing("minimum", expected: "a minimum, a maximum or both")
            return nil
        }
        let limit = 1_000_000_000
        let minimum = section.integer("minimum", default: 0, in: 0...limit)
        let maximum = section.integer("maximum", default: limit, in: 0...limit)
        checkOrder(section, Int128(minimum), Int128(maximum))
        return .length(column: column, minimum: minimum, maximum: maximum)
    }

    private func checkOrder(_ section: Section, _ minimum: Int128?, _ maximum: Int128?) {
        guard let minimum, let maximum, minimum > maximum else { return }
        section.report.add(
            "'\(section.path(of: "minimum"))' is above 'maximum'",
            expected: "a minimum at or below the maximum",
            at: section.value("minimum")?.position ?? section.position)
    }

    private func readPattern(_ section: Section, _ column: String) -> RuleKind? {
        let expected = "a pattern such as [A-Z]{1,5}"
        guard section.value("pattern") != nil else {
            section.missing("pattern", expected: expected)
            return nil
        }
        guard let scalar = section.scalar("pattern", expected: expected) else { return nil }
        do throws(BytePatternError) {
            return .pattern(column: column, pattern: try BytePattern(scalar.text).text)
        } catch {
            section.report.add(
                "'\(section.path(of: "pattern"))' is wrong at its character \(error.column):"
                    + " \(error.message)", at: scalar.position)
            return nil
        }
    }
}

extension TestWord {
    /// Whether the test can judge a column of a type.
    func fits(_ type: FieldType) -> Bool {
        switch (self, type) {
        case (.positive, .decimal), (.positive, .long): true
        case (.range, .decimal), (.range, .long), (.range, .timestamp): true
        case (.pattern, let type), (.length, let type): type.isText
        default: false
        }
    }

    /// The types of columns that the test can judge, for messages.
    var fittingTypes: String {
        switch self {
        case .positive: "a column of type decimal or long"
        case .range: "a column of type decimal, long or timestamp"
        default: "a column of text"
        }
    }
}

extension FieldValue {
    /// The value in its column's units, as rules compare it; times also in microseconds.
    func units(inMicroseconds: Bool) -> Int128? {
        switch self {
        case .long(let value): return Int128(value)
        case .decimal(let value): return value
        case .timestamp(let value):
            guard inMicroseconds else { return Int128(value) }
            let (quotient, remainder) = value.quotientAndRemainder(dividingBy: 1000)
            return Int128(remainder < 0 ? quotient - 1 : quotient)
        case .string, .boolean: return nil
        }
    }
}
