import JSONColumns
import Poller
import Testing

/// Ways to values.
@Suite struct ValuePathTests {
    private static let value = body(
        """
        {"a":{"b":[10,20,30]},"x.y":1,"Series (1min)":2,"Series (5min)":3,"*":4,
         "s":{"A":5,"B":6}}
        """
    ).value

    @Test(
        "a path leads to its first value and to all of them",
        arguments: [
            ("a.b[0]", ["10"]), ("a.b[-1]", ["30"]), ("a.b[*]", ["10", "20", "30"]),
            (".s.A", ["5"]), ("$.a['b'][1]", ["20"]), ("[\"x.y\"]", ["1"]),
            ("[\"Series (*)\"]", ["2", "3"]),
            ("[\"Series (5*\"]", ["3"]), ("[\"*min*\"]", ["2", "3"]), (#"["\*"]"#, ["4"]),
            ("s.*", ["5", "6"]), ("a.b[3]", []), ("a.b[-4]", []), ("a.c.d", []), ("a.b.c", []),
            ("s[0]", []), ("[\"Series (1min)x*\"]", []), ("[\"(1min)*Series\"]", []),
        ])
    func selecting(text: String, expected: [String]) throws {
        let path = try ValuePath(text)
        #expect(path.all(in: Self.value).map(\.text) == expected)
        #expect(path.first(in: Self.value)?.text == expected.first)
    }

    @Test("the empty path and the dollar sign are the whole value", arguments: ["", "$"])
    func whole(text: String) throws {
        #expect(try ValuePath(text).isWhole)
        #expect(try ValuePath(text).first(in: Self.value) == Self.value)
    }

    @Test(
        "a path that is none is refused",
        arguments: [
            "a.", "a..b", "a[", "a[]", "a[1", "a[x]", "a['b]", "a['b'", "a b", "a]", "[-]",
            "a[99999999999]", String(repeating: "a.", count: 40) + "a",
        ])
    func refused(text: String) {
        #expect(throws: PollProblem.self) { try ValuePath(text) }
    }
}
