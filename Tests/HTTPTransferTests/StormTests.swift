import Bytes
import HTTPServing
import HTTPTransfer
import Platform
import Synchronization
import Testing

/// Everything at once.
@Suite struct StormTests {
    /// What a path answers; the number behind the kind makes URLs differ.
    private static func answer(_ request: ServedRequest) -> ServedResponse {
        let kind = request.path.dropFirst().prefix { $0 != "/" }
        var response = ServedResponse(status: 200, body: Array("0123456789".utf8))
        switch kind {
        case "late": response.delay = .milliseconds(request.path.utf8.count * 2)
        case "cut": response.fault = .closeBeforeHeaders
        case "short": response.fault = .truncateBody(after: 5)
        case "stalling": response.fault = .stallBody(after: 5)
        case "large": response.body = [UInt8](repeating: 0, count: 100_000)
        case "moved":
            response.status = 302
            response.headers = [ServedRequest.Field("Location", "/plain/moved")]
        case "away":
            response.status = 302
            response.headers = [ServedRequest.Field("Location", "http://127.0.0.1:1/")]
        default: break
        }
        return response
    }

    /// What each kind may end with, where it is not cancelled.
    private static let endings: [String: HTTPFailure.Kind?] = [
        "plain": nil, "late": nil, "cut": .broken, "short": .broken, "stalling": .timedOut,
        "large": .tooLarge, "moved": nil, "away": .redirected,
    ]

    @Test("in a storm of faults and cancellations every exchange ends once, as it should")
    func storm() throws {
        let server = try HTTPServer(handler: Self.answer)
        let transport = try CurlTransport()
        let kinds = Self.endings.keys.sorted()
        let limits = HTTPLimits(timeout: .milliseconds(1500), bodyBytesMax: 50_000)
        let ended = Inbox<(Int, Outcome)>()
        var random = SplitMix64(seed: 6)
        var asked: [String] = []
        for number in 0..<1000 {
            let kind = kinds[Int.random(in: 0..<kinds.count, using: &random)]
            asked.append(kind)
            // Stalls hold a connection until their time is up; a few are enough.
            if kind == "stalling", number % 10 != 0 { asked[number] = "plain" }
            let url = "\(server.origin)/\(asked[number])/\(number)"
            transport.start(HTTPRequest(url: url, limits: limits)) { ended.post((number, $0)) }
            if number % 250 == 249 { transport.cancelAll() }
            if number % 10 == 0 { _ = try transport.outcome(HTTPRequest(url: server.origin)) }
        }
        let deadline = SystemClock.monotonicNanoseconds() + 60_000_000_000
        var seen = [Int](repeating: 0, count: asked.count)
        var cancelled = 0
        for _ in asked {
            let (number, outcome) = try #require(ended.next(deadline: deadline))
            seen[number] += 1
            let wanted = try #require(Self.endings[asked[number]])
            if case .failure(let failure) = outcome, failure.kind == .cancelled {
                cancelled += 1
            } else if case .failure(let failure) = outcome {
                // A connection may be long in coming where others stall.
                #expect(failure.kind == wanted || failure.kind == .timedOut, "\(failure)")
            } else {
                #expect(wanted == nil, "\(asked[number]) was answered")
            }
        }
        #expect(seen.allSatisfy { $0 == 1 })
        #expect(cancelled > 0 && cancelled < 500, "\(cancelled)")
        let statistics = transport.statistics
        #expect(statistics.answered + statistics.failed == statistics.started)
        #expect(statistics.started == 1100)
        transport.close()
        server.stop()
    }
}
