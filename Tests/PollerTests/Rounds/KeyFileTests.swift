import HTTPTransfer
import Poller
import Synchronization
import Testing

/// A key that a file holds, and that is replaced while the source is polled.
@Suite struct KeyFileTests {
    private static let header = "{kind: header, name: X-Key, prefix: 'Key ', value: '${file:key}'}"

    private static let files = ["key": "k3y-one\n", "other": "0ther-one"]

    /// Files that hold other keys by now; says how often they were read.
    private final class NewFiles: Sendable {
        private let texts: [String: String]
        private let reads = Mutex(0)

        init(_ texts: [String: String]) { self.texts = texts }

        var count: Int { reads.withLock { $0 } }

        var book: TokenBook {
            TokenBook(
                store: { _ in nil },
                read: { path in
                    self.reads.withLock { $0 += 1 }
                    return self.texts[path].map { Array($0.utf8) }
                })
        }
    }

    /// Takes requests in whose header fields and URL a text is, and refuses others with 401.
    private static func vendor(taking text: String) -> ScriptedVendor {
        ScriptedVendor { request, _ in
            "\(request.headers) \(request.url)".contains(text)
                ? .success(.json(#"{"rows":[{"id":1}]}"#))
                : .success(.json(#"{"message":"who is k3y-one?"}"#, status: 401))
        }
    }

    private func poll(
        _ auth: String, _ vendor: ScriptedVendor, _ files: NewFiles
    ) throws -> (end: PollEnd, report: PollReport) {
        let fixture = try SourceFixture(
            AuthSource.yaml(auth, "paging: {kind: next_url, from: next}"), now: 0, files: Self.files
        )
        var poller = try fixture.poller(vendor, tokens: files.book)
        var report = PollReport()
        return (try poller.poll(into: &report), report)
    }

    private static func keys(_ vendor: ScriptedVendor) -> [String] {
        vendor.requests.map { request in
            request.headers.filter { $0.name.hasPrefix("X-") || $0.name == "Authorization" }
                .map(\.value).joined(separator: " ")
        }
    }

    @Test(
        "a key that is refused is read again, and the new one is used, with no start between",
        arguments: [
            header: ["Key k3y-one", "Key k3y-two"],
            "{kind: bearer, token: '${file:key}'}": ["Bearer k3y-one", "Bearer k3y-two"],
            "[{kind: header, name: X-A, value: '${file:other}'}, \(header)]": [
                "0ther-one Key k3y-one", "0ther-two Key k3y-two",
            ],
        ])
    func replaced(auth: String, shown: [String]) throws {
        let vendor = Self.vendor(taking: "k3y-two")
        let files = NewFiles(["key": "k3y-two\n", "other": "0ther-two"])
        let (end, report) = try poll(auth, vendor, files)
        #expect(end == .caughtUp && report.records == 1)
        #expect(Self.keys(vendor) == shown)
    }

    @Test("it is not read as long as it is taken")
    func taken() throws {
        let files = NewFiles(["key": "k3y-two"])
        #expect(try poll(Self.header, Self.vendor(taking: "k3y-one"), files).end == .caughtUp)
        #expect(files.count == 0)
    }

    @Test(
        "where the file has the same key, or none, the source stops with the vendor's reason",
        arguments: ["k3y-one", "k3y-one\r\n", "", "two\nlines", nil])
    func same(text: String?) throws {
        let vendor = Self.vendor(taking: "k3y-two")
        let end = try poll(Self.header, vendor, NewFiles(text.map { ["key": $0] } ?? [:])).end
        #expect(end == .sourceStopped(reason: "status 401: 'who is ***?'"))
        #expect(vendor.requests.count == 1)
    }

    @Test("a new key that is refused as well stops the source, and is in no message")
    func newRefused() throws {
        let vendor = ScriptedVendor { _, _ in
            .success(.json(#"{"message":"not k3y-two"}"#, status: 401))
        }
        let end = try poll(Self.header, vendor, NewFiles(["key": "k3y-two"])).end
        #expect(end == .sourceStopped(reason: "status 401: 'not ***'"))
        #expect(vendor.requests.count == 2)
    }

    @Test("the parameter of a next page has the key as it is now")
    func pages() throws {
        let vendor = ScriptedVendor { request, _ in
            if request.parameter("page") == nil {
                return .success(.json(#"{"rows":[{"id":1}],"next":"/v1?k=old&page=2"}"#))
            }
            return request.parameter("k") == "k3y-two"
                ? .success(.json(#"{"rows":[{"id":2}]}"#)) : .success(.json("{}", status: 401))
        }
        let auth = "{kind: query, name: k, value: '${file:key}'}"
        #expect(try poll(auth, vendor, NewFiles(["key": "k3y-two"])).end == .caughtUp)
        #expect(
            vendor.requests.map(\.url)
                == [
                    "/v1?k=k3y-one", "/v1?page=2&k=k3y-one", "/v1?page=2&k=k3y-two",
                ].map { "https://api.example.com\($0)" })
    }

    @Test("a key that is made of more than a file, or is beside a fetched token, stays as it is")
    func fixed() throws {
        let oauth2 = """
            {kind: oauth2, token_url: 'https://login.example.com', client_id: me, client_secret: hush}
            """
        let made = Self.header.replacing("${file:key}", with: "${file:key}-x")
        for (auth, requests) in [(made, 1), ("[\(oauth2), \(Self.header)]", 4)] {
            let vendor = ScriptedVendor { request, _ in
                request.url.contains("login")
                    ? .success(.json(#"{"access_token":"t"}"#)) : .success(.json("{}", status: 401))
            }
            let files = NewFiles(["key": "k3y-two"])
            guard case .sourceStopped = try poll(auth, vendor, files).end else {
                Issue.record("it goes on")
                return
            }
            #expect(vendor.requests.count == requests)
            #expect(files.count == 0)
        }
    }
}
