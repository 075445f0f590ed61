import HTTPServing
import HTTPTransfer
import TestSupport
import Testing

/// Whom the transport trusts, and who trusts it: against our server, and Python's.
@Suite struct TrustTests {
    private let certificates: Certificates

    init() throws {
        certificates = try Certificates.made.get()
    }

    private func server(_ name: String, clientAuthorities: String? = nil) throws -> HTTPServer {
        let tls = ServerTLS(
            certificate: try certificates.text("\(name).pem"),
            key: try certificates.text("\(name).key"),
            clientAuthorities: try clientAuthorities.map(certificates.text))
        return try HTTPServer(tls: tls) { request in
            ServedResponse(text: "\(request.method) \(request.body.count)")
        }
    }

    private func transport(
        ca: String?, cert: String? = nil, key: String? = nil, password: String? = nil
    ) throws -> CurlTransport {
        let tls = TLSSettings(
            caFile: ca.map(certificates.path), certFile: cert.map(certificates.path),
            keyFile: key.map(certificates.path), keyPassword: password)
        return try CurlTransport(CurlSettings(tls: tls))
    }

    @Test("a server whose authority is named is trusted, and its connection used again")
    func trusted() throws {
        let server = try server("server")
        #expect(server.origin.hasPrefix("https://127.0.0.1:"))
        let transport = try transport(ca: "ca.pem")
        let body = [UInt8](repeating: 1, count: 500_000)
        for _ in 0..<3 {
            let request = HTTPRequest(method: "POST", url: server.origin + "/", body: body)
            #expect(text(try transport.outcome(request).get()) == "POST 500000")
        }
        #expect(transport.statistics.connectionsMade == 1)
        let requests = Array(repeating: HTTPRequest(url: server.origin + "/"), count: 40)
        for outcome in try transport.outcomes(requests) {
            #expect(text(try outcome.get()) == "GET 0")
        }
    }

    @Test("an unknown authority, and a name that is another's, are not trusted")
    func untrusted() throws {
        let server = try server("server")
        for ca in [nil, "stranger.pem"] {
            let unknown = try failure(
                transport(ca: ca).outcome(HTTPRequest(url: server.origin + "/?key=s3cret")))
            #expect(unknown.kind == .untrusted)
            #expect(unknown.description.contains("unable to get local issuer certificate"))
            #expect(!unknown.description.contains("s3cret"))
        }
        let elsewhere = try self.server("elsewhere")
        let wrong = try failure(
            transport(ca: "ca.pem").outcome(HTTPRequest(url: elsewhere.origin + "/")))
        #expect(wrong.kind == .untrusted)
        #expect(wrong.description.contains("127.0.0.1"))
    }

    @Test("our server lets in whoever shows a certificate of its authority, and no other")
    func clients() throws {
        let server = try server("server", clientAuthorities: "ca.pem")
        let request = HTTPRequest(url: server.origin + "/")
        #expect(try transport(ca: "ca.pem").outcome(request).get().status == 403)
        let foreign = try transport(ca: "ca.pem", cert: "foreign.pem", key: "foreign.key")
        #expect(try foreign.outcome(request).get().status == 403)
        let known = try transport(ca: "ca.pem", cert: "client.pem", key: "client.key")
        #expect(try known.outcome(request).get().status == 200)
        let locked = try transport(
            ca: "ca.pem", cert: "client.pem", key: "locked.key", password: "s3cret")
        #expect(try locked.outcome(request).get().status == 200)
    }

    @Test("a key that does not open is told, and its password is not")
    func lockedKey() throws {
        let server = try server("server", clientAuthorities: "ca.pem")
        let locked = try transport(
            ca: "ca.pem", cert: "client.pem", key: "locked.key", password: "wr0ng")
        let refused = try failure(locked.outcome(HTTPRequest(url: server.origin + "/")))
        #expect(refused.kind == .untrusted)
        #expect(refused.description.contains("the key's password"))
        #expect(!refused.description.contains("wr0ng"))
    }

    @Test(
        "Python's server lets in whom it should, and what it refuses is told",
        .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
    func python() throws {
        let paths = ["server.pem", "server.key", "ca.pem"].map(certificates.path)
        let server = try PythonServer(paths)
        let request = HTTPRequest(url: server.url("/plain/10", scheme: "https"))
        let known = try transport(ca: "ca.pem", cert: "client.pem", key: "client.key")
        #expect(try known.outcome(request).get().body.count == 10)
        let nobody = try failure(transport(ca: "ca.pem").outcome(request))
        #expect(nobody.kind == .untrusted, "\(nobody)")
        #expect(nobody.description.contains("another client certificate"))
        let foreign = try transport(ca: "ca.pem", cert: "foreign.pem", key: "foreign.key")
        #expect(try failure(foreign.outcome(request)).kind == .untrusted)
        // What it looks like where the alert is lost: the server is simply gone.
        let gone = HTTPRequest(url: server.url("/close/0", scheme: "https"))
        let broken = try failure(known.outcome(gone))
        #expect(broken.kind == .broken)
        #expect(broken.description.contains("want a client certificate?"), "\(broken)")
    }

    @Test("a server that speaks in the clear gets nothing where TLS is wanted")
    func clear() throws {
        let server = try HTTPServer { _ in ServedResponse() }
        let url = "https://127.0.0.1:\(server.port)/"
        let refused = try failure(transport(ca: "ca.pem").outcome(HTTPRequest(url: url)))
        // Which one is a matter of whether its answer arrives before the end of the connection.
        #expect([.untrusted, .broken].contains(refused.kind), "\(refused)")
        server.stop()
    }
}
