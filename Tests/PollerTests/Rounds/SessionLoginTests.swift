import HTTPTransfer
import Poller
import Synchronization
import Testing

/// A login whose answer holds what requests then show.
@Suite struct SessionLoginTests {
    private static let token = "{from: data.token, send_as: {header: Authorization, prefix: 'Id '}}"

    private static func yaml(
        token: String = token, name: String = "s", path: String = "/v1", more: String = ""
    ) -> String {
        """
        source: \(name)
        topic: rest-ticks
        api:
          base_url: https://api.example.com/data
          auth:
            kind: session
            login:
              path: /sessions
              headers: {X-Key: '${env:KEY}'}
              json: {user: me, password: '${env:PASSWORD}', device: {kinds: [a, b]}}
            token: \(token)
            \(more)
        request: {path: \(path)}
        records:
          path: rows
          fields: {symbol: {value: ACME}, id: id}
        responses: [{when: body.code == 7, action: refresh_token}]
        paging: {kind: next_url, from: next}
        mapping: {kind: record}
        retries: {tries: 1}
        """
    }

    private static let environment = ["KEY": "k3y-one", "PASSWORD": "pa\"ss/w0rd"]

    private static func isLogin(_ request: HTTPRequest) -> Bool {
        request.url.contains("/sessions")
    }

    /// Opens sessions s3ss-0, s3ss-1 and so on; answers others by a closure.
    private static func vendor(
        _ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse = { _ in
            .json(#"{"rows":[{"id":1}]}"#)
        }
    ) -> ScriptedVendor {
        let number = Mutex(0)
        return ScriptedVendor { request, _ in
            guard isLogin(request) else { return .success(answer(request)) }
            let next = number.withLock { number in
                defer { number += 1 }
                return number
            }
            return .success(
                .json(
                    #"{"data":{"token":"s3ss-\#(next)"}}"#,
                    headers: [HTTPHeader("CST", "c5t-\(next)")]))
        }
    }

    private static func logins(_ vendor: ScriptedVendor) -> Int {
        vendor.requests.count(where: isLogin)
    }

    private static func header(_ name: String, _ request: HTTPRequest) -> String? {
        request.headers.first { $0.name == name }?.value
    }

    private func fixture(_ yaml: String = yaml()) throws -> SourceFixture {
        try SourceFixture(yaml, now: 0, environment: Self.environment)
    }

    private func poll(
        _ vendor: ScriptedVendor, _ yaml: String = yaml(), tokens: TokenBook = TokenBook()
    ) throws -> PollEnd {
        var poller = try fixture(yaml).poller(vendor, tokens: tokens)
        var report = PollReport()
        return try poller.poll(into: &report)
    }

    @Test("sources with one login at one host log in once, and send what they were given")
    func once() throws {
        let vendor = Self.vendor()
        let tokens = TokenBook()
        for (name, path) in [("a", "/v1"), ("b", "/v2"), ("a", "/v1")] {
            let end = try poll(vendor, Self.yaml(name: name, path: path), tokens: tokens)
            #expect(end == .caughtUp)
        }
        #expect(
            vendor.requests.map(\.url)
                == ["/sessions", "/v1", "/v2", "/v1"].map {
                    "https://api.example.com/data\($0)"
                })
        let login = vendor.requests[0]
        #expect(login.method == "POST")
        #expect(Self.header("X-Key", login) == "k3y-one")
        #expect(Self.header("Content-Type", login) == "application/json")
        #expect(
            String(decoding: login.body ?? [], as: UTF8.self)
                == #"{"user":"me","password":"pa\"ss/w0rd","device":{"kinds":["a","b"]}}"#)
        for request in vendor.requests.dropFirst() {
            #expect(Self.header("Authorization", request) == "Id s3ss-0")
        }
    }

    @Test("another login, or the same at another host, is another session")
    func others() throws {
        let vendor = Self.vendor()
        let tokens = TokenBook()
        let first = Self.yaml()
        let sources = [
            first, first.replacing("user: me", with: "user: you"),
            first.replacing("api.example.com", with: "eu.example.com"),
        ]
        for source in sources { #expect(try poll(vendor, source, tokens: tokens) == .caughtUp) }
        #expect(Self.logins(vendor) == 3)
    }

    @Test(
        "a session that is refused, by status or by body, is opened anew, once for each request",
        arguments: [(401, "{}"), (200, #"{"code":7}"#)])
    func refused(status: Int, body: String) throws {
        let vendor = Self.vendor { request in
            Self.header("Authorization", request) == "Id s3ss-0"
                ? .json(body, status: status) : .json(#"{"rows":[{"id":1}]}"#)
        }
        #expect(try poll(vendor) == .caughtUp)
        #expect(Self.logins(vendor) == 2)

        let deaf = Self.vendor { _ in .json(body, status: status) }
        guard case .sourceStopped = try poll(deaf) else {
            Issue.record("it goes on")
            return
        }
        #expect(Self.logins(deaf) == 2)
    }

    @Test("a session whose life is known is opened anew before it ends")
    func life() throws {
        let vendor = Self.vendor()
        let fixture = try fixture(Self.yaml(more: "life: 1h"))
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        for minutes: Int64 in [0, 58, 1] {
            fixture.clock.advance(by: minutes * 60_000_000_000)
            #expect(try poller.poll(into: &report) == .caughtUp)
        }
        #expect(vendor.requests.map(Self.isLogin) == [true, false, false, true, false])
    }

    @Test("several parts of an answer are shown each in its place, on next pages, too")
    func parts() throws {
        let parts = """
            [{header: cst, send_as: {header: CST}}, {from: data.token, send_as: {query: sid}}]
            """
        let vendor = Self.vendor { request in
            let next = request.parameter("page") == nil ? #","next":"/data/v1?sid=old&page=2""# : ""
            return .json(#"{"rows":[{"id":1}]\#(next)}"#)
        }
        #expect(try poll(vendor, Self.yaml(token: parts)) == .caughtUp)
        #expect(
            vendor.requests.dropFirst().map(\.url) == [
                "https://api.example.com/data/v1?sid=s3ss-0",
                "https://api.example.com/data/v1?page=2&sid=s3ss-0",
            ])
        for request in vendor.requests.dropFirst() {
            #expect(Self.header("CST", request) == "c5t-0")
        }
    }

    @Test("a login that brings no token stops the source, and no message has a secret")
    func noToken() throws {
        let answers = [
            (HTTPResponse.json(#"{"error":"k3y-one"}"#, status: 403), "status 403"),
            (.json(#"{"data":{"token":""}}"#), "has no token"),
            (.json(#"{"data":{"token":"two\nlines"}}"#), "has no token"),
            (.json("no JSON with s3ss-0"), "has no token"),
        ]
        for (answer, message) in answers {
            let vendor = ScriptedVendor { _, _ in .success(answer) }
            guard case .sourceStopped(let reason) = try poll(vendor) else {
                Issue.record("it goes on")
                return
            }
            #expect(reason.contains("no session was opened") && reason.contains(message))
            #expect(reason.contains("check login and token of the source's api.auth"))
            #expect(!reason.contains("k3y") && !reason.contains("s3ss"), "\(reason)")
            #expect(vendor.requests.count == 1)
        }
    }

    @Test("neither previews nor recordings show the login's secrets or the session")
    func hidden() throws {
        let outcome = try SourceFixture.read(
            Self.yaml(
                token: "[{header: CST, send_as: {header: CST}}, "
                    + "{from: data.token, send_as: {query: q}}]"), environment: Self.environment)
        let recorded = Mutex<[UInt8]>([])
        let redactor = outcome.redactor
        let clock = RecordingClock(ManualClock(0))
        let transport = RecordingTransport(
            Self.vendor { .json(#"{"rows":[{"id":"\#($0.url)"}]}"#) }, of: outcome.plan,
            clock: clock, redact: { redactor($0) },
            write: { line in recorded.withLock { $0 += line } })
        try transport.begin()
        let finding = SourceInspection(
            outcome.plan, redactor: redactor, transport: transport, zones: SourceFixture.zones,
            clock: clock
        ).ask { _ in [] }
        #expect(finding.exchanges.count == 2 && finding.problem == nil, "\(finding)")
        let recording = recorded.withLock { $0 }
        let shown = "\(finding.exchanges)" + String(decoding: recording, as: UTF8.self)
        for secret in ["k3y-one", "w0rd", "s3ss-0", "c5t-0"] {
            #expect(!shown.contains(secret), "\(shown)")
        }
        // And it is replayed, whatever the tokens were.
        let replay = ReplayClock(ManualClock(0))
        let replayed = try ReplayTransport(
            parsing: recording, of: outcome.plan, clock: replay, redact: { redactor($0) })
        let again = SourceInspection(
            outcome.plan, redactor: redactor, transport: replayed, zones: SourceFixture.zones,
            clock: replay
        ).ask { _ in [] }
        #expect(again.problem == nil && again.records.count == 1, "\(again)")
        #expect(replayed.remaining == 0)
    }
}
