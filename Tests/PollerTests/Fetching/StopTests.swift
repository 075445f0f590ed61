import HTTPTransfer
import Poller
import Synchronization
import Testing

@Suite struct StopTests {
    private static let now: Int64 = 1_767_623_400_000_000_000

    private static func source(_ paging: String) -> String {
        """
        source: s
        topic: rest-ticks
        api: {base_url: https://api.example.com, auth: {kind: query, name: key, value: hush}}
        request: {path: /v1, query: {}}
        paging: \(paging)
        records: {path: rows, fields: {symbol: {value: ACME}, id: id}}
        mapping: {kind: record}
        """
    }

    @Test("nothing is asked after the process was told to end, and no answer waited for")
    func stop() throws {
        let fixture = try SourceFixture(Self.source("{kind: none}"), now: Self.now)
        let vendor = ScriptedVendor { _, _ in .success(.json(#"{"rows":[]}"#)) }
        var poller = try fixture.poller(vendor)
        poller.stop()
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .stopped)
        #expect(vendor.requests.isEmpty)
        let silent = SilentVendor()
        poller = try fixture.poller(silent)
        silent.stop = poller.stop
        #expect(try poller.poll(into: &report) == .stopped)
        #expect(silent.count == 1)
    }
}

/// A vendor that answers nothing, and after whose first request the process is told to end.
private final class SilentVendor: HTTPTransport {
    private let state = Mutex<(stop: @Sendable () -> Void, count: Int)>(({}, 0))

    var stop: @Sendable () -> Void {
        get { state.withLock { $0.stop } }
        set { state.withLock { $0.stop = newValue } }
    }

    var count: Int { state.withLock { $0.count } }

    func start(
        _ request: HTTPRequest,
        _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
    ) {
        state.withLock { $0.count += 1 }
        stop()
    }
}
