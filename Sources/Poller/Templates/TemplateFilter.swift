/// What is done with a value before it is inserted.
enum TemplateFilter: Sendable {
    case time(TimeFormat, TimeZoneRules)
    case lower
    case upper
    case fallback(String)
    case join(String)
    /// Moves a time by nanoseconds.
    case shift(Int64)
    /// Adds to a number.
    case add(Int64)

    /// The filters by name.
    static let names =
        TimeFormat.names + ["format", "lower", "upper", "default", "join", "minus", "plus"]

    func apply(to value: TemplateValue?, of name: String) throws(PollProblem) -> TemplateValue? {
        if case .fallback(let text) = self {
            switch value {
            case nil, .text(""), .list([]): return .text(text)
            default: return value
            }
        }
        guard let value else { return nil }
        switch (self, value) {
        case (.time(let format, let zone), .instant(let time)):
            return .text(format.text(of: time, in: zone))
        case (.shift(let step), .instant(let time)):
            return .instant(try Self.sum(time, step, name))
        case (.add(let step), .integer(let number)):
            return .integer(try Self.sum(number, step, name))
        case (.lower, .text(let text)): return .text(Self.mapped(text, 0x41...0x5a))
        case (.upper, .text(let text)): return .text(Self.mapped(text, 0x61...0x7a))
        case (.join(let separator), .list(let list)):
            return .text(list.joined(separator: separator))
        case (.join, .text): return value
        default:
            throw PollProblem("a filter of {{ \(name) }} does not fit its value: it needs \(need)")
        }
    }

    private var need: String {
        switch self {
        case .time: "a time"
        case .shift: "a time, and a duration such as \"1ms\" only moves times"
        case .add: "a whole number; a time is moved by a duration such as \"1ms\""
        case .lower, .upper: "a text"
        case .join: "a list"
        case .fallback: "nothing"
        }
    }

    private static func sum(_ a: Int64, _ b: Int64, _ name: String) throws(PollProblem) -> Int64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        guard !overflow else { throw PollProblem("{{ \(name) }} is beyond 64 bits") }
        return sum
    }

    /// The text with the letters of a range of ASCII in the other case.
    private static func mapped(_ text: String, _ letters: ClosedRange<UInt8>) -> String {
        String(decoding: text.utf8.map { letters ~= $0 ? $0 ^ 0x20 : $0 }, as: UTF8.self)
    }
}
