import ArgumentParsing
import JSONColumns
import Pipeline
import Platform
import Poller
import Telemetry

/// `poll`: REST sources become records on the topics.
enum PollCommand {
    /// Longer than brokers may take to acknowledge a round.
    private static let drainNanoseconds: Int64 = 160_000_000_000

    static let command = Command(
        "poll", "polls the REST sources of a pipeline file into its topics",
        examples: [
            "ticklake poll topics/ticklake.yaml",
            "ticklake poll topics/ticklake.yaml --once --source binance-klines",
            "ticklake poll topics/ticklake.yaml --source binance-klines --from 2026-01-01T00:00:00Z"
                + " --to 2026-02-01T00:00:00Z",
        ],
        subcommands: [
            PollCheckCommand.command, PollPreviewCommand.command, PollDryRunCommand.command,
            PollStateCommand.command, PollSchemaCommand.command,
        ]
    ) { a in
        let path = a.argument("CONFIG", "the pipeline file", completion: .files)
        let names: [String] = a.list(
            "source", "NAME", "the sources to poll (default: all that are enabled)")
        let isOnce = a.flag("once", "polls each source once, up to now, and ends")
        let from: String? = a.option("from", "TIME", "fills a range of the past, once: its start")
        let to: String? = a.option("to", "TIME", "the first instant behind that range")
        let (start, end) = (from.map(RFC3339.nanoseconds), to.map(RFC3339.nanoseconds))
        a.expect((from == nil) == (to == nil), "--from and --to go together")
        a.expect(
            from == nil || (start ?? nil) != nil && (end ?? nil) != nil,
            "--from and --to take times such as 2026-01-05T14:30:00Z")
        if let start = start ?? nil, let end = end ?? nil {
            a.expect(start < end, "--from is before --to")
        }
        let exchanges = ExchangeFile.Options(a)
        a.expect(
            !exchanges.isAny || isOnce || from != nil,
            "--record and --replay go with --once, or --from and --to")
        let json = a.flag("json", "prints the summary as JSON")
        let place: String? = a.option(
            "metrics", "ADDRESS:PORT",
            "serves /metrics and /healthz there (default: poller.metrics of CONFIG)")
        let metrics = place.flatMap(ListenAddress.init)
        a.expect(
            place == nil || metrics != nil, "--metrics takes \(ListenAddress.expectation)")
        let logging = LogOptions(a)
        return {
            var sources = try PollSources(path, named: names)
            if from != nil, names.isEmpty { try sources.keepFillable() }
            var service = PollService(sources: sources, log: logging.log)
            service.exchanges = try exchanges.open()
            service.isOnce = isOnce || from != nil
            if let start = start ?? nil, let end = end ?? nil {
                service.backfill = TimeSlice(start: start, end: end)
            }
            service.metricsAddress = metrics ?? sources.plan.pollerMetrics
            Signals.ignoreBrokenPipes()
            Lifecycle.runUntilSignalled(
                drainNanoseconds: drainNanoseconds,
                report: { tell($0, logging.log) },
                body: { [service] stop in
                    Program.exitCode(of: { try run(service, stop, json: json) }).rawValue
                })
        }
    }

    private static func run(_ service: PollService, _ stop: StopRequest, json: Bool) throws {
        let summary = try service.run(stop: stop)
        try Console.show(json ? summary.json : summary.text)
        if let failure = summary.failure(wasTold: stop.isRequested) { throw failure }
    }

    private static func tell(_ notice: Lifecycle.Notice, _ log: Log) {
        switch notice {
        case .stopping(let signal): log.info("stopping", ["signal": .string(signal.name)])
        case .secondSignal: log.warning("stopped at once by a second signal")
        case .deadlinePassed: log.error("brokers took too long to acknowledge")
        }
    }
}
