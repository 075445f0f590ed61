import HTTPTransfer
import Poller
import Testing

@Suite struct TokenTests {
    private static let yaml = """
        source: s
        topic: rest-ticks
        api:
          base_url: https://api.example.com
          auth: {kind: oauth2, token_url: 'https://login.example.com/token', client_id: me,
            client_secret: hush, scope: read}
        request: {path: /v1}
        records:
          path: rows
          fields: {symbol: {value: ACME}, id: id}
        mapping: {kind: record}
        """

    private static func header(_ request: HTTPRequest) -> String? {
        request.headers.first { $0.name == "Authorization" }?.value
    }

    @Test("a token is fetched before the first request, used, and fetched anew when it ends")
    func life() throws {
        let fixture = try SourceFixture(Self.yaml, now: 0)
        let vendor = ScriptedVendor { request, index in
            request.url.contains("login")
                ? .success(.json(#"{"access_token":"t\#(index)","expires_in":3600}"#))
                : .success(.json(#"{"rows":[{"id":\#(index)}]}"#))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        for _ in 0..<2 { _ = try poller.poll(into: &report) }
        fixture.clock.advance(by: 3_600_000_000_000)
        _ = try poller.poll(into: &report)
        let hosts = vendor.requests.map { $0.url.contains("login") ? "login" : "api" }
        #expect(hosts == ["login", "api", "api", "login", "api"])
        #expect(Self.header(vendor.requests[1]) == "Bearer t0")
        #expect(Self.header(vendor.requests[4]) == "Bearer t3")
        let body = String(decoding: vendor.requests[0].body ?? [], as: UTF8.self)
        #expect(
            body == "grant_type=client_credentials&client_id=me&client_secret=hush&scope=read")
    }

    @Test("a token that the vendor does not take any more is replaced, once")
    func refused() throws {
        let fixture = try SourceFixture(Self.yaml, now: 0)
        let vendor = ScriptedVendor { request, index in
            if request.url.contains("login") {
                return .success(.json(#"{"access_token":"t\#(index)","expires_in":3600}"#))
            }
            return Self.header(request) == "Bearer t0"
                ? .success(.json("{}", status: 401)) : .success(.json(#"{"rows":[{"id":1}]}"#))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.records == 1)
        #expect(vendor.requests.count == 4)
    }

    @Test("a preview shows no token, though no file holds it")
    func preview() throws {
        let outcome = try SourceFixture.read(Self.yaml)
        let vendor = ScriptedVendor { request, _ in
            request.url.contains("login")
                ? .success(.json(#"{"access_token":"secret-token","expires_in":3600}"#))
                : .success(.json(#"{"rows":[{"id":1}]}"#))
        }
        let finding = SourceInspection(
            outcome.plan, redactor: outcome.redactor, transport: vendor,
            zones: SourceFixture.zones, clock: ManualClock(0)
        ).ask { _ in [] }
        #expect(finding.exchanges.count == 2)
        for exchange in finding.exchanges {
            let text = "\(exchange.request) \(exchange.headers) \(exchange.body ?? "")"
            #expect(!text.contains("secret-token") && !text.contains("hush"), "\(text)")
        }
    }

    @Test("a secret that the vendor refuses stops the source, and is in no message")
    func wrongSecret() throws {
        let fixture = try SourceFixture(Self.yaml, now: 0)
        let vendor = ScriptedVendor { _, _ in
            .success(.json(#"{"error":"invalid_client","x":"hush"}"#, status: 401))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        let end = try poller.poll(into: &report)
        guard case .sourceStopped(let reason) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(reason.contains("invalid_client"))
        #expect(!reason.contains("hush"))
    }
}
