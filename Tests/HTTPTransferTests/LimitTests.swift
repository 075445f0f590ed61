import HTTPServing
import HTTPTransfer
import TestSupport
import Testing

/// Responses of Python's server, within and beyond limits.
@Suite(.enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
struct LimitTests {
    private let transport: CurlTransport
    private let server: PythonServer

    init() throws {
        transport = try CurlTransport()
        server = try PythonServer()
    }

    private func get(_ path: String, limits: HTTPLimits = HTTPLimits()) throws -> Outcome {
        try transport.outcome(HTTPRequest(url: server.url(path), limits: limits))
    }

    @Test("bodies are decompressed, whatever the server takes of what is offered")
    func compressions() throws {
        #expect(text(try get("/accepts").get()) == "deflate, gzip, br, zstd")
        for encoding in ["gzip", "deflate", "br", "zstd"] {
            let response = try get("/\(encoding)/100000").get()
            #expect(response.body == Array(repeating: UInt8(ascii: "0"), count: 100_000))
            #expect(response.header("Content-Encoding") == encoding)
        }
        let broken = try failure(get("/notgzip"))
        #expect(broken.kind == .broken)
    }

    @Test("the limit of a body is one after decompression, to the byte")
    func bombs() throws {
        var limits = HTTPLimits()
        limits.bodyBytesMax = 1_000_000
        for path in ["/plain", "/gzip", "/deflate", "/br", "/zstd", "/chunked"] {
            #expect(try get("\(path)/1000000", limits: limits).get().body.count == 1_000_000)
            let over = path == "/chunked" ? 1_001_000 : 1_000_001
            let tooLarge = try failure(get("\(path)/\(over)", limits: limits))
            #expect(tooLarge.kind == .tooLarge, "\(path): \(tooLarge)")
        }
        let bomb = try failure(get("/gzip/100000000", limits: limits))
        #expect(bomb.kind == .tooLarge)
        #expect(bomb.description.contains("more than 1000000 bytes"))
    }

    @Test("the limit of header fields holds for many, and for one that is long")
    func headers() throws {
        var limits = HTTPLimits()
        limits.headerBytesMax = 20_000
        #expect(try get("/headers/19000", limits: limits).get().headers.count > 19)
        for path in ["/headers/20000", "/line/20000", "/line/60000", "/line/200000"] {
            #expect(try failure(get(path, limits: limits)).kind == .tooLarge)
        }
    }

    @Test("only the last head counts, folded lines are one, and trailers are none")
    func heads() throws {
        let early = try get("/early").get()
        #expect(early.status == 200)
        #expect(early.header("X-Late") == "yes")
        #expect(early.header("X-Early") == nil)
        #expect(try get("/folded").get().header("X-Folded") == "one two")
        let chunked = try get("/chunked/5000").get()
        #expect(chunked.header("X-Kept") == "in the head")
        #expect(chunked.header("X-Trailer") == nil)
        #expect(chunked.body.count == 5000)
    }

    @Test("what is no HTTP, and a connection that is cut, are broken exchanges")
    func garbage() throws {
        #expect(try failure(get("/garbage")).kind == .broken)
        #expect(try failure(get("/close")).kind == .broken)
    }
}
