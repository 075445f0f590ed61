internal import Contracts
internal import YAML

extension SourceFileReader {
    func readResponses() -> [ResponseRule] {
        let expected = "a list such as [{when: status == 429, action: rate_limited}]"
        return (root.list("responses", expected: expected) ?? []).enumerated().compactMap {
            index, value in
            let section = Section(
                value, path: "responses[\(index)]", keys: ["when", "action", "message", "wait"],
                report: report, references: root.references)
            for key in ["when", "action"] where section.value(key) == nil {
                let words = Shown.alternatives(ResponseAction.allCases.map(\.rawValue))
                section.missing(key, expected: key == "when" ? "a condition" : words)
            }
            let condition = made(section, "when", expected: "a condition") {
                text throws(PollProblem) in
                try Condition(text, roots: [.status, .header, .body, .records])
            }
            guard let condition else { return nil }
            return ResponseRule(
                condition: condition,
                action: section.choice("action", default: ResponseAction.fail),
                message: section.scalar("message", expected: "a text")?.text,
                wait: section.value("wait") == nil ? nil : readWait(section))
        }
    }

    private func readWait(_ rule: Section) -> WaitRule {
        let section = rule.section(
            "wait", keys: ["header", "body", "pattern", "is", "longest", "default"])
        for (key, other) in [("header", "body"), ("pattern", "is")]
        where section.value(key) != nil && section.value(other) != nil {
            section.wrong(
                other, "'\(other)' beside '\(key)'", expected: "one of the two",
                at: section.position)
        }
        let usual = WaitRule()
        let header = section.scalar("header", expected: "a header's name").map {
            WaitRule.Place.header($0.text)
        }
        let body = made(section, "body", expected: "a path such as message, or $ for all of it") {
            text throws(PollProblem) in WaitRule.Place.body(try ValuePath(text))
        }
        return WaitRule(
            place: header ?? body ?? usual.place,
            form: section.choice("is", default: usual.form),
            pattern: made(section, "pattern", expected: "a text such as retry in {seconds} s") {
                text throws(PollProblem) in try WaitPattern(text)
            },
            longest: section.duration(
                "longest", default: usual.longest, in: 1_000_000...31 * 86_400_000_000_000),
            usual: section.value("default") == nil
                ? nil
                : section.duration(
                    "default", default: 0, in: 1_000_000...31 * 86_400_000_000_000))
    }
    func readRetries() -> RetryPlan {
        let section = root.section("retries", keys: ["tries", "first", "factor", "longest"])
        let day: Int64 = 86_400_000_000_000
        var retries = RetryPlan()
        retries.tries = section.integer("tries", default: retries.tries, in: 0...100)
        retries.first = section.duration(
            "first", default: retries.first, in: 1_000_000...3_600_000_000_000)
        retries.factor = Int64(
            section.integer("factor", default: Int(retries.factor), in: 1...100))
        retries.longest = section.duration(
            "longest", default: retries.longest, in: 1_000_000...day)
        return retries
    }
}
