import Foundation
import TestSupport
import Testing

/// A pipeline with sources that poll a `BarVendor`, whose hour of bars comes in sixty rounds.
struct BarPipeline {
    static let symbols = (0..<20).map { "S\($0)" }
    static let minutes = 60

    private let pipeline: PipelineFolder
    private let tls: String

    /// Writes the files, and makes the topics.
    ///
    /// - Parameters:
    ///   - sources: the sources' names, and the symbols of each.
    ///   - every: how often they are polled by a service.
    ///   - tls: whom the poller trusts, and who it is, as the source file has it.
    init(
        _ vendor: BarVendor, sources: [String: [String]] = ["bars": symbols], every: String = "1m",
        tls: String = "{}"
    ) throws {
        self.tls = tls
        let names = sources.keys.sorted()
        pipeline = try PipelineFolder(
            RealBroker.required(),
            settings: "poller: {sources: [\(names.map { "\($0).yaml" }.joined(separator: ", "))]}")
        for name in names {
            let text =
                source(name, sources[name] ?? [], vendor) + "\nschedule: {every: \(every)}\n"
            try text.write(toFile: path("\(name).yaml"), atomically: true, encoding: .utf8)
        }
        let applied = try run(["topics", "apply"])
        try #require(applied.status == 0, "\(applied)")
    }

    private func source(_ name: String, _ symbols: [String], _ vendor: BarVendor) -> String {
        """
        source: \(name)
        topic: \(pipeline.ticks)
        api:
          base_url: \(vendor.origin)
          auth: {kind: header, name: X-Key, value: '${env:VENDOR_KEY}'}
          tls: \(tls)
        request:
          path: /bars
          query:
            symbol: '{{ partition.symbol }}'
            from: '{{ slice.start | s }}'
            to: '{{ slice.end | s }}'
        partitions: {symbol: [\(symbols.joined(separator: ", "))]}
        cursor:
          kind: time
          start: 2026-01-05T14:00:00Z
          end: 2026-01-05T15:00:00Z
          step: 1m
          lookback: 2m
        records:
          path: bars
          fields:
            symbol: s
            time: {from: t, time: s}
            open: o
            high: h
            low: l
            close: c
            volume: v
        mapping: {kind: bar, interval: 1m}
        retries: {first: 10ms}
        """
    }

    var lake: String { pipeline.lake }
    var file: String { pipeline.file }
    var ticks: String { pipeline.ticks }

    /// The path of a file beside the pipeline's.
    func path(_ name: String) -> String { pipeline.folder.path(name) }

    /// What commands need to know of the broker and the vendor.
    var environment: [String: String] {
        pipeline.environment.merging(["VENDOR_KEY": "hush-hush"]) { $1 }
    }

    /// Runs a command that needs no vendor.
    func run(_ command: [String], _ options: [String] = []) throws -> ProcessResult {
        try pipeline.run(command, options)
    }

    /// Starts the poller, or one of its commands.
    func poll(
        _ command: [String] = ["poll"], _ options: [String] = ["--once"]
    ) throws -> ProcessRun {
        try Program.start(command + [file] + options, environment: environment)
    }

    /// The rows of a table, counted by the program itself.
    func rows(_ table: String) throws -> [String] {
        let shown = try Program.run([
            "show", "\(lake)/\(table)", "--columns", "symbol,event_time,price,size,trade_id",
            "--order-by", "symbol", "--format", "csv", "--limit", "1000000",
        ])
        try #require(shown.status == 0, "\(shown)")
        return shown.output.split(separator: "\n").dropFirst().map(String.init).sorted()
    }

    /// The ids of the polled records in RAW, in whichever order.
    func recordIDs() throws -> [Substring] {
        let shown = try Program.run([
            "show", "\(lake)/raw/\(ticks)", "--columns", "headers", "--format", "jsonl", "--limit",
            "1000000",
        ])
        try #require(shown.status == 0, "\(shown)")
        return shown.output.split(separator: "\n").compactMap { line in
            line.firstMatch(of: /ticklake-record-id","value":"([0-9a-f]+)"/)?.1
        }
    }
}
