import Bytes
import Columnar
import JSONColumns
import TestSupport
import Testing

@Suite("What is JSON and what is not")
struct GrammarTests {
    /// Texts that RFC 8259 allows.
    static let allowed: [String] = [
        "[]", "{}", "[[]]", "[{}]", "0", "-0", "-1", "1.5", "1e0", "1E+2", "1e-2", "0.0e00", "123",
        "1.0E+0000000000000000000000001", "1e400", "-1e-400", "[1,2]", "[ 1 , 2 ]", " [] ",
        "\t\n\r []\n", "true", "false", "null", "[true,false,null]", "\"\"", "\"a\"", "\" \"",
        #""\"\\\/\b\f\n\r\t""#, #""\u0000""#, #""\u0041\u00e9\u20AC""#, #""\ud83d\ude00""#,
        #""\uD834\uDd1e""#, #""\udbff\udfff""#, #""\\u0041""#, #""\uffff\ufffe""#, "\"\u{7f}\"",
        "\"é€😀\u{10ffff}\u{feff}\u{2028}\"", #"{"":0}"#, #"{"a":1,"a":2}"#, #"{"a":{"b":[{}]}}"#,
        #"{ "a" : 1 , "b" : 2 }"#, #"{"\u0061\n":null}"#, #"["a/b","a\/b"]"#, "[0,0.1,-0.1e1]",
        "12345678901234567890123456789012345678901234567890", #"[[[[[[[[[[]]]]]]]]]]"#,
        #"{"a":"0123456","b":"01234567","c":"012345678","d":"0123456789abcdef"}"#,
    ]

    /// Texts that it does not allow.
    static let forbidden: [String] = [
        "", " ", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1,,2]", "[\"a\"",
        "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\" 1}", "{1:1}",
        "{a:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{\"a\"::1}", "{\"a\":1}}", "[]]", "[] []", "1 2",
        "[}", "{]", "[\"a\":1]", "01", "-01", "+1", "-", "--1", "1.", ".1", "-.1", "1.e1", "1e",
        "1e+", "1e-", "1ee1", "1e1.5", "0x1", "1_0", "1,0", "Infinity", "-Infinity", "NaN", "nan",
        "1a", "0e", "00", "0 1", "- 1", "1.5.5", "TRUE", "True", "tru", "truex", "nul", "nulll",
        "fals", "falsy", "t", "n", "f", "undefined", "\"", "\"a", "\"\\\"", #""\"#, #""\a""#,
        #""\'""#, #""\x41""#, #""\u""#, #""\u12""#, #""\u123""#, #""\u12g4""#, #""\U0041""#,
        "\"a\nb\"", "\"\t\"", "\"\u{0}\"", "\"\u{1f}\"", "'a'", "a", "/* c */ 1", "1 // c", "#",
        "\u{a0}1", "1\u{a0}", "\u{c}1", "\u{b}1", "1\u{0}", "\u{0}", "\u{feff}1", "\u{feff}",
        "[1]\u{feff}", #"\u0031"#, "[\\n]", "{\"a\":b}", "*", "é", "😀", "[é]", "\"a\"b", "\"\"\"",
    ]

    /// Beyond the RFC: halves of surrogate pairs.
    static let lone: [String] = [
        #""\ud800""#, #""\udc00""#, #""\udfff""#, #""\ud800\ud800""#, #""\ud800a""#,
        #""\ud800\n""#, #""\ud800\u0041""#, #""\udc00\ud800""#, #"{"\ud83d":1}"#, #""a\udbff""#,
        #""\ud83d\\ude00""#,
    ]

    @Test("every text that the RFC allows is taken", arguments: allowed)
    func takes(text: String) throws {
        #expect(throws: Never.self) { try JSONValue(parsing: text) }
        // The same as a value that no field knows, so that it is only passed over.
        let decoded = try Decoded([#"{"x":\#(text)}"#], fields: [])
        let body = text.drop { " \t\n\r".contains($0) }
        let value = String(body.reversed().drop { " \t\n\r".contains($0) }.reversed())
        #expect(decoded.rescued(0) == #"{"x":\#(value)}"#)
    }

    @Test("no other text is", arguments: forbidden + lone)
    func refuses(text: String) throws {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.kind == .malformed)
        let decoded = try Decoded([#"{"x":[\#(text)]}"#], fields: [])
        // Some texts are JSON inside an array, and that is how it should be.
        if decoded.columns.rowCount == 1 { #expect(["", " ", "1,0"].contains(text)) }
        #expect(decoded.columns.rowCount + decoded.columns.rejections.count == 1)
    }

    @Test("bytes that are no UTF-8 are refused, also in values that no field knows")
    func refusesBadUTF8() throws {
        let bad: [[UInt8]] = [
            [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc2], [0xc2, 0x41], [0xe0, 0x80, 0x80],
            [0xe0, 0x9f, 0xbf], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf],
            [0xf0, 0x80, 0x80, 0x80], [0xf0, 0x8f, 0xbf, 0xbf], [0xf0, 0x9f, 0x98],
            [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xfe], [0xff],
            [0xf8, 0x88, 0x80, 0x80, 0x80], [0xe2, 0x82, 0x41],
        ]
        let plan = try JSONDecodePlan(fields: [JSONField(column: "a", type: .string)])
        for sequence in bad {
            for filler in [0, 5, 6, 7, 8, 30] {
                let text = [UInt8](repeating: 0x61, count: filler) + sequence
                let quoted = [0x22] + text + [0x22]
                let error = #expect(throws: JSONError.self) { try JSONValue(parsing: quoted) }
                #expect(error?.kind == .invalidUTF8)
                for name in ["a", "x"] {
                    let record = Array("{\"\(name)\":".utf8) + quoted + Array("}".utf8)
                    let inside = Array("{\"x\":[{\"\(name)\":".utf8) + quoted + Array("}]}".utf8)
                    let asName = Array("{".utf8) + quoted + Array(":1}".utf8)
                    for bytes in [record, inside, asName] {
                        #expect(Decoded(bytes: [bytes], plan: plan).reason == .notUTF8)
                    }
                }
            }
        }
    }

    @Test("all of UTF-8 is taken")
    func takesAllScalars() throws {
        for start in stride(from: UInt32(0x20), to: 0x110000, by: 0x400) {
            var text = ""
            for scalar in start..<min(start + 0x400, 0x110000) {
                guard let scalar = UnicodeScalar(scalar), scalar != "\"", scalar != "\\" else {
                    continue
                }
                text.unicodeScalars.append(scalar)
            }
            #expect(try JSONValue(parsing: "\"\(text)\"") == .string(text))
        }
    }

    @Test("a byte order mark is refused")
    func refusesByteOrderMark() throws {
        let decoded = try Decoded(["\u{feff}{}"], fields: [])
        #expect(decoded.reason == .malformedJSON)
        #expect(decoded.detail?.contains("byte order mark") == true)
    }

    @Test("the outermost object is depth 1, and what is deeper than the limit is refused")
    func limitsDepth() throws {
        for limit in [1, 2, 3, 64, 512] {
            for (open, close) in [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")] {
                let step = open.count == 6 ? 2 : 1
                for extra in [-1, 0, 1, 2] {
                    let depth = limit + extra
                    guard depth > 0, depth % step == 0 else { continue }
                    let count = depth / step
                    let text =
                        String(repeating: open, count: count) + "1"
                        + String(repeating: close, count: count)
                    let parsed = try? JSONValue(parsing: text, depthMax: limit)
                    #expect((parsed != nil) == (depth <= limit), "\(limit) \(depth) \(open)")
                    let plan = try JSONDecodePlan(fields: [], depthMax: limit)
                    let reason = Decoded(bytes: [Array(text.utf8)], plan: plan).reason
                    let good: ReasonCode? = open == "{\"a\":" ? nil : .notAnObject
                    #expect(reason == (depth <= limit ? good : .tooDeep))
                }
            }
        }
    }

    @Test("errors name the place and the kind of damage")
    func namesPlaces() {
        let cases: [(String, JSONError.Problem, Int)] = [
            ("", .truncated, 0), ("[1,2", .truncated, 4), ("[1 2]", .noCommaInArray, 3),
            (#"{"a":1 "b"}"#, .noCommaInObject, 7), (#"{"a" 1}"#, .noColon, 5),
            ("{1}", .noName, 1), ("[01]", .badNumber, 2), ("[1.]", .badNumber, 3),
            ("tru", .truncated, 3), ("trux", .badLiteral, 0), (#"["\q"]"#, .badEscape, 3),
            (#""\ud800x""#, .loneSurrogate, 1), ("1 1", .trailingBytes, 2), ("[*]", .noValue, 1),
            ("\"a\u{1}\"", .controlCharacter, 2), ("nul", .truncated, 3), ("fal", .truncated, 3),
        ]
        for (text, problem, offset) in cases {
            let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
            #expect(error == JSONError(problem, offset: offset), "\(text)")
            #expect(error?.message.contains("at byte \(offset)") == true)
        }
    }
}
