import HTTPServing
import HTTPTransfer
import Platform
import Synchronization
import Testing

/// Exchanges that go wrong, or are ended from our side.
@Suite struct FaultTests {
    private let transport: CurlTransport

    init() throws {
        transport = try CurlTransport()
    }

    private func server(_ fault: ServedResponse.Fault) throws -> HTTPServer {
        try HTTPServer { _ in
            ServedResponse(status: 200, body: Array("0123456789".utf8), fault: fault)
        }
    }

    @Test("a connection that is cut before, within or after the head is broken")
    func cut() throws {
        for fault in [
            ServedResponse.Fault.closeBeforeHeaders, .truncateBody(after: 0),
            .truncateBody(after: 5),
        ] {
            let server = try server(fault)
            let broken = try failure(transport.outcome(HTTPRequest(url: server.origin + "/?k=v")))
            #expect(broken.kind == .broken)
            #expect(broken.description.hasPrefix("127.0.0.1:\(server.port): the exchange broke: "))
        }
    }

    @Test("time runs out: of the whole, of a body that stalls, of the wait for a connection")
    func timeouts() throws {
        let slow = try HTTPServer { _ in ServedResponse(status: 200, delay: .seconds(20)) }
        let limits = HTTPLimits(timeout: .milliseconds(300))
        let took = try seconds {
            let late = try failure(
                transport.outcome(HTTPRequest(url: slow.origin + "/", limits: limits)))
            #expect(late.kind == .timedOut)
        }
        #expect(took >= 0.3 && took < 3)

        let stalling = try server(.stallBody(after: 0))
        let stall = HTTPLimits(timeout: .seconds(20), stallTimeout: .seconds(1))
        let stalled = try failure(
            transport.outcome(HTTPRequest(url: stalling.origin + "/", limits: stall)))
        #expect(stalled.kind == .timedOut)
        #expect(stalled.description.contains("too slow"))

        let narrow = try CurlTransport(CurlSettings(hostConnectionsMax: 1))
        let waited = try seconds {
            let requests = (0..<3).map { HTTPRequest(url: slow.origin + "/\($0)", limits: limits) }
            for outcome in try narrow.outcomes(requests) {
                #expect(try failure(outcome).kind == .timedOut)
            }
        }
        #expect(waited < 0.85, "they wait one after the other")
    }

    @Test("a host that does not listen, and one that has no address, are unreachable")
    func unreachable() throws {
        let server = try HTTPServer { _ in ServedResponse() }
        let url = server.origin
        server.stop()
        let refused = try failure(transport.outcome(HTTPRequest(url: url + "/a?key=s3cret")))
        #expect(refused.kind == .unreachable)
        let unknown = try failure(
            transport.outcome(HTTPRequest(url: "http://nowhere.invalid/a?key=s3cret")))
        #expect(unknown.kind == .unreachable)
        #expect(unknown.description.contains("nowhere.invalid:80"))
        #expect(!"\(refused) \(unknown)".contains("s3cret"))
    }

    @Test("closing ends what is under way at once, each exchange once, and refuses more")
    func close() throws {
        let server = try HTTPServer { request in
            request.path == "/stall"
                ? ServedResponse(status: 200, body: [1, 2, 3], fault: .stallBody(after: 1))
                : ServedResponse(status: 200, delay: .seconds(30))
        }
        let ended = Inbox<Outcome>()
        for index in 0..<100 {
            let path = index.isMultiple(of: 2) ? "/stall" : "/wait"
            transport.start(HTTPRequest(url: server.origin + path)) { ended.post($0) }
        }
        #expect(seconds { transport.close() } < 1)
        transport.close()
        #expect(ended.count == 100)
        while let outcome = ended.next(deadline: 0) {
            #expect(try failure(outcome).kind == .cancelled)
        }
        let late = try failure(transport.outcome(HTTPRequest(url: server.origin + "/")))
        #expect(late.kind == .cancelled)
        #expect(transport.statistics.failed == 100)
    }

    @Test("cancelling ends what is under way, and what comes later goes on")
    func cancelAll() throws {
        let arrived = Inbox<Int>()
        let server = try HTTPServer { request in
            arrived.post(1)
            return ServedResponse(
                status: 200, delay: request.path == "/wait" ? .seconds(30) : .zero)
        }
        let ended = Inbox<Outcome>()
        for _ in 0..<20 {
            transport.start(HTTPRequest(url: server.origin + "/wait")) { ended.post($0) }
        }
        let soon = SystemClock.monotonicNanoseconds() + 10_000_000_000
        for _ in 0..<CurlSettings().hostConnectionsMax {
            _ = try #require(arrived.next(deadline: soon), "not under way")
        }
        transport.cancelAll()
        #expect(try transport.outcome(HTTPRequest(url: server.origin + "/")).get().status == 200)
        #expect(ended.count == 20)
        while let outcome = ended.next(deadline: 0) {
            #expect(try failure(outcome).kind == .cancelled)
        }
    }

    @Test("a transport that is let go, even by a completion of its own, ends and keeps nothing")
    func letGo() throws {
        final class Witness: Sendable {}
        let server = try HTTPServer { request in
            ServedResponse(status: 200, delay: request.path == "/wait" ? .seconds(30) : .zero)
        }
        let ended = Inbox<Outcome>()
        weak var witness: Witness?
        do {
            let transport = try CurlTransport()
            let kept = Witness()
            witness = kept
            transport.start(HTTPRequest(url: server.origin + "/wait")) { outcome in
                withExtendedLifetime(kept) { _ = ended.post(outcome) }
            }
            transport.start(HTTPRequest(url: server.origin + "/")) { [transport] outcome in
                transport.close()
                ended.post(outcome)
            }
        }
        let soon = SystemClock.monotonicNanoseconds() + 5_000_000_000
        let first = try #require(ended.next(deadline: soon))
        #expect(try first.get().status == 200)
        #expect(try failure(try #require(ended.next(deadline: soon))).kind == .cancelled)
        while witness != nil, SystemClock.monotonicNanoseconds() < soon {}
        #expect(witness == nil)
        server.stop()
    }

    @Test("more exchanges than allowed are refused until one has ended")
    func busy() throws {
        let server = try HTTPServer { _ in ServedResponse(status: 200, delay: .milliseconds(200)) }
        let transport = try CurlTransport(CurlSettings(exchangesMax: 2))
        let requests = Array(repeating: HTTPRequest(url: server.origin + "/"), count: 3)
        let outcomes = try transport.outcomes(requests)
        #expect(try outcomes[0].get().status == 200)
        #expect(try outcomes[1].get().status == 200)
        #expect(try failure(outcomes[2]).kind == .busy)
        #expect(try transport.outcome(requests[0]).get().status == 200)
    }
}
