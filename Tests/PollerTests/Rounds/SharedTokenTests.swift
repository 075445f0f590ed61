import HTTPTransfer
import Platform
import Poller
import Synchronization
import Testing

/// A refresh token that is good once, and several who ask with it.
@Suite struct SharedTokenTests {
    private static func yaml(_ name: String, _ auth: String) -> String {
        """
        source: \(name)
        topic: rest-ticks
        api:
          base_url: https://api.example.com
          auth: {kind: oauth2, token_url: 'https://login.example.com/token', client_id: me,
            client_secret: hush\(auth)}
        request: {path: /v1}
        records:
          path: rows
          fields: {symbol: {value: ACME}, id: id}
        mapping: {kind: record}
        retries: {tries: 1}
        """
    }

    private static let inFile = ", refresh_token: r3fresh0, refresh_token_file: token"

    /// Takes a refresh token once, and answers with the next: r3fresh0, r3fresh1 and so on.
    private final class Login: Sendable {
        private let next: Mutex<Int>

        init(at next: Int = 0) { self.next = Mutex(next) }

        func answer(_ request: HTTPRequest) -> Result<HTTPResponse, HTTPFailure> {
            let body = String(decoding: request.body ?? [], as: UTF8.self)
            return next.withLock { next in
                guard body.hasSuffix("refresh_token=r3fresh\(next)") else {
                    return .success(.json(#"{"error":"invalid_grant"}"#, status: 400))
                }
                next += 1
                let token = #"{"access_token":"acc3ss\#(next)","refresh_token":"r3fresh\#(next)"}"#
                return .success(.json(token))
            }
        }

        /// A vendor with this login, who has a record for everybody.
        var vendor: ScriptedVendor {
            ScriptedVendor { request, index in
                request.url.contains("login")
                    ? self.answer(request) : .success(.json(#"{"rows":[{"id":\#(index)}]}"#))
            }
        }
    }

    private static func logins(_ vendor: ScriptedVendor) -> Int {
        vendor.requests.count { $0.url.contains("login") }
    }

    private static func poll(
        _ name: String, _ vendor: ScriptedVendor, _ tokens: TokenBook, auth: String = inFile
    ) throws -> PollEnd {
        let fixture = try SourceFixture(yaml(name, auth), now: 0)
        var poller = try fixture.poller(vendor, tokens: tokens)
        var report = PollReport()
        return try poller.poll(into: &report)
    }

    private static func reason(_ end: PollEnd) -> String {
        if case .sourceStopped(let reason) = end { return reason }
        return "\(end)"
    }

    @Test(
        "sources of a process that log in alike ask for one token",
        arguments: [inFile, ", refresh_token: r3fresh0"])
    func oneProcess(auth: String) throws {
        let vendor = Login().vendor
        let store = TokenStore("r3fresh0")
        let tokens = store.book
        #expect(try Self.poll("a", vendor, tokens, auth: auth) == .caughtUp)
        #expect(try Self.poll("b", vendor, tokens, auth: auth) == .caughtUp)
        #expect(Self.logins(vendor) == 1)
    }

    @Test("sources with another client, or another scope, have a token of their own")
    func otherLogins() throws {
        let vendor = ScriptedVendor { request, index in
            request.url.contains("login")
                ? .success(.json(#"{"access_token":"t\#(index)"}"#))
                : .success(.json(#"{"rows":[]}"#))
        }
        let tokens = TokenBook()
        for auth in ["", ", scope: a", ", scope: b", "2", ", refresh_token: x"] {
            #expect(try Self.poll("a", vendor, tokens, auth: auth) == .caughtUp)
            #expect(try Self.poll("b", vendor, tokens, auth: auth) == .caughtUp)
        }
        #expect(Self.logins(vendor) == 5)
    }

    @Test("a process takes the refresh token that another has left")
    func twoProcesses() throws {
        let vendor = Login().vendor
        let store = TokenStore("r3fresh0")
        for name in ["live", "backfill", "live"] {
            #expect(try Self.poll(name, vendor, store.book) == .caughtUp)
        }
        #expect(store.read() == "r3fresh3")
    }

    @Test("while one process asks for a token, another asks for none, and gives up at last")
    func lockedOut() throws {
        let login = Login()
        let store = TokenStore("r3fresh0")
        let other = login.vendor
        let ends = Mutex<[PollEnd]>([])
        let vendor = ScriptedVendor { request, _ in
            guard request.url.contains("login") else {
                return .success(.json(#"{"rows":[]}"#))
            }
            // The other process comes while this one waits for its answer.
            let end = try? Self.poll("backfill", other, store.book)
            ends.withLock { $0 += end.map { [$0] } ?? [] }
            return login.answer(request)
        }
        #expect(try Self.poll("live", vendor, store.book) == .caughtUp)
        let end = try #require(ends.withLock { $0.first })
        #expect(Self.reason(end).contains("another source or process has been asking"), "\(end)")
        #expect(other.requests.isEmpty)
        // What the first had locked is free again.
        #expect(try Self.poll("backfill", other, store.book) == .caughtUp)
    }

    @Test("a refused refresh token is tried again where the file holds another by then, once")
    func replacedMeanwhile() throws {
        let store = TokenStore("old")
        let login = Login(at: 7)
        let vendor = ScriptedVendor { request, _ in
            guard request.url.contains("login") else {
                return .success(.json(#"{"rows":[]}"#))
            }
            store.put("r3fresh7")
            return login.answer(request)
        }
        #expect(try Self.poll("a", vendor, store.book) == .caughtUp)
        #expect(Self.logins(vendor) == 2)
        #expect(store.read() == "r3fresh8")

        let number = Mutex(0)
        let refusing = ScriptedVendor { _, _ in
            store.put("refused\(number.withLock { $0 += 1; return $0 })")
            return .success(.json(#"{"error":"invalid_grant"}"#, status: 400))
        }
        #expect(Self.reason(try Self.poll("a", refusing, store.book)).contains("invalid_grant"))
        #expect(refusing.requests.count == 2)
    }

    @Test("a refresh token that is good no more stops the source, and where to put another is told")
    func dead() throws {
        let store = TokenStore("d3ad")
        let vendor = Login().vendor
        let reason = Self.reason(try Self.poll("a", vendor, store.book))
        #expect(reason.contains("error invalid_grant. the refresh token is good no more"))
        #expect(reason.contains("put it into refresh_token_file"))
        #expect(!reason.contains("d3ad") && !reason.contains("hush"))
        #expect(Self.logins(vendor) == 1)
        // As soon as it is there, it is used.
        store.put("r3fresh0")
        #expect(try Self.poll("a", vendor, store.book) == .caughtUp)
    }

    @Test("a process that is to end keeps the token that is on its way, and asks for no other")
    func ending() throws {
        let (login, store) = (Login(), TokenStore("r3fresh0"))
        let tokens = store.book
        let deadline = SystemClock.monotonicNanoseconds() + 20_000_000_000
        // What is kept when the process may end, and the thread that ends it.
        let kept = Mutex<String?>(nil)
        let end = Mutex<NamedThread?>(nil)
        let vendor = ScriptedVendor { request, _ in
            guard request.url.contains("login") else {
                return .success(.json(#"{"rows":[]}"#))
            }
            let begun = Inbox<Int>()
            let thread = NamedThread("end") {
                begun.post(1)
                tokens.close(deadline: deadline)
                kept.withLock { $0 = store.read() }
            }
            end.withLock { $0 = thread }
            _ = begun.next(deadline: deadline)
            // Long enough for one that does not wait.
            _ = begun.next(deadline: SystemClock.monotonicNanoseconds() + 100_000_000)
            return login.answer(request)
        }
        #expect(try Self.poll("a", vendor, tokens) == .caughtUp)
        end.withLock { $0 }?.join()
        #expect(kept.withLock { $0 } == "r3fresh1")
        _ = try Self.poll("b", vendor, tokens, auth: ", refresh_token: other")
        #expect(Self.logins(vendor) == 1)
    }

    @Test("a turn is given back however the login ends, so that the next source has its own")
    func givenBack() throws {
        let tokens = TokenBook()
        let answers: [Result<HTTPResponse, HTTPFailure>] = [
            .failure(HTTPFailure(.timedOut, "too late")), .success(.json("{}", status: 500)),
            .success(.json("{}", status: 400)),
        ]
        for answer in answers {
            let vendor = ScriptedVendor { _, _ in answer }
            #expect(Self.reason(try Self.poll("a", vendor, tokens)).contains("no token was given"))
            #expect(!vendor.requests.isEmpty)
        }
        #expect(try Self.poll("b", Login().vendor, tokens) == .caughtUp)
    }
}
