import HTTPServing
import HTTPTransfer
import Synchronization
import Testing

/// Requests and responses over our own server.
@Suite struct ExchangeTests {
    private let transport: CurlTransport

    init() throws {
        transport = try CurlTransport()
    }

    @Test("a request arrives as it was given, and its answer comes back")
    func exchange() throws {
        let seen = Mutex<ServedRequest?>(nil)
        let server = try HTTPServer { request in
            seen.withLock { $0 = request }
            return ServedResponse(
                status: 418, headers: [ServedRequest.Field("X-Kind", "teapot")],
                body: Array("short and stout".utf8))
        }
        let request = HTTPRequest(
            method: "PATCH", url: server.origin + "/a%20b/c?q=1%262&q=&r=%C3%A4",
            headers: [HTTPHeader("X-Token", "s3cret"), HTTPHeader("X-Empty", "")],
            body: Array("{}".utf8))
        let response = try transport.outcome(request).get()
        #expect(response.status == 418)
        #expect(response.header("x-kind") == "teapot")
        #expect(text(response) == "short and stout")
        let served = try #require(seen.withLock { $0 })
        #expect(served.method == "PATCH")
        #expect(served.target == "/a%20b/c?q=1%262&q=&r=%C3%A4")
        #expect(served.path == "/a b/c")
        #expect(served.query.map(\.name) == ["q", "q", "r"])
        #expect(served.query.map(\.value) == ["1&2", "", "ä"])
        #expect(served.header("X-Token") == "s3cret")
        #expect(served.header("X-Empty") == "")
        #expect(served.header("Content-Length") == "2")
        #expect(served.header("Expect") == nil)
        #expect(served.header("Content-Type") == nil)
        #expect(served.body == Array("{}".utf8))
    }

    @Test(
        "every method is sent, with and without a body",
        arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], [0, 3, 2_000_000])
    func methods(method: String, count: Int) throws {
        let server = try HTTPServer { request in
            ServedResponse(
                text: "\(request.method) \(request.body.count) "
                    + (request.header("Content-Length") ?? "none"))
        }
        let body = count == 0 ? nil : [UInt8](repeating: 7, count: count)
        let request = HTTPRequest(method: method, url: server.origin + "/", body: body)
        let response = try transport.outcome(request).get()
        let promised =
            count > 0 ? "\(count)" : ["GET", "DELETE", "OPTIONS"].contains(method) ? "none" : "0"
        #expect(text(response) == "\(method) \(count) \(promised)")
    }

    @Test("HEAD brings header fields and no body")
    func head() throws {
        let server = try HTTPServer { _ in ServedResponse(text: "twelve bytes") }
        let request = HTTPRequest(method: "HEAD", url: server.origin + "/")
        let response = try transport.outcome(request).get()
        #expect(response.status == 200)
        #expect(response.header("content-length") == "12")
        #expect(response.body == [])
    }

    @Test("200 requests at once are all answered, over few connections that are used again")
    func concurrent() throws {
        let server = try HTTPServer { request in
            ServedResponse(
                status: 200, body: Array(request.path.utf8), delay: .milliseconds(5))
        }
        let requests = (0..<200).map { HTTPRequest(url: server.origin + "/\($0)") }
        let outcomes = try transport.outcomes(requests)
        #expect(try outcomes.map { text(try $0.get()) } == (0..<200).map { "/\($0)" })
        let statistics = transport.statistics
        #expect(statistics.started == 200)
        #expect(statistics.answered == 200)
        #expect(statistics.failed == 0)
        #expect(statistics.connectionsMade <= CurlSettings().hostConnectionsMax)
        #expect(statistics.connectionsMade + statistics.connectionsReused == 200)
        #expect(statistics.bytesReceived > 200 * 50)
        #expect(statistics.bytesSent > 200 * 50)
    }

    @Test("one connection serves one request after the other")
    func keptAlive() throws {
        let server = try HTTPServer { _ in ServedResponse(text: "x") }
        for _ in 0..<5 { _ = try transport.outcome(HTTPRequest(url: server.origin + "/")).get() }
        #expect(transport.statistics.connectionsMade == 1)
        #expect(transport.statistics.connectionsReused == 4)
    }
}
