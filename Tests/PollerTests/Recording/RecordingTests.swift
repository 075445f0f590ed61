import Bytes
import HTTPTransfer
import Platform
import Poller
import Synchronization
import Testing

/// Recordings hold no secret, and what is asked again is answered alike.
@Suite struct RecordingTests {
    private typealias Outcome = Result<HTTPResponse, HTTPFailure>

    /// Answers by a closure, at once.
    private struct Scripted: HTTPTransport {
        let answer: @Sendable (HTTPRequest) -> Outcome

        func start(
            _ request: HTTPRequest, _ completion: @escaping @Sendable (Outcome) -> Void
        ) {
            completion(answer(request))
        }
    }

    private static let prefix = #"{"source":"s","time":"2026-01-05T14:00:00Z","method":"GET","#
    private static let secret = "p/ss \"wörd\"+=&"
    private let redact = SecretRedaction([secret])
    private let source: SourcePlan

    init() throws {
        source = try SourceFixture.read(
            """
            source: s
            topic: rest-ticks
            api:
              base_url: https://host
              auth: {kind: signature, key: hush, query: sig, timestamp: {query: ts}}
            request: {path: /}
            records: {path: rows, fields: {symbol: s}}
            mapping: {kind: record}
            """
        ).plan
    }

    private func replay(
        _ bytes: [UInt8], clock: ReplayClock = ReplayClock(ManualClock(0))
    ) throws(PollProblem) -> ReplayTransport {
        try ReplayTransport(
            parsing: bytes, of: source, clock: clock, redact: { [redact] in redact($0) })
    }

    private func outcome(_ transport: some HTTPTransport, _ request: HTTPRequest) -> Outcome? {
        let outcome = Mutex<Outcome?>(nil)
        transport.start(request) { result in outcome.withLock { $0 = result } }
        return outcome.withLock { $0 }
    }

    /// The recording of requests that are answered by a closure.
    private func recording(
        clock: ManualClock = ManualClock(0), _ requests: [HTTPRequest],
        _ answer: @escaping @Sendable (HTTPRequest) -> Outcome
    ) -> [UInt8] {
        let recorded = Mutex<[UInt8]>([])
        let transport = RecordingTransport(
            Scripted(answer: answer), of: source, clock: RecordingClock(clock),
            redact: { [redact] in redact($0) },
            write: { line in recorded.withLock { $0 += line } })
        do { try transport.begin() } catch { Issue.record(error) }
        for request in requests { _ = outcome(transport, request) }
        return recorded.withLock { $0 }
    }

    @Test("no secret is recorded, however it is spelt and wherever it stands")
    func secrets() {
        let encoded = "p%2Fss%20%22w%C3%B6rd%22%2B%3D%26"
        let lower = "p%2fss+%22w%c3%b6rd%22%2b%3d%26"
        let whole = Self.secret.utf8.map { "%" + String($0, radix: 16) }.joined()
        let json = #"p\/ss \"wörd\"+=&"#
        let base64 = Base64.text(of: Array(Self.secret.utf8))
        let request = HTTPRequest(
            method: "POST",
            url: "https://host/\(encoded)/x?q=\(lower)&r=\(whole)&apikey=other1&n=1",
            headers: [
                HTTPHeader("Authorization", "Basic other2"), HTTPHeader("X-Api-Key", "other3"),
                HTTPHeader("X-Text", "a \(Self.secret) b \(base64)"),
                HTTPHeader("Cookie", "other4"), HTTPHeader("Accept", "text/csv"),
                HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
            ], body: Array("grant=x&client_secret=other5&y=\(lower)".utf8))
        let bytes = recording([request]) { _ in
            .success(
                HTTPResponse(
                    status: 200,
                    headers: [
                        HTTPHeader("Set-Cookie", "other6"), HTTPHeader("Date", "today"),
                        HTTPHeader("X-Echo", Self.secret), HTTPHeader("X-RateLimit-Limit", "9"),
                    ],
                    body: Array(
                        #"{"access_token": "other7", "a": [{"password": "other8"}], "#.utf8)
                        + Array(#""echo": "\#(json)", "next_page_token": "page2"}"#.utf8)))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        for hidden in [
            "wörd", whole, "w%C3%B6rd", "w%c3%b6rd", base64, "today", "other1", "other2", "other3",
            "other4", "other5", "other6", "other7", "other8",
        ] {
            #expect(!text.contains(hidden), "\(hidden) in \(text)")
        }
        for kept in ["n=1", "text/csv", "grant=x", "X-RateLimit-Limit", "page2"] {
            #expect(text.contains(kept), "no \(kept) in \(text)")
        }
    }

    @Test("a replay answers as it was recorded, in order, and counts what is left")
    func replay() throws {
        let requests = [
            HTTPRequest(url: "https://host/a?key=\(Self.secret)&page=1"),
            HTTPRequest(url: "https://host/a?key=\(Self.secret)&page=1"),
            HTTPRequest(method: "POST", url: "https://host/a", body: [1, 2, 255]),
            HTTPRequest(method: "POST", url: "https://host/a", body: []),
            HTTPRequest(method: "POST", url: "https://host/a"),
        ]
        let count = Mutex(0)
        let answers = Mutex<[Outcome]>([])
        let bytes = recording(requests) { request in
            let number = count.withLock { count in
                count += 1
                return count
            }
            let outcome: Outcome =
                number == 5
                ? .failure(HTTPFailure(.timedOut, "host:443: time ran out"))
                : .success(
                    HTTPResponse(
                        status: 200 + number, headers: [HTTPHeader("X-Number", "\(number)")],
                        body: request.body.map { $0 + [0, 200] } ?? Array("é\u{0}\n".utf8)))
            answers.withLock { $0.append(outcome) }
            return outcome
        }
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 6)
        let replay = try self.replay(bytes)
        #expect(replay.remaining == 5)
        for (request, expected) in zip(requests, answers.withLock { $0 }) {
            #expect(outcome(replay, request) == expected)
        }
        #expect(replay.remaining == 0)
        let again = try #require(outcome(replay, requests[0]))
        #expect(throws: HTTPFailure.self) { try again.get() }
    }

    @Test("another secret is asked with alike: credentials do not tell requests apart")
    func otherCredentials() throws {
        let recorded = HTTPRequest(
            url: "https://host/a?apikey=one&s=A", headers: [HTTPHeader("X-Key", "one")])
        let bytes = recording([recorded]) { _ in .success(HTTPResponse(status: 200)) }
        let replay = try self.replay(bytes)
        let asked = HTTPRequest(url: "https://host/a?apikey=two&s=A")
        #expect(outcome(replay, asked) == .success(HTTPResponse(status: 200)))
    }

    @Test("an unknown request says which it is and which is nearest, without its secrets")
    func unknown() throws {
        let requests = ["A", "BB", "C"].map { HTTPRequest(url: "https://host/bars?s=\($0)&n=5") }
        let bytes = recording(requests) { _ in .success(HTTPResponse(status: 200)) }
        let replay = try self.replay(bytes)
        let asked = HTTPRequest(url: "https://host/bars?s=B&n=5&token=s3cret")
        let answer = try #require(outcome(replay, asked))
        do throws(HTTPFailure) {
            _ = try answer.get()
            Issue.record("an answer")
        } catch {
            #expect(error.kind == .invalid)
            #expect(error.description.contains("`GET https://host/bars?s=B&n=5&token=***`"))
            #expect(error.description.contains("the nearest is `GET https://host/bars?s=BB&n=5`"))
        }
        #expect(replay.remaining == 3)
    }

    @Test(
        "lines that are no exchange are refused with their number",
        arguments: [
            "x", "{}", "[]", #"{"poll":"s","time":"soon"}"#,
            #"{"source":"s","time":"soon","method":"GET","url":"u","headers":[]}"#,
            #"{"method":"GET","url":"u","headers":[]}"#,
            prefix + #""url":"u","headers":[["a"]],"response":{}}"#,
            prefix + #""url":"u","headers":[],"response":{"status":7,"headers":[]}}"#,
            prefix + #""url":"u","headers":[],"failure":{"kind":"bad","description":""}}"#,
            prefix + #""url":"u","headers":[],"bodyBase64":"!","failure":{}}"#,
        ])
    func malformed(line: String) throws {
        let good = recording([HTTPRequest(url: "u")]) { _ in .success(HTTPResponse(status: 200)) }
        let text = String(decoding: good, as: UTF8.self) + "\n" + line
        do throws(PollProblem) {
            _ = try replay(Array(text.utf8))
            Issue.record("a replay")
        } catch {
            #expect(error.description.hasPrefix("line 4 of the recording: "))
        }
    }

    @Test("an exchange that cannot be written down fails")
    func unwritable() throws {
        let transport = RecordingTransport(
            Scripted { _ in .success(HTTPResponse(status: 200)) }, of: source,
            clock: RecordingClock(ManualClock(0)), redact: { $0 },
            write: { _ in throw PollProblem("the disc is full") })
        let answer = try #require(outcome(transport, HTTPRequest(url: "https://host/")))
        do throws(HTTPFailure) {
            _ = try answer.get()
            Issue.record("an answer")
        } catch {
            #expect(error.description.contains("the disc is full"))
        }
    }

    @Test(
        "signatures and their times tell no requests apart, and a replay has the recording's time")
    func time() throws {
        let start = Self.start
        let clock = ManualClock(start)
        let asked = ["1", "2"].map { HTTPRequest(url: "https://host/a?n=\($0)&ts=5&sig=x") }
        let bytes = recording(clock: clock, asked) { _ in
            clock.advance(by: 250_000_000)
            return .success(HTTPResponse(status: 200))
        }
        #expect(!String(decoding: bytes, as: UTF8.self).contains("sig=x"))
        let inner = ManualClock(7)
        let replayed = ReplayClock(inner)
        let replay = try self.replay(bytes, clock: replayed)
        #expect(replayed.now() == start)
        // Before the poll begins brokers are waited for, and they know nothing of recordings.
        let nothing = Inbox<Int>()
        #expect(replayed.next(from: nothing, until: start + 5) == nil)
        #expect(inner.now() == 12)
        #expect(replayed.now() == start)
        replay.begin()
        #expect(replayed.now() == start)
        // A wait that was not recorded does not count once an answer comes.
        #expect(replayed.next(from: nothing, until: start + 9_000_000_000) == nil)
        #expect(replayed.now() == start + 9_000_000_000)
        for (index, number) in ["1", "2"].enumerated() {
            let request = HTTPRequest(url: "https://host/a?n=\(number)&ts=6&sig=y")
            #expect(outcome(replay, request) == .success(HTTPResponse(status: 200)))
            #expect(replayed.now() == start + Int64(index + 1) * 250_000_000)
        }
    }

    @Test("a recording without the source is refused")
    func otherSource() throws {
        let text = #"{"poll":"other","time":"2026-01-05T14:00:00Z"}"#
        #expect(throws: PollProblem("the recording has no poll of the source s")) {
            try replay(Array(text.utf8))
        }
    }

    private static let start: Int64 = 1_767_621_600_000_000_000
}
