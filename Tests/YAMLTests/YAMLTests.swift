import Testing
import TestSupport
import YAML

@Suite("YAML documents")
struct YAMLTests {
    @Test("values know their line and column, keys too")
    func positions() throws {
        let text = """
            # a comment
            lake: ./lake
            bars:
              intervals: [1m, "5m"]   # flow
            topics:
              - a
              - name: ü
                x: |
                  two
                  lines
            """
        let document = YAMLDocument(parsing: Array(text.utf8))
        #expect(document.problems.isEmpty)
        let root = try #require(document.root)
        #expect(
            root.outline == """
                2:1 {2:1 lake=2:7 './lake' 3:1 bars=4:3 {4:3 intervals=4:14 [4:15 '1m' 4:19 "5m"]} \
                5:1 topics=6:3 [6:5 'a' 7:5 {7:5 name=7:11 'ü' 8:5 x=8:8 "two\nlines"}]}
                """)
    }

    @Test("absent values are null, quoted ones are not")
    func nulls() throws {
        let text = "a:\nb: ~\nc: null\nd: ''\ne: 'null'\n"
        let root = try #require(YAMLDocument(parsing: Array(text.utf8)).root)
        guard case .mapping(let entries) = root.content else {
            Issue.record("not a mapping")
            return
        }
        #expect(entries.map(\.value.isNull) == [true, true, true, false, false])
    }

    @Test(
        "an empty text is null", arguments: ["", "\n", "# only a comment\n", "---\n", "\u{FEFF}"])
    func empty(text: String) throws {
        let document = YAMLDocument(parsing: Array(text.utf8))
        #expect(document.problems.isEmpty)
        #expect(try #require(document.root).isNull)
    }

    @Test("what is not taken is refused by name and place", arguments: refusals)
    func refuses(_ refusal: Refusal) {
        let document = YAMLDocument(parsing: Array(refusal.text.utf8))
        #expect(document.problems.map(\.line) == refusal.problems)
    }

    @Test("bytes that are no UTF-8 are refused at their place")
    func notUTF8() {
        let bytes = Array("a: 1\nü: ".utf8) + [0xff, 0x0a]
        let document = YAMLDocument(parsing: bytes)
        #expect(document.root == nil)
        #expect(document.problems.first?.position == YAMLPosition(line: 2, column: 4))
    }

    @Test("two spellings of one letter are two keys")
    func keysAreBytes() throws {
        let document = YAMLDocument(parsing: Array("e\u{301}: 1\n\u{e9}: 2\n".utf8))
        #expect(document.problems.isEmpty)
    }

    @Test("a text over a limit is refused")
    func limits() {
        let deep = String(repeating: "[", count: 40)
        #expect(problem(deep) == "1:33: values nest deeper than 32")
        let deepBlocks = (0..<200).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(problem(deepBlocks) == "32:32: values nest deeper than 32")
        let wide = "[" + String(repeating: "1,", count: 200) + "]"
        #expect(
            problem(wide, YAMLLimits(nodes: 100)) == "1:200: the text has more than 100 values")
        #expect(
            problem("abcdef", YAMLLimits(bytes: 5))
                == "1:1: the text has 6 bytes. at most 5 are read")
    }

    @Test("a megabyte of brackets ends at once")
    func bracketBomb() {
        let bomb = [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)
        #expect(YAMLDocument(parsing: bomb).problems.count == 1)
        let dashes = Array(String(repeating: "- ", count: 1 << 19).utf8)
        #expect(YAMLDocument(parsing: dashes).problems.count == 1)
    }

    private func problem(_ text: String, _ limits: YAMLLimits = YAMLLimits()) -> String? {
        YAMLDocument(parsing: Array(text.utf8), limits: limits).problems.first?.line
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let text: String
        let problems: [String]
        var testDescription: String { text }
    }

    static let refusals: [Refusal] = [
        Refusal(
            text: "a: 1\nb: 2\na: 3\n'a': 4\n",
            problems: [
                "3:1: `a` stands twice. it was first given in line 1",
                "4:1: `a` stands twice. it was first given in line 1",
            ]),
        Refusal(
            text: "a: &x 1\nb: *x\nc: *x\n",
            problems: [
                "1:4: an anchor: `&x`. anchors are not taken: write the value out",
                "2:4: an alias: `*x`. aliases are not taken: write the value out",
                "3:4: an alias: `*x`. aliases are not taken: write the value out",
            ]),
        Refusal(
            text: "a:\n  <<: {b: 1}\n  c: 2\n",
            problems: ["2:3: a merge key: `<<`. merging is not taken: write the values out"]),
        Refusal(
            text: "a: !!str 1\n",
            problems: ["1:4: a tag: `tag:yaml.org,2002:str`. tags are not taken: leave it out"]),
        Refusal(
            text: "? [a, b]\n: 1\n",
            problems: ["1:3: a key that is a list or a mapping. keys are text"]),
        Refusal(
            text: "a: 1\n---\nb: 2\n",
            problems: ["2:1: a second document begins. one file holds one document"]),
        Refusal(
            text: "a: 1\n\tb: 2\n", problems: ["2:1: a tab cannot indent. use spaces"]),
        Refusal(
            text: "a: [1, 2\nb: 3\n",
            problems: [
                "2:2: did not find expected ',' or ']', while parsing a flow sequence that begins"
                    + " in line 1"
            ]),
        Refusal(
            text: "a: 1\n b: 2\n",
            problems: ["2:3: mapping values are not allowed in this context"]),
        Refusal(
            text: "a: \"x\n",
            problems: [
                "2:1: found unexpected end of stream, while scanning a quoted scalar that begins"
                    + " in line 1"
            ]),
    ]
}

extension YAMLProblem {
    var line: String { "\(position.line):\(position.column): \(message)" }
}

extension YAMLValue {
    /// The value and all places, on one line.
    var outline: String {
        let place = "\(position.line):\(position.column) "
        switch content {
        case .scalar(let scalar):
            return place + (scalar.isPlain ? "'\(scalar.text)'" : "\"\(scalar.text)\"")
        case .sequence(let elements):
            return place + "[" + elements.map(\.outline).joined(separator: " ") + "]"
        case .mapping(let entries):
            let parts = entries.map { entry in
                let key = "\(entry.keyPosition.line):\(entry.keyPosition.column) \(entry.key)"
                return "\(key)=\(entry.value.outline)"
            }
            return place + "{" + parts.joined(separator: " ") + "}"
        case .refused: return place + "refused"
        }
    }
}
