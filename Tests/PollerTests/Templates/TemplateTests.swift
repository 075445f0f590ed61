import Poller
import Testing

/// Templates: values into texts, safely.
@Suite struct TemplateTests {
    private static let scope = {
        var scope = TemplateScope()
        scope["partition.symbol"] = .text("BRK/A b&c\"é")
        scope["partition.symbols"] = .list(["ZVZZT", "ACME"])
        scope["slice.start"] = .instant(time("2026-03-08T07:30:00.25Z"))
        scope["slice.end"] = .instant(time("2026-03-09T00:00:00Z"))
        scope["page.number"] = .integer(7)
        scope["partition.dots"] = .text("..")
        scope["partition.line"] = .text("a\r\nEvil: yes")
        return scope
    }()

    @Test(
        "values are inserted through filters",
        arguments: [
            ("plain", "plain"), ("", ""), ("}} { }", "}} { }"),
            ("{{page.number}}", "7"), ("a{{ page.number | plus(\"1\") }}b", "a8b"),
            ("{{ page.number | minus(1) }}{{ page.number | plus( 20 ) }}", "627"),
            ("{{ slice.start }}", "2026-03-08T07:30:00.25Z"),
            ("{{ slice.start | s }}", "1772955000.25"),
            ("{{ slice.start | ms }}/{{ slice.end | s }}", "1772955000250/1773014400"),
            ("{{ slice.start | minus(\"250ms\") | s }}", "1772955000"),
            ("{{ slice.end | minus('1ns') | ns }}", "1773014399999999999"),
            (
                "{{ slice.start | format(\"%Y-%m-%d %H:%M\", \"America/New_York\") }}",
                "2026-03-08 03:30"
            ),
            (
                "{{ slice.end | date(\"America/New_York\") }} {{ slice.end | date }}",
                "2026-03-08 2026-03-09"
            ),
            ("{{ slice.end | format('%Y-%m') }}", "2026-03"),
            ("{{ partition.symbols | join(\",\") | lower }}", "zvzzt,acme"),
            ("{{ cursor | default(\"none\") | upper }}", "NONE"),
            ("{{ cursor | default(\"\") }}", ""),
        ])
    func rendering(text: String, expected: String) throws {
        #expect(try Template(text, zones: zones).render(Self.scope) == expected)
    }

    @Test("a value is written as its place needs it, and the template's own text as it is")
    func places() throws {
        let template = try Template("a b/{{ partition.symbol }}", zones: zones)
        #expect(try template.render(Self.scope, for: .path) == "a b/BRK%2FA%20b%26c%22%C3%A9")
        #expect(try template.render(Self.scope, for: .query) == "a b/BRK%2FA%20b%26c%22%C3%A9")
        #expect(try template.render(Self.scope, for: .json) == "a b/BRK/A b&c\\\"é")
        #expect(try template.render(Self.scope, for: .header) == "a b/BRK/A b&c\"é")
        for (text, place) in [
            ("{{ partition.dots }}", TemplatePlace.path), ("{{ partition.line }}", .header),
        ] {
            let template = try Template(text, zones: zones)
            let problem = #expect(throws: PollProblem.self) {
                try template.render(Self.scope, for: place)
            }
            #expect(problem?.description.contains("Evil") == false)
        }
    }

    @Test(
        "a value that is absent or of another kind is a problem that says what to add",
        arguments: [
            ("{{ cursor }}", "default"), ("{{ cursor | lower }}", "default"),
            ("{{ partition.symbols }}", "join"), ("{{ page.number | ms }}", "a time"),
            ("{{ slice.start | lower }}", "a text"),
            ("{{ slice.start | plus(\"1\") }}", "duration"),
            ("{{ page.number | plus(\"9223372036854775807\") }}", "64 bits"),
        ])
    func unfit(text: String, hint: String) throws {
        let template = try Template(text, zones: zones)
        let problem = #expect(throws: PollProblem.self) { try template.render(Self.scope) }
        #expect(problem?.description.contains(hint) == true)
    }

    @Test(
        "a template that is none is refused, with the place and the nearest word",
        arguments: [
            ("x{{ slice.strat }}", "character 5", "slice.start"),
            ("{{ slice.start | uppr }}", "character 18", "upper"),
            ("{{ slice.start | secret(\"x\") }}", "character 18", "no filter"),
            ("{{ slice.start", "character 15", "}}"),
            ("{{ }}", "character 4", "a name"),
            ("{{ partition.a.b }}", "character 4", "no value"),
            ("{{ cursor | default }}", "character 13", "takes one text"),
            ("{{ cursor | lower(\"x\") }}", "character 13", "takes nothing"),
            ("{{ cursor | join(\"x }}", "character 18", "not closed"),
            ("{{ cursor | plus(\"soon\") }}", "character 13", "duration"),
            ("{{ cursor | format(\"%Q\") }}", "character 13", "%Y"),
            ("{{ cursor | format(\"%Y\", \"Mars/Olympus\") }}", "character 13", "Mars/Olympus"),
            ("{{ cursor | date(utc) }}", "character 18", "quotes"),
        ])
    func refused(text: String, place: String, hint: String) {
        let problem = #expect(throws: PollProblem.self) { try Template(text, zones: zones) }
        #expect(problem?.description.contains("\(place):") == true, "\(problem?.description ?? "")")
        #expect(problem?.description.contains(hint) == true, "\(problem?.description ?? "")")
    }

    @Test("no error repeats the template's text")
    func secrecy() {
        let secret = "apikey=hunter2hunter2hunter2&"
        for text in ["\(secret){{ nope }}", "\(secret){{ cursor | nope }}", "\(secret){{ cursor"] {
            let problem = #expect(throws: PollProblem.self) { try Template(text, zones: zones) }
            #expect(problem?.description.contains("hunter2") == false)
        }
    }

    @Test("names of one's own may be allowed, and the names of a template are known")
    func names() throws {
        let template = try Template("{{ a.b }}{{ c }}", names: ["a.*", "c"], zones: zones)
        #expect(template.names == ["a.b", "c"] && !template.isConstant)
        #expect(throws: PollProblem.self) {
            try Template("{{ cursor }}", names: ["c"], zones: zones)
        }
        #expect(throws: PollProblem.self) {
            try Template(String(repeating: "{{ cursor }}", count: 300), zones: zones)
        }
    }

    @Test("no beginning of a template traps")
    func prefixes() {
        let text = "a{{ slice.start | format(\"%Y\", 'utc') | default(\"x\") }}{{ cursor | ms }}"
        for count in 0...text.utf8.count {
            _ = try? Template(String(text.prefix(count)), zones: zones)
        }
    }
}
