import Bytes
import HTTPServing
import JSONColumns

/// A small vendor of one-minute bars with a REST interface, for the demo's poller.
final class DemoVendor: Sendable {
    /// Symbols that exchanges keep for tests.
    static let symbols = ["ZVZZT", "ZXZZT", "ZWZZT"]
    private static let minute: Int64 = 60

    private let server: HTTPServer

    /// Listens on a port that is free.
    init() throws {
        server = try HTTPServer { Self.answer($0) }
    }

    /// Stops listening.
    func stop() { server.stop() }

    /// The source that polls this vendor, as a file would describe it.
    var description: String {
        """
        source: demo-bars
        topic: rest-ticks
        api: {base_url: '\(server.origin)', concurrency: 3}
        request:
          path: /v1/bars/{{ partition.symbol }}
          query: {from: '{{ slice.start | s }}', to: '{{ slice.end | s }}'}
        partitions: {symbol: [\(Self.symbols.joined(separator: ", "))]}
        cursor: {kind: time, start: 1m, step: 1h, granularity: 1s, lookback: 1m, settle: 5s}
        records:
          path: bars
          fields:
            symbol: symbol
            time: {from: t, time: s}
            open: o
            high: h
            low: l
            close: c
            volume: v
            exchange: {value: DEMO}
            currency: {value: USD}
        mapping: {kind: bar, interval: 1m}
        schedule: {every: 1s}
        """
    }

    private static func answer(_ request: ServedRequest) -> ServedResponse {
        let parts = request.path.split(separator: "/")
        guard parts.count == 3, parts[0] == "v1", parts[1] == "bars",
            let from = request.parameter("from").flatMap({ Int64($0) }),
            let to = request.parameter("to").flatMap({ Int64($0) }), to - from <= 86_400
        else { return ServedResponse(status: 404, text: #"{"message":"no such thing"}"#) }
        let first = from.flooredToMultiple(of: minute) + (from % minute == 0 ? 0 : minute)
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("bars")
        writer.beginArray()
        for time in stride(from: first, to: to, by: Int(minute)) {
            write(symbol: String(parts[2]), time, to: &writer)
        }
        writer.endArray()
        writer.endObject()
        return ServedResponse(text: writer.text, type: "application/json")
    }

    /// A bar that is the same whenever it is asked for.
    private static func write(symbol: String, _ time: Int64, to writer: inout JSONWriter) {
        let name = Array(symbol.utf8)
        var random = SplitMix64(
            seed: StableHash.hash64(name.span.rawBytes, seed: UInt64(bitPattern: time)))
        let base = 10_000 + Int64(StableHash.hash64(name.span.rawBytes) % 20_000)
        let prices = (0..<4).map { _ in base + Int64(random.next(upperBound: 200 as UInt64)) }
        writer.beginObject()
        writer.member("symbol", symbol)
        writer.member("t", time)
        let values = [
            ("o", prices[0]), ("h", prices.max() ?? base), ("l", prices.min() ?? base),
            ("c", prices[3]),
        ]
        for (name, cents) in values {
            writer.name(name)
            writer.raw("\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)")
        }
        writer.member("v", 100 + random.next(upperBound: 900 as UInt64))
        writer.endObject()
    }
}
