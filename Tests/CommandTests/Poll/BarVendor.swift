import HTTPServing
import Synchronization

/// A vendor of one-minute bars that tests poll: the same bar whenever it is asked for.
final class BarVendor: Sendable {
    private let server: HTTPServer

    /// Listens on a port that is free; every so-manieth answer is an error, and after so
    /// many it sends us away.
    init(
        failing every: Int = .max, sendingAwayAfter last: Int = .max, tls: ServerTLS? = nil
    ) throws {
        let counter = Counter()
        server = try HTTPServer(tls: tls) { request in
            let number = counter.next()
            if number > last { return ServedResponse(status: 418, text: "I'm a teapot") }
            if number.isMultiple(of: every) { return ServedResponse(status: 503, text: "later") }
            return Self.answer(request)
        }
    }

    var origin: String { server.origin }

    func stop() { server.stop() }

    private static func answer(_ request: ServedRequest) -> ServedResponse {
        guard request.header("X-Key") == "hush-hush" else {
            return ServedResponse(status: 401, text: #"{"message":"who are you"}"#)
        }
        let symbol = request.parameter("symbol") ?? ""
        let from = Int(request.parameter("from") ?? "") ?? 0
        let to = Int(request.parameter("to") ?? "") ?? 0
        let bars = stride(from: (from + 59) / 60 * 60, to: to, by: 60).map { time in
            #"{"s":"\#(symbol)","t":\#(time),"o":1.5,"h":3,"l":1,"c":2,"v":40}"#
        }
        return ServedResponse(
            text: #"{"bars":[\#(bars.joined(separator: ","))]}"#, type: "application/json")
    }

    private final class Counter: Sendable {
        private let value = Atomic<Int>(0)

        func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).newValue }
    }
}
