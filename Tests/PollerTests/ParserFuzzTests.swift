import Bytes
import Poller
import TestSupport
import Testing

/// What users write, as nobody would write it.
@Suite struct ParserFuzzTests {
    private static let words = [
        "{{", "}}", "|", "(", ")", "\"", "'", ",", " ", ".", "[", "]", "*", "\\", "$", "-", "==",
        "!=", "<", ">=", "contains", "and", "or", "not", "exists(", "count(", "body", "record",
        "header", "status", "records", "cursor", "slice.start", "partition.x", "ms", "format",
        "plus", "default", "\"1m\"", "\"%Y\"", "0", "12", "1e5", "%Y", "%", "%z", "é", "\u{0}",
        "M3.2.0", "EST5EDT", "null", "true", "9223372036854775808",
    ]

    @Test("whatever is written is read or refused, and asked or rendered", arguments: 0..<400)
    func anything(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let text = (0..<random.next(below: 12))
            .map { _ in Self.words[random.next(below: Self.words.count)] }.joined()
        let answer = body(#"{"x":[{"y":1},{"y":"z"}],"status":{}}"#)
        _ = try? ValuePath(text).all(in: answer.value)
        let condition = try? Condition(text, roots: Condition.Root.allCases)
        _ = condition?.isTrue(in: ConditionScope(status: 200, body: answer, recordCount: 2))
        var scope = TemplateScope()
        scope["cursor"] = .integer(5)
        scope["slice.start"] = .instant(.max)
        scope["partition.x"] = .list(["a", "b"])
        _ = try? Template(text, zones: zones).render(scope, for: .json)
        if let format = try? TimeFormat(text) {
            for time in [Int64.min, 0, .max] {
                let written = format.text(of: time)
                _ = format.nanoseconds(written)
            }
            _ = format.nanoseconds(text)
        }
    }
}
