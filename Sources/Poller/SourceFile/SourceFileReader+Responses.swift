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
        let section = rule.section("wait", keys: ["header", "is", "longest", "default"])
        let usual = WaitRule()
        return WaitRule(
            header: section.scalar("header", expected: "a header's name")?.text ?? usual.header,
            form: section.choice("is", default: usual.form),
            longest: section.duration(
                "longest", default: usual.longest, in: 1_000_000...31 * 86_400_000_000_000),
            usual: section.value("default") == nil
                ? nil
                : section.duration(
                    "default", default: 0, in: 1_000_000...31 * 86_400_000_000_000))
    }
}
