package import JSONColumns

/// How one field of a record is made.
package struct FieldRule: Sendable {
    /// What the field is called.
    package let name: String
    /// Where its value comes from.
    package let source: FieldSource
    /// What the value becomes.
    package let cast: FieldCast
    /// Texts, and numbers as written, that stand for no value, such as `N/A` or `0`.
    package let nulls: [String]
    /// The value where there is none.
    package let fallback: JSONValue?
    /// Whether a record without a value is a problem.
    package let isRequired: Bool

    /// Describes a field.
    package init(
        name: String, source: FieldSource, cast: FieldCast = .none, nulls: [String] = [],
        fallback: JSONValue? = nil, isRequired: Bool = false
    ) {
        self.name = name
        self.source = source
        self.cast = cast
        self.nulls = nulls
        self.fallback = fallback
        self.isRequired = isRequired
    }
}

/// Where a value comes from.
package enum FieldSource: Sendable {
    /// The record.
    case row(ValuePath)
    /// What holds the record's list, such as the member of a key.
    case parent(ValuePath)
    /// The whole answer.
    case body(ValuePath)
    /// The source's description.
    case constant(JSONValue)
    /// The values of the request, such as its partition's symbol.
    case template(Template)

    /// Reads a path, which is one of the record unless it begins with `body`, `parent` or
    /// `record`.
    package init(path text: String) throws(PollProblem) {
        let path = try ValuePath(text)
        let rest = ValuePath(steps: Array(path.steps.dropFirst()))
        switch path.firstName {
        case "body": self = .body(rest)
        case "parent": self = .parent(rest)
        case "record": self = .row(rest)
        default: self = .row(path)
        }
    }
}

/// What a value becomes.
package enum FieldCast: Sendable {
    /// What it is.
    case none
    /// A number, from a number or a text that is one, written without an exponent.
    case decimal
    /// A number rounded to so many digits after the point, at most 18, halves to even: for vendors
    /// that send the nearest binary fraction, such as 10.550000190734863.
    case rounded(Int)
    /// A whole number of 64 bits, from any spelling of one.
    case integer
    /// A text; of a number its digits.
    case text
    /// True or false; also of the texts `true` and `false`, and of 0 and 1.
    case boolean
    /// A time, written as RFC 3339 with nine digits.
    case time(TimeFormat, ZoneSource)
}

/// Where the name of the zone of local times comes from.
package enum ZoneSource: Sendable {
    /// The source's description.
    case fixed(TimeZoneRules)
    /// The answer, as in `body.meta.exchange_timezone`.
    case named(FieldSource)
}
