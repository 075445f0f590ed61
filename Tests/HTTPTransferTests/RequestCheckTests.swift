import HTTPServing
import HTTPTransfer
import Synchronization
import Testing

/// Requests that are refused before anything is sent.
@Suite struct RequestCheckTests {
    private func refusal(_ request: HTTPRequest) throws -> HTTPFailure {
        let refusal = try failure(CurlTransport().outcome(request))
        #expect(refusal.kind == .invalid)
        #expect(!refusal.description.contains("s3cret"))
        return refusal
    }

    @Test(
        "what is no address of http or https is refused, and not repeated",
        arguments: [
            "", "s3cret", "/s3cret", "http://", "file:///etc/s3cret", "ftp://host/s3cret",
            "http://host/a b?s3cret", "http://host/\n?s3cret", "http://user:s3cret@host/",
            "http://s3cret@host/", "http://host:99999/s3cret", "http://host:0x50/s3cret",
            "http://[::1/s3cret", "javascript:s3cret", "http://host/\u{7f}s3cret",
        ])
    func urls(url: String) throws {
        _ = try refusal(HTTPRequest(url: url))
    }

    @Test(
        "header fields that would begin another are refused",
        arguments: [
            HTTPHeader("X-A", "1\r\nX-B: s3cret"), HTTPHeader("X-A", "s3cret\n"),
            HTTPHeader("X-A\r\nX-B", "s3cret"), HTTPHeader("X-A:", "s3cret"),
            HTTPHeader("", "s3cret"), HTTPHeader("X A", "s3cret"), HTTPHeader("X-A", "s3cret\0"),
            HTTPHeader("Content-Length", "3"), HTTPHeader("transfer-encoding", "chunked"),
        ])
    func headers(header: HTTPHeader) throws {
        _ = try refusal(HTTPRequest(url: "http://127.0.0.1:1/", headers: [header]))
    }

    @Test(
        "what is no method is refused",
        arguments: ["", "get", "GET /s3cret", "G\r\nT", "CONNECT"])
    func methods(method: String) throws {
        _ = try refusal(HTTPRequest(method: method, url: "http://127.0.0.1:1/"))
    }

    @Test("a proxy is asked with the whole address, but for hosts that are exempt")
    func proxy() throws {
        let targets = Mutex<[String]>([])
        let server = try HTTPServer { request in
            targets.withLock { $0.append(request.target) }
            return ServedResponse(text: request.header("Proxy-Authorization") ?? "none")
        }
        let url = "http://user:pass@127.0.0.1:\(server.port)"
        let transport = try CurlTransport(
            CurlSettings(proxy: .proxy(url: url, except: "127.0.0.1")))
        let response = try transport.outcome(HTTPRequest(url: "http://far.invalid/a?b=c")).get()
        #expect(text(response) == "Basic dXNlcjpwYXNz")
        let near = try transport.outcome(HTTPRequest(url: server.origin + "/near")).get()
        #expect(text(near) == "none")
        #expect(targets.withLock { $0 } == ["http://far.invalid/a?b=c", "/near"])
    }

    @Test("a proxy that cannot be reached, or refuses us, is told without its password")
    func brokenProxies() throws {
        let refusing = try HTTPServer { _ in ServedResponse(status: 407) }
        let gone = try HTTPServer { _ in ServedResponse() }
        gone.stop()
        for (port, scheme) in [(gone.port, "http"), (refusing.port, "https")] {
            let proxy = ProxySettings.proxy(url: "http://user:s3cret@127.0.0.1:\(port)")
            let transport = try CurlTransport(CurlSettings(proxy: proxy))
            let url = "\(scheme)://far.invalid/a?key=s3cret"
            let failed = try failure(transport.outcome(HTTPRequest(url: url)))
            #expect([.unreachable, .broken].contains(failed.kind), "\(failed)")
            #expect(!failed.description.contains("s3cret"))
        }
    }

    @Test("settings that cannot work are refused at once, without their secrets")
    func settings() throws {
        for settings in [
            CurlSettings(tls: TLSSettings(caFile: "/nowhere/ca.pem")),
            CurlSettings(tls: TLSSettings(certFile: "/nowhere/cert.pem")),
            CurlSettings(tls: TLSSettings(keyFile: "/dev/null")),
            CurlSettings(proxy: .proxy(url: "ftp://user:s3cret@host")),
            CurlSettings(proxy: .proxy(url: "user:s3cret@host:1")),
        ] {
            do throws(HTTPFailure) {
                _ = try CurlTransport(settings)
                Issue.record("a transport")
            } catch {
                #expect(error.kind == .invalid)
                #expect(!error.description.contains("s3cret"))
            }
        }
    }
}
