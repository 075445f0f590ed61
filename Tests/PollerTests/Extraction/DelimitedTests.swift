import Bytes
import JSONColumns
import Poller
import TestSupport
import Testing

/// Records on lines of text.
@Suite struct DelimitedTests {
    private static func rows(
        _ text: String, names: [String]? = nil, delimiter: Character = ","
    ) throws -> SelectedRows {
        let form = DelimitedForm(delimiter: delimiter.asciiValue ?? 0, names: names)
        return try RecordSelector(shape: .delimited(form)).rows(of: body(text))
    }

    @Test("whatever values hold is read back, in either kind of lines", arguments: 0..<60)
    func roundTrip(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let pieces = ["a", "\"", ",", "\n", "\r\n", ";", " ", "é", "0", ""]
        let width = 1 + random.next(below: 5)
        let end = random.chance(1, in: 2) ? "\r\n" : "\n"
        let table = (0..<1 + random.next(below: 6)).map { _ in
            (0..<width).map { _ in
                (0..<random.next(below: 5)).map { _ in pieces[random.next(below: pieces.count)] }
                    .joined()
            }
        }
        let names = (0..<width).map { "c\($0)" }
        let lines = ([names] + table).map { row in
            row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
        }
        let text = lines.joined(separator: end) + (random.chance(1, in: 2) ? end : "")
        let expected = table.map { row in
            JSONValue.object(
                JSONObject(zip(names, row).map { JSONObject.Member($0, .string($1)) }))
        }
        #expect(try Self.rows(text).rows.map(\.object) == expected)
    }

    @Test("any bytes are records or a problem", arguments: 0..<300)
    func anyBytes(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let alphabet: [UInt8] = Array("\"\"\",,\n\n\r;ab1".utf8) + [0xff, 0xc3, 0xa9, 0]
        let bytes = (0..<random.next(below: 60)).map { _ in
            alphabet[random.next(below: alphabet.count)]
        }
        let answer = ResponseBody(bytes)
        for names in [nil, ["a", "b"]] {
            let form = DelimitedForm(names: names)
            let selector = try? RecordSelector(shape: .delimited(form))
            if let rows = try? selector?.rows(of: answer) {
                #expect(rows.rows.allSatisfy { $0.object.object != nil })
            }
        }
        if let rows = try? RecordSelector(shape: .lines).rows(of: answer) {
            #expect(rows.rows.count + rows.problems.count <= bytes.count)
        }
    }

    @Test("nothing between delimiters is null, quotes around nothing are an empty text")
    func empty() throws {
        let rows = try Self.rows("\u{feff}a;b\n;\"\"\n\n1;2\n1\n", delimiter: ";")
        #expect(rows.rows.map(\.object.text) == [#"{"a":null,"b":""}"#, #"{"a":"1","b":"2"}"#])
        #expect(rows.problems.counts == [RowProblem.Reason.malformed: 1])
        #expect(rows.problems.samples.first?.row == 2)
    }

    @Test("names may be given, and those of an underline are left out")
    func givenNames() throws {
        let rows = try Self.rows("1,2,3\n", names: ["a", "_", "c"])
        #expect(rows.rows.map(\.object.text) == [#"{"a":"1","c":"3"}"#])
    }

    @Test(
        "damage that leaves no lines is a problem of the whole answer",
        arguments: ["a,b\n\"1,2\n3,4", "a,b\n\"1\"x,2\n", "a,a\n1,2\n", "a,\n1,2\n"])
    func damaged(text: String) {
        #expect(throws: PollProblem.self) { try Self.rows(text) }
    }
}
