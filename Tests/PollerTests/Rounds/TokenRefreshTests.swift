import HTTPTransfer
import Poller
import Testing

/// A token that is refused is replaced, and a refresh token that is replaced is kept.
@Suite struct TokenRefreshTests {
    private static func yaml(_ symbols: String = "A", _ auth: String = "") -> String {
        """
        source: s
        topic: rest-ticks
        api:
          base_url: https://api.example.com
          auth: {kind: oauth2, token_url: 'https://login.example.com/token', client_id: me,
            client_secret: hush\(auth)}
        request: {path: '/{{ partition.symbol }}'}
        partitions: {symbol: [\(symbols)]}
        records:
          path: rows
          fields: {symbol: '{{ partition.symbol }}', id: id}
        mapping: {kind: record}
        """
    }

    /// Gives out t0, t1 and so on, and refresh tokens with them; answers others by a closure.
    private static func vendor(
        _ answer: @escaping @Sendable (_ token: String, _ url: String, Int) -> Int
    ) -> ScriptedVendor {
        ScriptedVendor { request, index in
            if request.url.contains("login") {
                return .success(
                    .json(#"{"access_token":"t\#(index)","refresh_token":"next\#(index)"}"#))
            }
            let token = request.headers.first { $0.name == "Authorization" }?.value ?? ""
            let status = answer(token, request.url, index)
            return .success(.json(#"{"rows":[{"id":\#(index)}]}"#, status: status))
        }
    }

    private static func logins(_ vendor: ScriptedVendor) -> [String] {
        vendor.requests.filter { $0.url.contains("login") }
            .map { String(decoding: $0.body ?? [], as: UTF8.self) }
    }

    @Test("a token that is refused after an error of the server is replaced as well")
    func afterError() throws {
        let fixture = try SourceFixture(Self.yaml(), now: 0)
        let vendor = Self.vendor { token, _, index in
            index == 1 ? 503 : token == "Bearer t0" ? 401 : 200
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.records == 1)
        #expect(vendor.requests.count == 5)
    }

    @Test("requests that are refused together have one new token fetched")
    func together() throws {
        let fixture = try SourceFixture(Self.yaml("A, B, C"), now: 0)
        let vendor = Self.vendor { token, _, _ in token == "Bearer t0" ? 401 : 200 }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.records == 3)
        #expect(Self.logins(vendor).count == 2)
    }

    @Test("a request that is refused with two tokens stops the source")
    func never() throws {
        let fixture = try SourceFixture(Self.yaml(), now: 0)
        let vendor = Self.vendor { _, _, _ in 401 }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        guard case .sourceStopped = try poller.poll(into: &report) else {
            Issue.record("it goes on")
            return
        }
        #expect(Self.logins(vendor).count == 2)
    }

    @Test("a refresh token that the vendor replaces is kept, and the next poller uses it")
    func rotation() throws {
        let yaml = Self.yaml("A", ", refresh_token: first, refresh_token_file: t")
        let fixture = try SourceFixture(yaml, now: 0)
        let vendor = Self.vendor { _, _, _ in 200 }
        let store = TokenStore("k3pt")
        for _ in 0..<2 {
            var poller = try fixture.poller(vendor, tokens: store.book)
            var report = PollReport()
            #expect(try poller.poll(into: &report) == .caughtUp)
        }
        let logins = Self.logins(vendor)
        #expect(logins[0].hasSuffix("&refresh_token=k3pt"))
        #expect(logins[1].hasSuffix("&refresh_token=next0"))
        #expect(store.read() == "next2")
    }

    @Test("where the next refresh token could not be kept, the vendor is not asked for it")
    func unwritable() throws {
        let fixture = try SourceFixture(
            Self.yaml("A", ", refresh_token: first, refresh_token_file: t"), now: 0)
        let vendor = Self.vendor { _, _, _ in 200 }
        var poller = try fixture.poller(vendor, tokens: TokenStore("k3pt", writes: 0).book)
        var report = PollReport()
        guard case .sourceStopped(let reason) = try poller.poll(into: &report) else {
            Issue.record("it goes on")
            return
        }
        #expect(vendor.requests.isEmpty)
        #expect(reason.contains("the disc is full. let ticklake replace refresh_token_file"))
    }

    @Test("a refresh token that is lost after all stops the source, and the message is no secret")
    func lost() throws {
        let fixture = try SourceFixture(
            Self.yaml("A", ", refresh_token: first, refresh_token_file: t"), now: 0)
        let vendor = Self.vendor { _, _, _ in 200 }
        var poller = try fixture.poller(vendor, tokens: TokenStore("k3pt", writes: 1).book)
        var report = PollReport()
        guard case .sourceStopped(let reason) = try poller.poll(into: &report) else {
            Issue.record("it goes on")
            return
        }
        #expect(reason.contains("the new one is not kept"))
        #expect(!reason.contains("next0"))
        #expect(vendor.requests.count == 1)
    }

    @Test("a file for refresh tokens needs a first one, and keys of TLS their certificate")
    func sourceFile() throws {
        let needs = [
            Self.yaml("A", ", refresh_token_file: token"): "a file with the first refresh token",
            Self.yaml().replacing("api:\n", with: "api:\n  tls: {key_password: x}\n"): "cert_file",
            Self.yaml().replacing("api:\n", with: "api:\n  no_proxy: [a]\n"): "proxy",
        ]
        for (yaml, need) in needs {
            do throws(SourceProblems) {
                _ = try SourceFixture.readOrProblems(yaml)
                Issue.record("a source")
            } catch {
                #expect("\(error.problems)".contains(need), "\(error)")
            }
        }
        let given = Self.yaml("A", ", refresh_token: first, refresh_token_file: token")
            .replacing("api:\n", with: "api:\n  proxy: http://p:1\n  no_proxy: [a, .b.c]\n")
        let plan = try SourceFixture.read(given).plan
        #expect(plan.api.connection.noProxy == ["a", ".b.c"])
        #expect(OAuth2Plan.refreshToken(inFile: Array("abc\r\n".utf8)) == "abc")
        for text in ["", "\n", "a b", "a\nb"] {
            #expect(OAuth2Plan.refreshToken(inFile: Array(text.utf8)) == nil)
        }
    }
}
