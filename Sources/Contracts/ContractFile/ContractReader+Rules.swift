import Columnar
import Pipeline
import YAML

/// The tests of rules by their words.
enum TestWord: String, CaseIterable {
    case positive, range, pattern, length
    case futureTime = "future_time"
    case maxEventTime = "max_event_time"
    case duplicate

    /// The keys that a rule with this test may have besides those of all rules.
    var keys: [String] {
        switch self {
        case .positive: ["column"]
        case .range, .length: ["column", "minimum", "maximum"]
        case .pattern: ["column", "pattern"]
        case .futureTime, .maxEventTime, .duplicate: []
        }
    }

    /// The code of records that do not pass, unless the contract has its own.
    var reason: ReasonCode {
        switch self {
        case .positive: .notPositive
        case .range: .outsideRange
        case .pattern: .patternMismatch
        case .length: .lengthMismatch
        case .futureTime: .futureTime
        case .maxEventTime: .beyondMaxEventTime
        case .duplicate: .duplicate
        }
    }
}

extension ContractReader {
    private static let ruleKeys = [
        "name", "test", "column", "minimum", "maximum", "pattern", "action", "flag", "reason",
    ]
    private static let rulesMax = 200

    /// The rules of the contract, and those that ticks have unless it has them itself.
    func readRules(_ fields: [FieldDraft], _ topic: TopicPlan) -> [RulePlan] {
        let expected = "a list of rules"
        let elements = root.list("rules", expected: expected) ?? []
        var rules: [RulePlan] = []
        for (index, element) in elements.prefix(Self.rulesMax).enumerated() {
            let section = Section(
                element, path: "rules[\(index)]", keys: Self.ruleKeys, report: root.report,
                references: nil)
            guard let rule = readRule(section, fields, topic) else { continue }
            check(rule, against: rules, section)
            root.report.give("rules.\(rule.name)")
            rules.append(rule)
        }
        if elements.count > Self.rulesMax {
            root.wrong(
                "rules", "\(elements.count) rules long", expected: "at most \(Self.rulesMax)",
                at: elements[Self.rulesMax].position)
        }
        return topic.kind == .ticks ? complete(rules, topic) : rules
    }

    private func readRule(
        _ section: Section, _ fields: [FieldDraft], _ topic: TopicPlan
    ) -> RulePlan? {
        let name = section.requiredText(
            "name", expected: "a name of lower case letters, digits and '_'",
            where: NameRules.isCode)
        guard let word = readTest(section, topic.kind) else { return nil }
        for entry in section.entries
        where ["column", "minimum", "maximum", "pattern"].contains(entry.key)
            && !word.keys.contains(entry.key)
        {
            section.report.add(
                "'\(section.path(of: entry.key))' means nothing for the test \(word.rawValue)",
                expected: "it to be left out", at: entry.keyPosition)
        }
        let action = readAction(section)
        let reason = readReason(section, word)
        guard let kind = readKind(word, section, fields, topic) else { return nil }
        return RulePlan(
            name: name, reason: reason, action: action, kind: kind, version: topic.schemaVersion)
    }

    private func readTest(_ section: Section, _ kind: TopicKind) -> TestWord? {
        let tests = TestWord.allCases.filter {
            // Instruments have no event time and no unique key.
            kind == .ticks || ![.futureTime, .maxEventTime, .duplicate].contains($0)
        }
        let words = tests.map(\.rawValue)
        guard section.value("test") != nil else {
            section.missing("test", expected: Shown.alternatives(words))
            return nil
        }
        return section.parsed(
            "test", expected: Shown.alternatives(words), candidates: words
        ) { text in tests.first { $0.rawValue == text } }
    }

    private func readAction(_ section: Section) -> RuleAction {
        enum Word: String, CaseIterable { case warn, quarantine, fail }
        let word = section.choice("action", default: Word.quarantine)
        guard word == .warn else {
            if let flag = section.value("flag") {
                section.report.add(
                    "'\(section.path(of: "flag"))' stands in a rule with the action"
                        + " \(word.rawValue)", expected: "action: warn", at: flag.position)
            }
            return word == .fail ? .fail : .quarantine
        }
        if section.value("flag") == nil {
            section.missing("flag", expected: "the bit of rule_flags that warns, from 0 to 62")
        }
        return .warn(bit: section.integer("flag", default: 0, in: 0...62))
    }

    /// The reason code.
    ///
    /// Those of decoding are taken, and a duplicate is always `duplicate`.
    private func readReason(_ section: Section, _ word: TestWord) -> String {
        let own = word.reason.text
        let taken = ReasonCode.allCases.map(\.text).filter { code in
            code != own
                && (word == .duplicate
                    || !TestWord.allCases.contains {
                        $0 != .duplicate && $0.reason.text == code
                    })
        }
        let expected =
            word == .duplicate
            ? "duplicate"
            : "a code of lower case letters, digits and '_' that decoding does not use"
        return section.text("reason", expected: expected) { text in
            word == .duplicate
                ? text == own : NameRules.isCode(text) && !taken.contains(text)
        } ?? own
    }

    /// What no rule sees alone.
    private func check(_ rule: RulePlan, against others: [RulePlan], _ section: Section) {
        if let other = others.first(where: { $0.name == rule.name }), !other.name.isEmpty {
            section.report.add(
                "'\(section.path(of: "name"))' is '\(rule.name)' for the second time",
                expected: "a name of its own", at: section.position)
        }
        if case .warn(let bit) = rule.action, others.contains(where: { $0.action == rule.action }) {
            section.report.add(
                "'\(section.path(of: "flag"))' is \(bit) for the second time",
                expected: "a bit of its own", at: section.position)
        }
        if others.contains(where: { $0.kind == .duplicate }) {
            section.report.add(
                "'\(section.path)' follows the duplicate rule", expected: "that rule to be last",
                at: section.position)
        }
        let isSingle = [.futureTime, .maxEventTime].contains(rule.kind)
        if isSingle, others.contains(where: { $0.kind == rule.kind }) {
            section.report.add(
                "'\(section.path)' has the test of an earlier rule", expected: "it once",
                at: section.position)
        }
    }

    /// Adds the rules that ticks have by default; the duplicate rule stays last.
    private func complete(_ rules: [RulePlan], _ topic: TopicPlan) -> [RulePlan] {
        var all = rules.filter { $0.kind != .duplicate }
        let defaults: [(RuleKind, TestWord)] = [
            (.futureTime, .futureTime), (.maxEventTime, .maxEventTime),
        ]
        for (kind, word) in defaults where !all.contains(where: { $0.kind == kind }) {
            all.append(byDefault(kind, word, topic))
        }
        guard !topic.uniqueKey.isEmpty else { return all }
        let duplicate = rules.first { $0.kind == .duplicate }
        return all + [duplicate ?? byDefault(.duplicate, .duplicate, topic)]
    }

    private func byDefault(_ kind: RuleKind, _ word: TestWord, _ topic: TopicPlan) -> RulePlan {
        RulePlan(
            name: word.rawValue, reason: word.reason.text, action: .quarantine, kind: kind,
            version: topic.schemaVersion)
    }
}
