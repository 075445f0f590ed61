import HTTPTransfer
import Poller

/// A vendor of minute bars, each like every other, and a source that polls it.
enum BarSource {
    static let minute: Int64 = 60_000_000_000
    /// 2026-01-05T14:30:00Z.
    static let start: Int64 = 1_767_623_400_000_000_000

    /// A source of symbols that are asked for one by one.
    static func yaml(
        _ symbols: [String] = ["ZVZZT", "ZXZZT"], group: Int = 1, lookback: String = "2m"
    ) -> String {
        """
        source: bars
        topic: rest-ticks
        api: {base_url: 'https://api.acme.example'}
        request:
          path: /bars
          query:
            symbols: '{{ partition.symbol | join(",") }}'
            from: '{{ slice.start | s }}'
            to: '{{ slice.end | s }}'
        partitions: {symbol: {values: [\(symbols.joined(separator: ", "))], group: \(group)}}
        cursor:
          {kind: time, start: 2026-01-05T14:30:00Z, step: 2m, lookback: \(lookback), settle: 0s}
        records:
          path: bars
          fields: {symbol: s, time: {from: t, time: s}, open: o, high: o, low: o, close: o, volume: v}
        mapping: {kind: bar, interval: 1m}
        retries: {tries: 0}
        heartbeats: true

        """
    }

    static func fixture(_ yaml: String = yaml(), minutes: Int64 = 10) throws -> SourceFixture {
        try SourceFixture(yaml, now: start + minutes * minute)
    }

    /// A bar for each minute and symbol that is asked for.
    static func answer(_ request: HTTPRequest) -> HTTPResponse {
        let from = Int64(request.parameter("from") ?? "") ?? 0
        let to = Int64(request.parameter("to") ?? "") ?? 0
        let bars = symbols(of: request).flatMap { symbol in
            stride(from: (from + 59) / 60 * 60, to: to, by: 60).map { time in
                #"{"s":"\#(symbol)","t":\#(time),"o":"1.5","v":"4"}"#
            }
        }
        return .json(#"{"bars":[\#(bars.joined(separator: ","))]}"#)
    }

    /// The symbols that a request asks for.
    static func symbols(of request: HTTPRequest) -> [String] {
        (request.parameter("symbols") ?? "").replacing("%2C", with: ",").split(separator: ",")
            .map(String.init)
    }

    static var vendor: ScriptedVendor { ScriptedVendor { request, _ in .success(answer(request)) } }
}
