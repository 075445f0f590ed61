import Poller
import Testing

/// Conditions on answers.
@Suite struct ConditionTests {
    private static let scope = ConditionScope(
        status: 200,
        headers: [("Retry-After", "17"), ("Content-Type", "application/json")],
        body: body(
            """
            {"status":"ERROR","code":"429",
             "error":null,"message":"You hit the LIMIT of \\"calls\\"",
             "n":10.50,"big":9007199254740993,"list":["a",{"b":[1,2]}],"none":[],"blank":"",
             "more":true,"Time Series (1min)":{},"nested":{"x":{"y":-1e2}}}
            """),
        recordCount: 3)

    @Test(
        "a condition that holds holds",
        arguments: [
            "status == 200", "status != 429", "status >= 200 and status < 300",
            #"body.status == "ERROR""#, "body.status == 'ERROR'", "body.code == 429",
            "body.n == 10.5", "body.n == 105e-1", "body.n > 10.49999999999999999999999999",
            "body.big > 9007199254740992", "body.big == 9007199254740993",
            "body.nested.x.y <= -100", "body.list[1].b[-1] == 2", "body.list contains 'a'",
            "body.message contains \"limit\"", #"body.message contains "\"Calls\"""#,
            "exists(body.status)", "missing(body.error)", "missing(body.nothing.deeper)",
            "exists(body[\"Time Series (1min)\"])", "exists(body[\"Time Series (*)\"])",
            "body.error == null", "body.error != 1", "exists(header.retry-after)",
            "header.RETRY-AFTER < 60", "header['content-type'] contains 'JSON'",
            "is_empty(body.none)", "is_empty(body.blank)", "is_empty(body.nothing)",
            "not is_empty(records)", "records == 3", "count(records) <= 3",
            "count(body.list) == 2", "count(body.nested) == 1", "body.more", "body.more == true",
            "not (body.more and status == 500)", "not body.status", "true == true",
            "status == 500 or status == 200 and body.more", "not status == 500",
            "missing(body.a) and(status == 200)", "body contains 1 or true == body.more",
            "'b' > 'a'", "body.list[0] < 'b'",
        ])
    func holds(text: String) throws {
        #expect(try Condition(text, roots: Condition.Root.allCases).isTrue(in: Self.scope))
    }

    @Test(
        "a condition that does not hold does not",
        arguments: [
            "status == 429", "body.nothing == 1", "body.nothing != 1", "body.nothing < 1",
            "header.x-none != 'a'", "body.status == 1", "body.status < 1", "body.more < 2",
            "body.list == 2", "body.message contains 5", "body.status contains ''  and status == 1",
            "exists(body.error)", "count(body.n) == 0", "record.v > 0", "body.more == 'true'",
            "body.big == 9007199254740992", "body.none contains 1", "body.list[7] == 'a'",
        ])
    func doesNotHold(text: String) throws {
        #expect(try !Condition(text, roots: Condition.Root.allCases).isTrue(in: Self.scope))
    }

    @Test("a body that is no JSON is a text")
    func textBody() throws {
        let scope = ConditionScope(status: 429, body: body("<html>Too Many Requests</html>"))
        #expect(try Condition("body contains 'too many'").isTrue(in: scope))
        #expect(try !Condition("exists(body.code)").isTrue(in: scope))
    }

    @Test("a record's members and cells are asked alike")
    func records() throws {
        let positive = try Condition("record.v > 0", roots: [.record])
        let objects = try RecordSelector(shape: .objects).rows(of: body(#"[{"v":1},{"v":"0"},{}]"#))
        #expect(
            objects.rows.map { positive.isTrue(in: ConditionScope(record: $0)) }
                == [true, false, false])
        let lists = try RecordSelector(shape: .positional(["t", "v"])).rows(
            of: body("[[1,0],[2,3]]"))
        #expect(
            lists.rows.map { positive.isTrue(in: ConditionScope(record: $0)) } == [false, true])
    }

    @Test(
        "a condition that is none is refused, with the place and what was expected",
        arguments: [
            ("", 1, "a value"), ("status =", 8, "the end"), ("status == ", 11, "at the end"),
            ("stauts == 1", 1, "did you mean 'status'?"), ("(status == 1", 13, "')'"),
            ("status == 1)", 12, "'and', 'or'"), ("status == 'a", 11, "not closed"),
            ("1", 1, "a comparison"), ("status == 1x", 11, "a number"),
            ("existz(body.a)", 1, "exists"), ("body.a ==== 1", 10, "a value"),
            ("header == 1", 1, "one name"), ("status.x == 1", 1, "no parts"),
            ("body.[0] == 1", 6, "a name"), ("body[x] == 1", 6, "a number"),
            ("record.v == 1", 1, "nothing is called 'record'"), ("status and", 11, "a value"),
            ("body.status == ERROR", 16, "quotes"), ("body.a contains", 16, "at the end"),
        ])
    func refused(text: String, place: Int, hint: String) {
        let problem = #expect(throws: PollProblem.self) { try Condition(text) }
        let words = problem?.description ?? ""
        #expect(words.contains("character \(place):") && words.contains(hint), "\(words)")
    }

    @Test("depth and length have limits, and no beginning of a condition traps")
    func limits() throws {
        let deep = String(repeating: "(", count: 40) + "body.a" + String(repeating: ")", count: 40)
        #expect(throws: PollProblem.self) { try Condition(deep) }
        #expect(throws: PollProblem.self) {
            try Condition(String(repeating: "not ", count: 40) + "body.a")
        }
        #expect(throws: PollProblem.self) {
            try Condition("body.a == '" + String(repeating: "x", count: 5_000) + "'")
        }
        #expect(throws: PollProblem.self) {
            try Condition("body" + String(repeating: ".a", count: 100) + " == 1")
        }
        let text =
            #"not (exists(body["a"][0].*) and header.x-y contains "\"q") or count(body) >= -1.5e3"#
        for count in 0...text.utf8.count { _ = try? Condition(String(text.prefix(count))) }
        _ = try Condition(text)
    }
}
