import Contracts
import Pipeline
import Testing

@Suite("Contracts")
struct ContractTests {
    static let everything = """
        topic: i
        kind: instruments
        partitions: 2
        replication_factor: 3
        schema_version: 7
        settings: {retention.ms: 1000}
        fields:
          symbol: {from: [data, sym], type: identifier, required: true}
          valid_from: {from: [data, from], type: timestamp, unit: [rfc3339, ms], required: true}
          a: {type: timestamp, unit: ns, default: "1970-01-01T00:00:00.000000001Z"}
          b: {type: decimal, precision: 4, scale: 2, default: -1.5}
          c: {type: long, default: -3}
          d: {type: boolean, default: true}
          e: {type: string_array, default: "x,y"}
          f: {type: string, default: ""}
        rules:
          - {name: r, test: range, column: valid_from, minimum: "2000-01-01T00:00:00Z",
             reason: old}
          - {name: l, test: length, column: symbol, maximum: 8, action: fail, reason: long}
          - {name: p, test: positive, column: c}
        """

    @Test("all types, forms, paths and defaults")
    func types() throws {
        let plan = try contract(Self.everything)
        #expect(plan.partitions == 2)
        #expect(plan.replicationFactor == 3)
        #expect(
            plan.settings == [
                TopicSetting(name: "message.timestamp.type", value: "LogAppendTime"),
                TopicSetting(name: "retention.ms", value: "1000"),
            ])
        #expect(
            plan.fields == [
                FieldPlan(
                    column: "symbol", path: ["data", "sym"], type: .identifier, isRequired: true),
                FieldPlan(
                    column: "valid_from", path: ["data", "from"],
                    type: .timestamp(TimestampForms(integerUnit: .milliseconds)), isRequired: true),
                FieldPlan(
                    column: "a",
                    type: .timestamp(
                        TimestampForms(takesRFC3339: false, integerUnit: .nanoseconds)),
                    defaultValue: .timestamp(1)),
                FieldPlan(
                    column: "b", type: .decimal(precision: 4, scale: 2),
                    defaultValue: .decimal(-150)),
                FieldPlan(column: "c", type: .long, defaultValue: .long(-3)),
                FieldPlan(column: "d", type: .boolean, defaultValue: .boolean(true)),
                FieldPlan(column: "e", type: .stringArray, defaultValue: .string("x,y")),
                FieldPlan(column: "f", type: .string, defaultValue: .string("")),
            ])
        #expect(
            plan.rules == [
                RulePlan(
                    name: "r", reason: "old", action: .quarantine,
                    kind: .range(
                        column: "valid_from", minimum: 946_684_800_000_000, maximum: nil),
                    version: 7),
                RulePlan(
                    name: "l", reason: "long", action: .fail,
                    kind: .length(column: "symbol", minimum: 0, maximum: 8), version: 7
                ),
                RulePlan(
                    name: "p", reason: "not_positive", action: .quarantine,
                    kind: .positive(column: "c"), version: 7),
            ])
    }

    @Test("ticks have the rules of the promises unless the contract has them itself")
    func defaultRules() throws {
        #expect(
            try contract(ConfigurationFixture.ticks).rules.map(\.reason) == [
                "future_time", "beyond_max_event_time",
            ])
        let plan = try contract(
            ConfigurationFixture.ticks + """
                unique_key: [symbol, event_time]
                rules:
                  - {name: skew, test: future_time, action: warn, flag: 62, reason: ahead}
                """)
        #expect(plan.rules.map(\.name) == ["skew", "max_event_time", "duplicate"])
        #expect(plan.rules.first?.action == .warn(bit: 62))
        #expect(plan.rules.last?.kind == .duplicate)
    }

    @Test("one rule is wrong", arguments: wrongRules)
    func wrongRule(rule: String, messages: [String]) {
        let text = ConfigurationFixture.ticks + "rules:\n  - {\(rule)}\n"
        #expect(problems(text) == messages.map { "t:9:" + $0 })
    }

    static let wrongRules: [(String, [String])] = [
        (
            "name: Big, test: positive, column: price",
            [
                "12: error: 'rules[0].name' is 'Big'. expected a name of lower case letters, digits"
                    + " and '_'"
            ]
        ),
        (
            "name: r, test: positiv, column: price",
            [
                "21: error: 'rules[0].test' is 'positiv'. expected positive, range, pattern,"
                    + " length, future_time, max_event_time or duplicate. did you mean 'positive'?"
            ]
        ),
        (
            "name: r, test: positive, column: prize",
            [
                "39: error: 'rules[0].column' names 'prize', which is no column. expected symbol,"
                    + " event_time, price or size. did you mean 'price'?"
            ]
        ),
        (
            "name: r, test: positive, column: symbol",
            [
                "39: error: 'rules[0].column' is 'symbol' of type string. expected a column of type"
                    + " decimal or long"
            ]
        ),
        (
            "name: r, test: positive",
            ["5: error: 'rules[0].column' is missing. expected a column of 'fields'"]
        ),
        (
            "name: r, test: positive, column: price, minimum: 1",
            [
                "46: error: 'rules[0].minimum' means nothing for the test positive. expected it to"
                    + " be left out"
            ]
        ),
        (
            "name: r, test: range, column: price, minimum: 1e3",
            [
                "52: error: 'rules[0].minimum' is '1e3'. expected a number of at most 18 digits, 9"
                    + " of them after the point"
            ]
        ),
        (
            "name: r, test: range, column: price, minimum: 2, maximum: 1.999999999",
            [
                "52: error: 'rules[0].minimum' is above 'maximum'. expected a minimum at or below"
                    + " the maximum"
            ]
        ),
        (
            "name: r, test: range, column: price",
            ["5: error: 'rules[0].minimum' is missing. expected a minimum, a maximum or both"]
        ),
        (
            "name: r, test: pattern, column: symbol, pattern: '[A-'",
            ["55: error: 'rules[0].pattern' is wrong at its character 4: a `]` was expected"]
        ),
        (
            "name: r, test: future_time, action: warn",
            [
                "5: error: 'rules[0].flag' is missing. expected the bit of rule_flags that warns,"
                    + " from 0 to 62"
            ]
        ),
        (
            "name: r, test: future_time, action: warn, flag: 63",
            ["54: error: 'rules[0].flag' is '63'. expected a whole number from 0 to 62"]
        ),
        (
            "name: r, test: future_time, flag: 1",
            [
                "40: error: 'rules[0].flag' stands in a rule with the action quarantine. expected"
                    + " action: warn"
            ]
        ),
        (
            "name: r, test: future_time, reason: malformed_json",
            [
                "42: error: 'rules[0].reason' is 'malformed_json'. expected a code of lower case"
                    + " letters, digits and '_' that decoding does not use"
            ]
        ),
        (
            "name: r, test: future_time, reason: duplicate",
            [
                "42: error: 'rules[0].reason' is 'duplicate'. expected a code of lower case"
                    + " letters, digits and '_' that decoding does not use"
            ]
        ),
        (
            "name: r, test: duplicate",
            [
                "5: error: 'rules[0]' looks for duplicates, but there is no 'unique_key'. expected"
                    + " one such as unique_key: [symbol, venue, trade_id]"
            ]
        ),
        (
            "test: future_time, colum: x",
            [
                "5: error: 'rules[0].name' is missing. expected a name of lower case letters,"
                    + " digits and '_'",
                "25: error: unknown key 'colum' in 'rules[0]'. expected name, test, column,"
                    + " minimum, maximum, pattern, action, flag or reason. did you mean 'column'?",
            ]
        ),
    ]

    @Test("rules are checked against each other")
    func ruleOrder() {
        let text =
            ConfigurationFixture.ticks + """
                unique_key: [symbol]
                rules:
                  - {name: a, test: duplicate}
                  - {name: b, test: positive, column: price, action: warn, flag: 3}
                  - {name: b, test: positive, column: size, action: warn, flag: 3}
                """
        #expect(
            problems(text) == [
                "t:11:5: error: 'rules[1]' follows the duplicate rule. expected that rule to be"
                    + " last",
                "t:12:5: error: 'rules[2].name' is 'b' for the second time. expected a name of its"
                    + " own",
                "t:12:5: error: 'rules[2].flag' is 3 for the second time. expected a bit of its"
                    + " own",
                "t:12:5: error: 'rules[2]' follows the duplicate rule. expected that rule to be"
                    + " last",
            ])
    }

    @Test("one field is wrong", arguments: wrongFields)
    func wrongField(field: String, message: String) {
        let text = ConfigurationFixture.ticks + "  \(field)\n"
        #expect(problems(text) == ["t:8:" + message])
    }

    static let wrongFields: [(String, String)] = [
        (
            "venu: {type: string}",
            "3: error: 'fields' has the column 'venu' that bronze/ticks does not have. expected"
                + " symbol, event_time, price, size, venue, trade_id, sequence, conditions or"
                + " currency (other fields are kept in 'rescued'). did you mean 'venue'?"
        ),
        (
            "Venue: {type: string}",
            "3: error: 'fields' has the column 'Venue'. expected a name of lower case letters,"
                + " digits and '_'"
        ),
        (
            "venue: {type: text}",
            "17: error: 'fields.venue.type' is 'text'. expected string, identifier, decimal,"
                + " timestamp, long, boolean or string_array"
        ),
        (
            "venue: {}",
            "10: error: 'fields.venue.type' is missing. expected string, identifier,"
                + " decimal, timestamp, long, boolean or string_array"
        ),
        (
            "venue: {type: long}",
            "3: error: 'fields' has the column 'venue' of type long. expected string or identifier"
        ),
        (
            "venue: {type: string, unit: ms}",
            "25: error: 'fields.venue.unit' means nothing for string. expected it to be left out"
        ),
        (
            "venue: {type: string, required: yes}",
            "35: error: 'fields.venue.required' is 'yes'. expected true or false"
        ),
        (
            "venue: {type: string, required: true, default: X}",
            "50: error: 'fields.venue.default' stands beside 'required: true'. expected one of them"
        ),
        (
            "sequence: {type: long, default: 1.5}",
            "35: error: 'fields.sequence.default' is '1.5'. expected a whole number of 64 bits"
        ),
        (
            "venue: {type: string, from: price}",
            "3: error: 'fields.venue' reads the value of 'fields.price', or a part of it. expected"
                + " one column for a value"
        ),
        (
            "venue: {type: string, from: [price, venue]}",
            "3: error: 'fields.venue' reads the value of 'fields.price', or a part of it. expected"
                + " one column for a value"
        ),
        (
            "venue: {type: string, from: []}",
            "31: error: 'fields.venue.from' is a list. expected the key of a value, or a list of"
                + " up to 8 that lead to it"
        ),
    ]

    @Test("ticks without what bars need are refused")
    func needed() {
        let text = """
            topic: t
            kind: ticks
            key: price
            unique_key: [symbol, symbol, id]
            fields:
              symbol: {type: string}
              price: {type: decimal, precision: 10, scale: 2, required: true}
              event_time: {type: timestamp, unit: [s, ms], required: true}
            """
        #expect(
            problems(text) == [
                "t:3:6: error: 'key' is 'price'. expected a text column: symbol",
                "t:4:22: error: 'unique_key' has 'symbol' twice. expected each once",
                "t:4:30: error: 'unique_key' names 'id', which is no column. expected symbol, price"
                    + " or event_time",
                "t:6:3: error: 'fields.symbol' is not required. expected required: true",
                "t:6:3: error: 'fields' has no column 'size'. expected it, because ticks need it",
                "t:7:3: error: 'fields' has the column 'price' of type decimal(10,2). expected"
                    + " decimal(18,9)",
                "t:8:43: error: 'fields.event_time.unit' is 'ms'. expected rfc3339, s, ms, us or"
                    + " ns, or a list of rfc3339 and one other",
            ])
    }

    private func contract(_ text: String) throws -> TopicPlan {
        try ConfigurationReader.readContract(Array(text.utf8), file: "t").get()
    }

    private func problems(_ text: String) -> [String] {
        switch ConfigurationReader.readContract(Array(text.utf8), file: "t") {
        case .success: []
        case .failure(let failure): failure.problems.map(\.description)
        }
    }
}
