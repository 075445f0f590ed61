import HTTPServing
import HTTPTransfer
import Poller
import Synchronization
import Testing

/// Every example against a server, over sockets and libcurl.
@Suite struct ServedVendorTests {
    @Test(
        "a server is asked what a script is asked, and the same comes of its answers",
        arguments: EveryVendorTests.vendors)
    func good(source: VendorSource) throws {
        let script = Script([Step("", source.good)])
        let vendor = ScriptedVendor { request, _ in script.answer(request) }
        let server = try HTTPServer { vendor.serve($0) }
        defer { server.stop() }
        let yaml = try source.yaml(start: VendorSource.start)
            .replacing(/base_url: https:\/\/[a-z0-9.-]+/, with: "base_url: \(server.origin)")
        let fixture = try SourceFixture(
            yaml, now: time(source.now), environment: ExampleSourceTests.environment,
            patience: 30_000_000_000)
        let transport = try CurlTransport()
        defer { transport.close() }
        let scene = try VendorScene(fixture, vendor, over: transport)
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.requests == [source.request])
        try scene.expectGood(source)
        try scene.restart()
        #expect(try scene.poll() == .caughtUp)
        try scene.expectGood(source, heartbeats: 2)
        #expect(transport.statistics.connectionsMade >= 1)
    }
}

extension ScriptedVendor {
    /// Answers a request that came over a socket.
    fileprivate func serve(_ request: ServedRequest) -> ServedResponse {
        let asked = HTTPRequest(
            method: request.method, url: "http://\(request.header("Host") ?? "")\(request.target)",
            headers: request.headers.map { HTTPHeader($0.name, $0.value) },
            body: request.body.isEmpty ? nil : request.body)
        let answer = Mutex<HTTPResponse?>(nil)
        start(asked) { result in answer.withLock { $0 = try? result.get() } }
        guard let response = answer.withLock({ $0 }) else { return ServedResponse(status: 599) }
        return ServedResponse(
            status: response.status,
            headers: response.headers.map { ServedRequest.Field($0.name, $0.value) },
            body: response.body)
    }
}
