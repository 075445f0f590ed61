import JSONColumns
import Poller
import Testing

/// Fields out of records.
@Suite struct ShapingTests {
    /// The records that fields make of a list of objects, as JSON of fields and rest.
    private static func shape(
        _ text: String, _ fields: [FieldRule], rest: RestRule = .dropped,
        eventTime: String? = nil, identity: [String] = [], filter: Condition? = nil,
        times: ClosedRange<Int64>? = nil
    ) throws -> ShapedRecords {
        let shaper = try RecordShaper(
            fields: fields, rest: rest, eventTime: eventTime, identity: identity, filter: filter)
        let answer = body(text)
        var scope = TemplateScope()
        scope["partition.symbol"] = .text("ZVZZT")
        return try shaper.shape(
            try RecordSelector(shape: .objects).rows(of: answer),
            in: ShapingContext(body: answer, scope: scope, zones: zones, times: times))
    }

    private static func cast(_ json: String, _ cast: FieldCast) throws -> String {
        let shaped = try shape("[{\"x\":\(json)}]", [try field("x", "x", cast)])
        return shaped.problems.samples.first?.reason.rawValue
            ?? shaped.records[0].values[0]?.text ?? "nothing"
    }

    @Test(
        "decimals are exact, whatever they are written as",
        arguments: [
            ("1.10", "1.10"), ("\"1.10\"", "1.10"), ("1e2", "100"), ("\"-1.5E-3\"", "-0.0015"),
            ("12345678901234567890.123456789", "12345678901234567890.123456789"),
            ("\"NaN\"", "wrong_type"), ("\"\"", "wrong_type"), ("\"1,000\"", "wrong_type"),
            ("\"+1\"", "wrong_type"), ("\"0x1\"", "wrong_type"), ("\"Infinity\"", "wrong_type"),
            ("true", "wrong_type"), ("[1]", "wrong_type"), ("1e300", "out_of_range"),
            ("1e-99999999999999999999", "out_of_range"), ("0e9", "0"), ("null", "missing_field"),
        ])
    func decimals(json: String, expected: String) throws {
        #expect(try Self.cast(json, .decimal) == expected)
    }

    @Test(
        "a binary fraction is rounded where that is asked for, halves to even",
        arguments: [
            ("10.550000190734863", 4, "10.55"), ("0.00005", 4, "0"), ("0.00015", 4, "0.0002"),
            ("0.000050000000000000000000000001", 4, "0.0001"), ("-2.5", 0, "-2"),
            ("-3.5", 0, "-4"), ("1.5e-7", 9, "0.00000015"), ("999.99999", 2, "1000"),
            ("123456789012345.67890123", 4, "123456789012345.6789"), ("\"x\"", 4, "wrong_type"),
            ("1e30", 4, "out_of_range"),
        ])
    func rounding(json: String, digits: Int, expected: String) throws {
        #expect(try Self.cast(json, .rounded(digits)) == expected)
    }

    @Test("whole numbers, texts and truths are cast from any spelling of them")
    func casts() throws {
        #expect(try Self.cast("\"12\"", .integer) == "12")
        #expect(try Self.cast("1.20e1", .integer) == "12")
        #expect(try Self.cast("9223372036854775807", .integer) == "9223372036854775807")
        #expect(try Self.cast("9223372036854775808", .integer) == "wrong_type")
        #expect(try Self.cast("1.5", .integer) == "wrong_type")
        #expect(try Self.cast("1.50", .text) == "\"1.50\"")
        #expect(try Self.cast("{}", .text) == "wrong_type")
        #expect(try Self.cast("\"false\"", .boolean) == "false")
        #expect(try Self.cast("1", .boolean) == "true")
        #expect(try Self.cast("2", .boolean) == "wrong_type")
        #expect(try Self.cast("{\"a\":[1]}", .none) == "{\"a\":[1]}")
        let ms = FieldCast.time(.count(.milliseconds), .fixed(.utc))
        #expect(try Self.cast("1795185000000", ms) == "\"2026-11-20T14:30:00.000000000Z\"")
        #expect(try Self.cast("\"soon\"", ms) == "bad_time")
    }

    @Test("a value that stands for none is none; defaults, constants and requests fill in")
    func defaults() throws {
        let fields = try [
            field("a", "a", .decimal, nulls: ["0", "N/A"], fallback: .integer(7)),
            FieldRule(name: "b", source: .constant(.string("raw"))),
            partitionSymbol(),
            field("d", "d", .text, isRequired: false),
        ]
        let shaped = try Self.shape(#"[{"a":0},{"a":"N/A"},{"a":2,"d":"x"},{}]"#, fields)
        let symbols: [JSONValue?] = [.string("raw"), .string("ZVZZT")]
        #expect(
            shaped.records.map(\.values) == [
                [.integer(7)] + symbols + [nil], [.integer(7)] + symbols + [nil],
                [.integer(2)] + symbols + [.string("x")], [.integer(7)] + symbols + [nil],
            ])
    }

    @Test("one bad record is counted and reported by its place, and stops none")
    func badRecords() throws {
        let fields = try [
            field("a", "a", .integer), field("t", "t", .time(.count(.seconds), .fixed(.utc))),
        ]
        let shaped = try Self.shape(
            #"[{"a":1,"t":5},{"a":"x","t":5},7,{"t":5},{"a":2,"t":50}]"#, fields, eventTime: "t",
            identity: ["a"], times: 0...9_000_000_000)
        #expect(shaped.records.map(\.identity) == [["1"]])
        #expect(shaped.records.map(\.eventTime) == [5_000_000_000])
        #expect(
            shaped.problems.counts == [
                RowProblem.Reason.wrongType: 1, .malformed: 1, .missingField: 1,
                .implausibleTime: 1,
            ])
        #expect(shaped.problems.count == 4)
        // Each is named by its place in the answer, whichever step found it out.
        #expect(
            shaped.problems.samples.map { [$0.reason.rawValue, "\($0.row)"] } == [
                ["malformed", "2"], ["wrong_type", "1"], ["missing_field", "3"],
                ["implausible_time", "4"],
            ])
    }

    @Test("what no field is made of is kept, renamed by fields, without some, flattened")
    func rest() throws {
        let text = #"[{"id":5,"n":{"x":1,"y":{"z":[2]}},"gone":1,"kept":null}]"#
        let fields = try [field("trade_id", "id", .text)]
        let flat = try Self.shape(
            text, fields, rest: .kept(except: ["gone"], flattenedBy: "_")
        ).records[0]
        #expect(
            JSONValue.object(JSONObject(flat.rest)).text == #"{"n_x":1,"n_y_z":[2],"kept":null}"#)
        let deep = try Self.shape(text, fields, rest: .kept(except: [], flattenedBy: nil)).records[
            0]
        #expect(
            JSONValue.object(JSONObject(deep.rest)).text
                == #"{"n":{"x":1,"y":{"z":[2]}},"gone":1,"kept":null}"#)
    }

    @Test("a filter takes the records that it holds for")
    func filter() throws {
        let filter = try Condition("record.v > 0 and body[0].v == 1", roots: [.record, .body])
        let shaped = try Self.shape(
            #"[{"v":1},{"v":0},{"v":"2.5"},{}]"#, [try field("v", "v")], filter: filter)
        #expect(shaped.records.count == 2 && shaped.filteredRows == 2)
    }

    @Test("a description that contradicts itself is refused")
    func descriptions() throws {
        let field = try field("a", "a")
        #expect(throws: PollProblem.self) { try RecordShaper(fields: [field, field]) }
        #expect(throws: PollProblem.self) { try RecordShaper(fields: [field], eventTime: "a") }
        let problem = #expect(throws: PollProblem.self) {
            try RecordShaper(fields: [partitionSymbol()], identity: ["symbl"])
        }
        #expect(problem?.description.contains("did you mean 'symbol'?") == true)
        for shape: RowShape in [
            .positional([]), .positional(["a", "a"]), .columnar([], nullable: []),
            .columnar([.init(name: "a", path: .whole)], nullable: ["b"]),
            .keyed(name: "", path: .whole, rows: .objects),
            .keyed(name: "a", path: .whole, rows: .lines),
        ] {
            #expect(throws: PollProblem.self) { try RecordSelector(shape: shape) }
        }
        #expect(throws: PollProblem.self) {
            try RecordSelector(path: ValuePath("a"), shape: .lines)
        }
    }

    @Test("members that are no records are left out by their names")
    func exceptions() throws {
        let selector = try RecordSelector(
            path: ValuePath("result"),
            shape: .keyed(
                name: "pair", path: .whole, rows: .positional(["t", "o"]), except: ["last"]))
        let rows = try selector.rows(of: body(#"{"result":{"XZ":[[1,2]],"last":7,"first":8}}"#))
        #expect(rows.rows.map(\.object.text) == [#"{"t":1,"o":2,"pair":"XZ"}"#])
        #expect(rows.problems.samples.map { $0.detail.prefix(15) } == ["the key 'first'"])
    }

    @Test("a key with lists of different lengths is named, and the other keys go on")
    func keyedColumns() throws {
        let columns = try ["t", "o"].map { RowShape.Column(name: $0, path: try ValuePath($0)) }
        let selector = try RecordSelector(
            shape: .keyed(
                name: "symbol", path: .whole, rows: .columnar(columns, nullable: [])))
        let rows = try selector.rows(
            of: body(#"{"A":{"t":[1,2],"o":[3]},"B":{"t":[1,2],"o":[3,4]},"C":{},"D":[5]}"#))
        #expect(
            rows.rows.map(\.object.text) == [
                #"{"t":1,"o":3,"symbol":"B"}"#, #"{"t":2,"o":4,"symbol":"B"}"#,
            ])
        #expect(
            rows.problems.samples.map { $0.detail.prefix(11) } == [
                "the key 'A'", "the key 'C'", "the key 'D'",
            ])
        let few = try RecordSelector(
            shape: .keyed(name: "k", path: .whole, rows: .objects), rowsMax: 2)
        #expect(throws: PollProblem.self) {
            try few.rows(of: body(#"{"A":[{},{}],"B":[{}],"C":5}"#))
        }
    }

    @Test("an answer of another shape, or of too many records, is a problem of the whole")
    func answers() throws {
        let objects = try RecordSelector(path: ValuePath("a"), shape: .objects, rowsMax: 2)
        for text in ["", "{", "{}", "[]", #"{"a":5}"#, #"{"a":[{},{},{}]}"#, "<html>"] {
            #expect(throws: PollProblem.self) { try objects.rows(of: body(text)) }
        }
        #expect(try objects.rows(of: body(#"{"a":[]}"#)).rows.isEmpty)
        #expect(try objects.rows(of: body(#"{"a":null}"#)).rows.isEmpty)
        #expect(try objects.rows(of: body(#"{"a":{"x":1}}"#)).rows.count == 1)
        let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(throws: PollProblem.self) {
            try RecordSelector(shape: .objects).rows(of: body(deep))
        }
    }
}
