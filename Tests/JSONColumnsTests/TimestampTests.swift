import Bytes
import Columnar
import JSONColumns
import TestSupport
import Testing

@Suite("Converting times")
struct TimestampTests {
    private static func decode(_ value: String, rfc3339: Bool = true, unit: JSONTimeUnit? = nil)
        throws -> Decoded
    {
        let type = JSONFieldType.timestamp(rfc3339: rfc3339, unit: unit)
        return try Decoded(
            [#"{"v":\#(value)}"#], fields: [JSONField(column: "v", type: type, isRequired: true)])
    }

    /// Texts and their nanoseconds.
    static let taken: [(String, String)] = [
        ("1970-01-01T00:00:00Z", "0"), ("1970-01-01t00:00:00z", "0"),
        ("2026-01-05T14:30:00.123456789Z", "1767623400123456789"),
        ("2026-01-05T14:30:00.1Z", "1767623400100000000"),
        ("2026-01-05T14:30:00.000000001Z", "1767623400000000001"),
        ("2026-01-05T14:30:59.999999999Z", "1767623459999999999"),
        ("2026-01-05T16:30:00+02:00", "1767623400000000000"),
        ("2026-01-05T09:00:00-05:30", "1767623400000000000"),
        ("2026-01-05T14:30:00-00:00", "1767623400000000000"),
        ("2026-01-06T14:29:00.5+23:59", "1767623400500000000"),
        ("1969-12-31T23:59:59Z", "-1000000000"), ("1969-12-31T23:59:59.999999999Z", "-1"),
        ("1969-12-31T23:59:59.5Z", "-500000000"), ("1970-01-01T00:30:00+01:00", "-1800000000000"),
        ("2000-02-29T00:00:00Z", "951782400000000000"),
        ("2024-02-29T12:00:00Z", "1709208000000000000"),
        ("1900-03-01T00:00:00Z", "-2203891200000000000"),
        ("2100-02-28T23:59:59Z", "4107542399000000000"),
        ("2262-04-11T23:47:16.854775807Z", "9223372036854775807"),
        ("1677-09-21T00:12:43.145224192Z", "-9223372036854775808"),
        ("1677-09-21T00:12:44Z", "-9223372036000000000"),
        ("1677-09-21T23:12:43.145224192+23:00", "-9223372036854775808"),
    ]

    @Test("RFC 3339 in all its forms", arguments: taken)
    func takes(text: String, nanoseconds: String) throws {
        #expect(try Self.decode("\"\(text)\"").only == nanoseconds)
        let escaped = text.replacing("T", with: "\\u0054")
        #expect(try Self.decode("\"\(escaped)\"").only == nanoseconds)
        #expect(RFC3339.nanoseconds(Array(text.utf8).span.rawBytes) == Int64(nanoseconds))
    }

    @Test("what is written is read back, with as many digits as are asked for", arguments: 0..<50)
    func writes(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let time = Int64(bitPattern: random.next())
        #expect(RFC3339.nanoseconds(RFC3339.text(time)) == time)
        #expect(RFC3339.nanoseconds(RFC3339.text(time, digits: 9)) == time)
        let whole = time / 1_000_000_000 * 1_000_000_000
        #expect(RFC3339.text(whole, digits: 0) == RFC3339.text(whole))
        #expect(RFC3339.text(whole, digits: 9) == RFC3339.text(whole).dropLast() + ".000000000Z")
    }

    @Test(
        "no other text is a time",
        arguments: [
            "", "2026", "2026-01-05", "2026-01-05T14:30Z", "2026-01-05T14:30:00",
            "2026-01-05 14:30:00Z", "2026-01-05T14:30:00.Z", "2026-01-05T14:30:00.1234567890Z",
            "2026-01-05T14:30:00,5Z", "2026-01-05T14:30:60Z", "2026-01-05T14:60:00Z",
            "2026-01-05T24:00:00Z", "2026-13-05T14:30:00Z", "2026-00-05T14:30:00Z",
            "2026-01-00T14:30:00Z", "2026-01-32T14:30:00Z", "2026-04-31T14:30:00Z",
            "2026-02-29T14:30:00Z", "1900-02-29T14:30:00Z", "2026-01-05T14:30:00+0200",
            "2026-01-05T14:30:00+02", "2026-01-05T14:30:00+24:00", "2026-01-05T14:30:00+02:60",
            "2026-01-05T14:30:00ZZ", "2026-01-05T14:30:00Z ", " 2026-01-05T14:30:00Z",
            "+2026-01-05T14:30:00Z", "26-01-05T14:30:00ZZZ", "2026/01/05T14:30:00Z",
            "2026-1-05T14:30:00.0Z", "2026-01-05T14:30:00.5", "2026-01-05T14:30:00.5+1:00",
            "2026-01-05T14-30-00Z", "x026-01-05T14:30:00Z", "2026-01-05T14:3x:00Z",
            "2026-01-05T14:30:0xZ", "2026-01-05T14:30:00.x5Z", "2026-01-05T14:30:00+02x00",
        ])
    func refuses(text: String) throws {
        #expect(try Self.decode("\"\(text)\"").reason == .malformedTime)
        #expect(RFC3339.nanoseconds(Array(text.utf8).span.rawBytes) == nil)
    }

    @Test(
        "a time beyond 64 bits of nanoseconds is out of range",
        arguments: [
            "2262-04-11T23:47:16.854775808Z", "2262-04-11T23:47:17Z", "9999-12-31T23:59:59Z",
            "1677-09-21T00:12:43.145224191Z", "1677-09-21T00:12:43Z", "0000-01-01T00:00:00Z",
            "0001-01-01T00:00:00+23:59", "2262-04-11T23:47:16.854775807-00:01",
        ])
    func bounds(text: String) throws {
        #expect(try Self.decode("\"\(text)\"").reason == .outOfRange)
    }

    @Test("integers are taken where the contract gives a unit, and only there")
    func takesIntegers() throws {
        let seconds: [(JSONTimeUnit, String, String)] = [
            (.seconds, "1767623400", "1767623400000000000"),
            (.milliseconds, "1767623400123", "1767623400123000000"),
            (.microseconds, "-1", "-1000"),
            (.nanoseconds, "9223372036854775807", "9223372036854775807"),
            (.seconds, "-9223372036", "-9223372036000000000"), (.seconds, "-0", "0"),
        ]
        for (unit, text, nanoseconds) in seconds {
            #expect(try Self.decode(text, rfc3339: false, unit: unit).only == nanoseconds)
            #expect(try Self.decode(text, unit: unit).only == nanoseconds)
            #expect(try Self.decode(text).reason == .wrongType)
        }
        for text in ["9223372037", "-9223372037", "9999999999999999999999", "9223372036854775808"] {
            #expect(try Self.decode(text, unit: .seconds).reason == .outOfRange)
        }
        for text in ["1.5", "1e3", "5.0"] {
            #expect(try Self.decode(text, unit: .seconds).reason == .malformedTime)
        }
        let time = "\"2026-01-05T14:30:00Z\""
        #expect(try Self.decode(time, rfc3339: false, unit: .seconds).reason == .wrongType)
        #expect(try Self.decode("\"1767623400\"", unit: .seconds).reason == .malformedTime)
        #expect(try Self.decode("true", unit: .seconds).reason == .wrongType)
    }

    @Test("every day of the calendar is one day after the one before")
    func countsDays() throws {
        var expected: Int64 = -106_751
        var lines: [String] = []
        var times: [Int64] = []
        var (year, month, day) = (1677, 9, 22)
        while year < 2262 {
            lines.append(#"{"v":"\#(year)-\#(two(month))-\#(two(day))T00:00:00Z"}"#)
            times.append(expected * 86_400_000_000_000)
            expected += 1
            day += 1
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        let decoded = try Decoded(
            lines, fields: [JSONField(column: "v", type: .timestamp(rfc3339: true, unit: nil))])
        guard case .int64(let column) = decoded.columns.columns[0] else {
            Issue.record("times are 64-bit integers")
            return
        }
        #expect(column.values == times)
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    @Test("a heartbeat's value is an object with a time")
    func readsHeartbeats() {
        func time(_ text: String) -> Int64? {
            HeartbeatValue.time(of: Array(text.utf8).span.rawBytes)
        }
        #expect(time(#"{"ts":"1970-01-01T00:00:01Z"}"#) == 1_000_000_000)
        #expect(time(#" { "a":[1], "\u0074s" : "1970-01-01T00:00:00.5Z" } "#) == 500_000_000)
        #expect(time(#"{"ts":1,"ts":"1970-01-01T00:00:00Z"}"#) == 0)
        for text in [
            "", "{}", "[]", "null", #"{"ts":1}"#, #"{"ts":null}"#, #"{"ts":"x"}"#,
            #"{"ts":"1970-01-01T00:00:00Z""#, #"{"ts":"1970-01-01T00:00:00Z","ts":0}"#,
            #"{"ts":"1970-01-01T00:00:00Z"}x"#, #"{"ts":"2970-01-01T00:00:00Z"}"#,
            #"{"TS":"1970-01-01T00:00:00Z"}"#,
        ] {
            #expect(time(text) == nil, "\(text)")
        }
    }
}
