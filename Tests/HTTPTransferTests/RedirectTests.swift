import HTTPServing
import HTTPTransfer
import Synchronization
import Testing

/// Redirects are followed within the origin only.
@Suite struct RedirectTests {
    private let transport: CurlTransport

    init() throws {
        transport = try CurlTransport()
    }

    /// A server whose path `/STATUS/...` redirects to what the header `To` says.
    private func redirecting(to place: String) throws -> HTTPServer {
        try HTTPServer { request in
            guard let status = Int(request.path.dropFirst().prefix(3)) else {
                let key = request.header("X-Key") ?? "no key"
                let body = String(decoding: request.body, as: UTF8.self)
                return ServedResponse(text: "\(request.method) \(request.target) \(key) \(body)")
            }
            return ServedResponse(
                status: status, headers: [ServedRequest.Field("Location", place)])
        }
    }

    private func request(_ method: String, _ url: String, _ body: String? = nil) -> HTTPRequest {
        HTTPRequest(
            method: method, url: url, headers: [HTTPHeader("X-Key", "s3cret")],
            body: body.map { Array($0.utf8) })
    }

    @Test("within the origin they are followed, with the header fields")
    func same() throws {
        let server = try redirecting(to: "/new?a=b")
        for status in [301, 302, 303, 307, 308] {
            let response = try transport.outcome(request("GET", server.origin + "/\(status)/x"))
            #expect(text(try response.get()) == "GET /new?a=b s3cret ")
        }
        #expect(transport.statistics.redirects == 5)
        let absolute = try redirecting(to: server.origin + "/there")
        let other = try transport.outcome(request("GET", absolute.origin + "/302"))
        #expect(try failure(other).kind == .redirected)
    }

    @Test("a body goes along with 307 and 308, and is left behind with the others")
    func methods() throws {
        let server = try redirecting(to: "/new")
        for (status, method, expected) in [
            (301, "POST", "GET /new s3cret "), (302, "POST", "GET /new s3cret "),
            (303, "PUT", "GET /new s3cret "), (302, "PUT", "PUT /new s3cret body"),
            (307, "POST", "POST /new s3cret body"), (308, "DELETE", "DELETE /new s3cret body"),
        ] {
            let url = server.origin + "/\(status)"
            let response = try transport.outcome(request(method, url, "body")).get()
            #expect(text(response) == expected)
        }
    }

    @Test("another origin gets nothing, not even a connection")
    func other() throws {
        let asked = Mutex(0)
        let other = try HTTPServer { _ in
            asked.withLock { $0 += 1 }
            return ServedResponse()
        }
        let places = [
            other.origin + "/x?key=s3cret", "https://127.0.0.1:\(other.port)/", "//[::1]/x",
            "http://127.0.0.1.example.invalid/", "file:///etc/passwd", "gopher://127.0.0.1/",
            "http://user:s3cret@127.0.0.1:\(other.port)/",
        ]
        for place in places {
            let server = try redirecting(to: place)
            let refused = try failure(
                transport.outcome(request("GET", server.origin + "/302/x?key=s3cret")))
            #expect(refused.kind == .redirected, "\(place): \(refused)")
            #expect(!refused.description.contains("s3cret"))
        }
        #expect(asked.withLock { $0 } == 0)
    }

    @Test("a circle ends, and the time of all hops is one")
    func circles() throws {
        let server = try redirecting(to: "/302")
        let circle = try failure(transport.outcome(request("GET", server.origin + "/302")))
        #expect(circle.kind == .redirected)
        #expect(circle.description.contains("more than 5 redirects"))
        #expect(transport.statistics.redirects == 5)

        let slow = try HTTPServer { _ in
            ServedResponse(
                status: 302, headers: [ServedRequest.Field("Location", "/")],
                delay: .milliseconds(150))
        }
        var request = request("GET", slow.origin + "/")
        request.limits.timeout = .milliseconds(400)
        #expect(try failure(transport.outcome(request)).kind == .timedOut)
    }

    @Test("statuses that name no place are responses")
    func others() throws {
        let server = try HTTPServer { request in
            ServedResponse(status: Int(request.path.dropFirst()) ?? 0)
        }
        for status in [300, 302, 304] {
            let response = try transport.outcome(request("GET", server.origin + "/\(status)"))
            #expect(try response.get().status == status)
        }
    }

    @Test("an origin is scheme, host and port, however they are written")
    func origins() throws {
        let origin = try HTTPOrigin(of: "https://data.example.com/v1?x=y#z")
        for same in [
            "https://data.example.com:443/", "HTTPS://Data.Example.COM/other",
            "https://data.example.com?q",
        ] {
            #expect(try HTTPOrigin(of: same) == origin)
        }
        for other in [
            "http://data.example.com/", "https://data.example.com:444/",
            "https://data.example.com.evil.test/", "https://example.com/",
        ] {
            #expect(try HTTPOrigin(of: other) != origin)
        }
        #expect("\(origin)" == "data.example.com:443")
    }
}
