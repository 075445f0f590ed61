import HTTPTransfer
import Poller
import Synchronization
import Testing

/// What references stand for is shown nowhere, wherever in a source's file they are.
@Suite struct HiddenSecretTests {
    private static let environment = [
        "TENANT": "Tenant-7Q", "BASE": "b%2Fas3k", "PATHKEY": "pa/thk3y", "QUERY": "qu ery+&ä9",
        "HEADER": "h3ader \"q\"", "FORM": "f0rm ü/", "MEMBER": "m3mber",
        "PREFIX": "Pr3fix", "KEY": "k3y\\\"x", "USER": "us3r", "PASSWORD": "passw0rd",
        "CLIENT": "cl1ent", "LOGIN": "l0g/in", "PROXY": "pr0xy@pw", "MESSAGE": "m3ssage",
    ]
    /// Pieces that are in no spelling of another text.
    private static let hidden = [
        "tenant-7q", "as3k", "thk3y", "ery+&", "ery%2B", "ery%2b", "h3ader", "f0rm", "m3mber",
        "pr3fix", "k3y", "us3r", "dXMzcjpw", "passw0rd", "cl1ent", "l0g", "pr0xy",
        "m3ssage", "hush-access", "hush-refresh",
    ]

    private static func yaml(_ body: String, _ auth: String) -> String {
        """
        source: s
        topic: rest-ticks
        api:
          base_url: https://${env:TENANT}.example.com/${env:BASE}/v1
          proxy: http://me:${env:PROXY}@proxy:3128
          headers: {X-Mine: 'v ${env:HEADER}'}
          auth: \(auth)
        request:
          method: POST
          path: /bars/${env:PATHKEY}/{{ partition.symbol | lower }}
          query: {q: 'pre-${env:QUERY}-post', s: '{{ partition.symbol | upper }}'}
          body: {\(body)}
        partitions: {symbol: [PaRt]}
        records:
          path: rows
          fields: {symbol: {value: ACME}, id: id}
        responses: [{when: status == 409, action: fail, message: 'no ${env:MESSAGE}'}]
        mapping: {kind: record}
        """
    }

    private static let sources = [
        yaml(
            "form: {f: 'x${env:FORM}'}",
            "{kind: header, name: X-Id, prefix: '${env:PREFIX} ', value: '${env:KEY}'}"),
        yaml(
            #"json: '{"m":"a${env:MEMBER}","s":"{{ partition.symbol }}"}'"#,
            "{kind: basic, user: '${env:USER}', password: 'x${env:PASSWORD}'}"),
        yaml(
            #"json: '{"m":"${env:MEMBER}"}'"#, "{kind: body, name: id, value: '${env:KEY}'}"),
        yaml(
            "raw: 'raw ${env:FORM}'",
            "{kind: oauth2, token_url: 'https://login.example.com/${env:LOGIN}/token',"
                + " client_id: '${env:CLIENT}', client_secret: 'a${env:PASSWORD}'}"),
    ]

    /// Answers with all that it was asked.
    private static func echo(_ status: Int) -> ScriptedVendor {
        ScriptedVendor { request, _ in
            if request.url.contains("login") {
                return .success(
                    .json(
                        #"{"access_token":"hush-access","refresh_token":"hush-refresh"}"#))
            }
            let body = String(decoding: request.body ?? [], as: UTF8.self)
            let headers = request.headers.map { "\($0.name): \($0.value)" }
            let text = "\(request.url) \(headers) \(body)"
            if status == 0 { return .failure(HTTPFailure(.tooLarge, text)) }
            return .success(
                HTTPResponse(
                    status: status, headers: [HTTPHeader("X-Echo", text)],
                    body: Array(text.utf8)))
        }
    }

    private static func check(_ text: String) {
        for hidden in hidden {
            #expect(!text.lowercased().contains(hidden.lowercased()), "\(hidden) in \(text)")
        }
    }

    @Test("neither dry runs nor previews nor recordings show them", arguments: sources.indices)
    func shown(index: Int) throws {
        let outcome = try SourceFixture.read(
            Self.sources[index], environment: Self.environment)
        for status in [400, 409, 0] {
            let recorded = Mutex<[UInt8]>([])
            let redactor = outcome.redactor
            let transport = RecordingTransport(
                Self.echo(status), of: outcome.plan, clock: RecordingClock(ManualClock(0)),
                redact: { redactor($0) },
                write: { line in recorded.withLock { $0 += line } })
            let inspection = SourceInspection(
                outcome.plan, redactor: redactor, transport: transport,
                zones: SourceFixture.zones, clock: ManualClock(0))
            let finding = inspection.ask { _ in [] }
            let lines = try inspection.requests(nil, lookup: { _ in [] }, limit: 9)
            let recording = String(decoding: recorded.withLock { $0 }, as: UTF8.self)
            try #require(lines.count == 1 && finding.problem != nil && recording.contains("/v1"))
            Self.check("\(lines) \(finding.exchanges) \(finding.problem ?? "") \(recording)")
        }
    }

    @Test("neither failures nor the ends of polls show them", arguments: sources.indices)
    func failures(index: Int) throws {
        for status in [0, 400, 401, 409] {
            let fixture = try SourceFixture(
                Self.sources[index], now: 0, environment: Self.environment)
            var poller = try fixture.poller(Self.echo(status))
            var report = PollReport()
            let end = try poller.poll(into: &report)
            let reasons = poller.progress.partitions.values.compactMap(\.trouble?.reason)
            Self.check("\(end) \(report.failures) \(reasons)")
            #expect(end != .caughtUp || report.failures.count == 1)
        }
    }

    @Test("no problem of the file shows them")
    func problems() {
        let yaml = Self.sources[0].replacing("kind: record", with: "kind: ${env:KEY}")
            .replacing("| lower", with: "| ${env:KEY}")
        do throws(SourceProblems) {
            _ = try SourceFixture.readOrProblems(yaml, environment: Self.environment)
            Issue.record("a source")
        } catch {
            #expect(!error.problems.isEmpty)
            Self.check("\(error.problems)")
        }
    }
}
