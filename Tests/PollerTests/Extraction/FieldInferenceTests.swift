import HTTPTransfer
import Poller
import Testing

/// What a source's fields may be, guessed from the vendor's records.
@Suite struct FieldInferenceTests {
    private static let now: Int64 = 1_767_623_400_000_000_000

    private static func guesses(
        _ records: String, shape: String = "objects", now: Int64 = now
    ) throws -> [String] {
        let fixture = try SourceFixture(
            """
            source: s
            topic: rest-ticks
            api: {base_url: https://api.example.com, auth: {kind: query, name: key, value: hush}}
            request: {path: /v1}
            records: {path: rows, shape: \(shape), fields: {symbol: {value: ACME}}}
            mapping: {kind: record}
            """, now: now)
        let vendor = ScriptedVendor { _, _ in .success(.json(#"{"rows":\#(records)}"#)) }
        let finding = SourceInspection(
            fixture.outcome.plan, redactor: fixture.outcome.redactor, transport: vendor,
            zones: SourceFixture.zones, clock: fixture.clock
        ).ask { _ in [] }
        return finding.fields.map(\.yaml)
    }

    @Test("numbers, texts and times are told apart, by all records that have them")
    func kinds() throws {
        let fields = try Self.guesses(
            """
            [{"t":1767623400000,"o":1,"v":1500000000,"ok":true,"n":null,"s":"ACME","when":1767623400,
              "p":"1.50","d":"2026-01-05","z":"2026-01-05T14:30:00Z","l":[1]},
             {"t":1767623460000,"o":1.5,"v":3,"ok":false,"n":"x","s":"5","start_time":1767623400.5,
              "at":"2026-01-05 14:30:00","e":"2026-01-05T00:00:00+0000"}]
            """)
        #expect(
            fields == [
                "t: {from: t, time: ms}", "o: {from: o, as: decimal}", "v: {from: v, as: integer}",
                "ok: {from: ok, as: boolean}", "s: {from: s, as: text}",
                "when: {from: when, as: integer}", "p: {from: p, as: decimal}",
                "d: {from: d, time: date, zone: UTC}", "z: {from: z, time: rfc3339}",
                "'n': {from: 'n', as: text}", "start_time: {from: start_time, time: s}",
                "at: {from: at, time: '%Y-%m-%d %H:%M:%S', zone: UTC}",
                "e: {from: e, time: '%Y-%m-%dT%H:%M:%S%z'}",
            ])
    }

    @Test("values within objects, and under names that are no words, have paths that work")
    func paths() throws {
        let fields = try Self.guesses(
            #"[{"mid":{"o":"1.09","c":{"x":1}},"1. open":"2.5","it's":{"a b":"q"}}]"#)
        #expect(
            fields == [
                "mid_o: {from: mid.o, as: decimal}", "mid_c_x: {from: mid.c.x, as: integer}",
                #"'1_ open': {from: '["1. open"]', as: decimal}"#,
                #"'it''sa b': {from: '["it''s"]["a b"]', as: text}"#,
            ])
    }

    @Test("where the machine's clock stands at 1970 no number is a time")
    func withoutClock() throws {
        #expect(
            try Self.guesses(#"[{"t":1767623400000}]"#, now: 0) == ["t: {from: t, as: integer}"])
    }

    @Test("columns have their names")
    func columns() throws {
        let fields = try Self.guesses(
            #"[[1767623400000,"1.5"]]"#, shape: "{kind: positional, columns: [t, price]}")
        #expect(fields == ["t: {from: t, time: ms}", "price: {from: price, as: decimal}"])
    }
}
