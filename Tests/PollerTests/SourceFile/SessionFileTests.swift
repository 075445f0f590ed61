import Contracts
import Poller
import Testing

/// What a source's file says of a session.
@Suite struct SessionFileTests {
    private static let token = "{from: t, send_as: {header: T}}"

    private static func auth(_ login: String, _ token: String = token) -> String {
        "{kind: session, login: \(login), token: \(token)}"
    }

    private static func problems(_ auth: String) -> [String] {
        do throws(SourceProblems) {
            _ = try SourceFixture.readOrProblems(
                AuthSource.yaml(auth), environment: ["PASSWORD": "pa55word"])
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("a login with a form, with JSON, or with nothing is read")
    func good() {
        let body = "password: '${env:PASSWORD}'"
        for login in [
            "{path: /l}", "{path: /l, method: GET}", "{path: /l, form: {\(body)}}",
            "{path: /l, headers: {A: b}, json: {a: {\(body), b: [c]}}}",
        ] {
            #expect(Self.problems(Self.auth(login)) == [])
        }
        #expect(
            Self.problems("[{kind: query, name: a, value: b}, \(Self.auth("{path: /l}"))]") == [])
    }

    @Test(
        "what is wrong is said with its line and column, and what is expected",
        arguments: [
            ("{kind: session}", "5:9", "'api.auth.login' is missing"),
            ("{kind: session, login: {path: /l}}", "5:9", "'api.auth.token' is missing"),
            (auth("{path: l}"), "5:39", "a path such as /sessions"),
            (auth("{path: /l, pathh: /l}"), "5:43", "unknown key 'pathh' in 'api.auth.login'"),
            (auth("{path: /l, method: GETS}"), "5:51", "did you mean 'GET'?"),
            (auth("{path: /l, form: {a: b}, json: {a: b}}"), "5:63", "given beside form"),
            (auth("{path: /l, json: a}"), "5:49", "a mapping such as {user: me}"),
            (
                auth("{path: /l}", "{send_as: {header: T}}"), "5:51",
                "'api.auth.token.from' is missing"
            ),
            (auth("{path: /l}", "{from: t}"), "5:51", "one of header, query or body"),
            (
                auth("{path: /l}", "[{from: t, send_as: {header: T, query: q}}]"), "5:71",
                "'api.auth.token[0].send_as' has header or query"
            ),
            (
                auth("{path: /l}", "{from: 't[', send_as: {header: T}}"), "5:58",
                "'api.auth.token.from'"
            ),
            (
                "[\(auth("{path: /l}")), \(auth("{path: /m}"))]", "5:9",
                "several ways to have a token"
            ),
        ])
    func bad(auth: String, place: String, message: String) {
        let problems = Self.problems(auth)
        let found = problems.first { $0.contains(message) }
        #expect(found?.hasPrefix("source.yaml:\(place): ") == true, "\(problems)")
    }

    @Test("a text that its name calls a secret is one, also where the file says it itself")
    func literal() throws {
        let login = "{path: /l, json: {user: someone, password: hush-hush, new_session: 'true'}}"
        let outcome = try SourceFixture.read(AuthSource.yaml(Self.auth(login)))
        #expect(outcome.redactor("someone hush-hush true") == "someone *** true")
    }
}
