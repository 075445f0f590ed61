import Foundation
import HTTPTransfer
import JSONColumns
import Poller
import Synchronization
import Testing

/// What a vendor answers to a request that holds some text.
///
/// Of several steps that fit, the first answers once; the last one goes on answering.
struct Step: Sendable {
    /// What comes back, or why nothing does.
    typealias Answer = Result<HTTPResponse, HTTPFailure>

    /// A part of the request's method, URL or body.
    let asked: String
    let answer: HTTPResponse

    init(_ asked: String = "", _ answer: HTTPResponse) {
        self.asked = asked
        self.answer = answer
    }

    init(_ asked: String = "", _ json: String, status: Int = 200, headers: [HTTPHeader] = []) {
        self.init(asked, .json(json, status: status, headers: headers))
    }
}

/// An example's poller before a vendor.
final class VendorScene {
    let fixture: SourceFixture
    let vendor: ScriptedVendor
    /// What the last poll came to.
    private(set) var report = PollReport()
    private let transport: any HTTPTransport
    private var poller: SourcePoller

    /// Before a vendor that answers by a table.
    convenience init(
        _ source: VendorSource, start: String = VendorSource.start, now: String? = nil,
        step: String? = nil, changing changes: [VendorSource.Change] = [], _ steps: [Step]
    ) throws {
        let script = Script(steps)
        try self.init(source, start: start, now: now, step: step, changing: changes) { request, _ in
            script.answer(request)
        }
    }

    /// Before a vendor that answers as of the scene's time.
    convenience init(
        _ source: VendorSource, start: String = VendorSource.start, now: String? = nil,
        step: String? = nil, changing changes: [VendorSource.Change] = [],
        answering answer: @escaping @Sendable (HTTPRequest, Instant) -> Step.Answer
    ) throws {
        let fixture = try SourceFixture(
            try source.yaml(start: start, step: step, changes), now: time(now ?? source.now),
            environment: ExampleSourceTests.environment)
        let clock = fixture.clock
        let vendor = ScriptedVendor { request, _ in
            answer(request, Instant(nanoseconds: clock.now()))
        }
        try self.init(fixture, vendor, over: vendor)
    }

    /// Before a vendor that is asked over another transport.
    init(_ fixture: SourceFixture, _ vendor: ScriptedVendor, over transport: any HTTPTransport)
        throws
    {
        self.fixture = fixture
        self.vendor = vendor
        self.transport = transport
        poller = try fixture.poller(transport)
    }

    @discardableResult func poll() throws -> PollEnd {
        report = PollReport()
        return try poller.poll(into: &report)
    }

    /// Polls again later.
    @discardableResult func poll(after seconds: Int64) throws -> PollEnd {
        fixture.clock.advance(by: seconds * 1_000_000_000)
        return try poll()
    }

    /// Another process in the place of the first.
    ///
    /// The scene's time goes on where it was: what the new one waits for records of a killed one
    /// is not the vendor's.
    func restart() throws {
        let before = fixture.clock.now()
        poller = try fixture.poller(transport, seed: 2)
        fixture.clock.advance(by: before - fixture.clock.now())
    }

    /// The values of the topic's records, by their key.
    var records: [String: [String]] {
        Dictionary(grouping: fixture.topic.records, by: \.key).mapValues { records in
            records.map { String(decoding: $0.value ?? [], as: UTF8.self) }
        }
    }

    /// What was asked: paths and queries, and bodies where there are.
    var requests: [String] { vendor.requests.map { $0.shown } }

    /// The first instant of each partition that is not polled.
    var times: [String: String] {
        poller.progress.partitions.compactMapValues { $0.time.map { RFC3339.text($0) } }
    }

    /// How many heartbeats are in each partition of the topic; those of the last round came behind
    /// its state.
    var heartbeats: Int64 { Int64(fixture.topic.heartbeats(of: 0).count) - 1 }

    /// What the process holds.
    var progress: PollState { poller.progress.inOrder }

    /// What the lake's newest file says.
    func written() throws -> PollState? {
        var states = try PollStateStore(
            fixture.store, pipeline: "ticks", source: fixture.outcome.plan.name)
        return try states.read()?.inOrder
    }

    /// Why partitions are behind.
    var troubles: [String: String] {
        poller.progress.partitions.compactMapValues { $0.trouble?.reason }
    }
}

/// The steps that are left.
final class Script: Sendable {
    private let steps: Mutex<[Step]>

    init(_ steps: [Step]) { self.steps = Mutex(steps) }

    func answer(_ request: HTTPRequest) -> Step.Answer {
        let text = request.shown
        return steps.withLock { steps in
            let fitting = steps.indices.filter {
                steps[$0].asked.isEmpty || text.contains(steps[$0].asked)
            }
            guard let first = fitting.first else {
                return .failure(HTTPFailure(.invalid, "the script has no answer to \(text)"))
            }
            let answer = steps[first].answer
            if fitting.count > 1 { steps.remove(at: first) }
            return .success(answer)
        }
    }
}

extension HTTPRequest {
    fileprivate var shown: String {
        let path = url.replacing(#/^https?:\/\//#, with: "").drop { $0 != "/" }
        return "\(method) \(path)" + (body.map { " " + String(decoding: $0, as: UTF8.self) } ?? "")
    }
}
