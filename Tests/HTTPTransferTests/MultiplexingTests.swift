import Foundation
import HTTPServing
import HTTPTransfer
import TestSupport
import Testing

/// HTTP/2, against a server that speaks it.
@Suite struct MultiplexingTests {
    private static let server = "/usr/sbin/nghttpd"
    private static let isAvailable = FileManager.default.isExecutableFile(atPath: server)

    @Test(
        "where the server speaks HTTP/2, 100 requests at once share one connection",
        .enabled(if: isAvailable, "needs nghttpd: apt-get install nghttp2-server"))
    func multiplexing() throws {
        let certificates = try Certificates.made.get()
        let folder = try TemporaryFolder()
        let size = 100_000
        try Data(repeating: 7, count: size).write(to: folder.url.appendingPathComponent("a"))
        // Free a moment ago.
        let port = try HTTPServer { _ in ServedResponse() }.port
        let process = try ProcessRun(
            Self.server,
            [
                "-v", "-a", "127.0.0.1", "-d", folder.path, "\(port)",
                certificates.path("server.key"), certificates.path("server.pem"),
            ])
        defer { process.kill(SIGKILL) }
        #expect(process.wait(seconds: 10) { $0.output.contains("listen") }, "\(process.errors)")
        let transport = try CurlTransport(
            CurlSettings(tls: TLSSettings(caFile: certificates.path("ca.pem"))))
        let request = HTTPRequest(
            url: "https://127.0.0.1:\(port)/a?key=v", headers: [HTTPHeader("X-Key", "s3cret")])
        for outcome in try transport.outcomes(Array(repeating: request, count: 100)) {
            let response = try outcome.get()
            #expect(response.status == 200)
            #expect(response.header("Server")?.hasPrefix("nghttpd") == true)
            #expect(response.body.count == size)
        }
        #expect(transport.statistics.connectionsMade == 1)
        #expect(transport.statistics.connectionsReused == 99)
        let missing = HTTPRequest(url: "https://127.0.0.1:\(port)/missing")
        #expect(try transport.outcome(missing).get().status == 404)
        process.kill(SIGKILL)
        _ = process.wait(seconds: 5)
        let gone = try failure(transport.outcome(request))
        #expect([.unreachable, .broken].contains(gone.kind), "\(gone)")
        #expect(!gone.description.contains("key"))
    }
}
