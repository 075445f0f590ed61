import ArgumentParsing
import HTTPTransfer
import Pipeline
import Poller

/// `poll check` and `poll preview`: one request of each source, and nothing produced.
enum PollCheckCommand {
    static let command = Command(
        "check", "asks each source once: is the credential good, does a request work",
        examples: ["ticklake poll check topics/ticklake.yaml"]
    ) { a in
        let path = a.argument("CONFIG", "the pipeline file", completion: .files)
        let names: [String] = a.list("source", "NAME", "the sources (default: all enabled)")
        return {
            let sources = try PollSources(path, named: names)
            let transports = PollTransports()
            defer { transports.close() }
            var table = TextTable(
                ["source", "status", "rows", "refused", "detail"], right: ["rows"])
            var failed = 0
            for source in sources.sources {
                let finding = try sources.finding(of: source, transports)
                let detail = finding.problem ?? finding.counts.problems.samples.first?.description
                if finding.problem != nil { failed += 1 }
                table.append([
                    source.plan.name, finding.problem == nil ? "ok" : "failed",
                    Readable.count(finding.counts.rows),
                    Readable.count(finding.counts.problems.count), detail ?? "",
                ])
            }
            try Console.show(table.text)
            guard failed == 0 else {
                throw CommandError(
                    .failed, "\(failed) of \(sources.sources.count) sources do not work",
                    advice: "ticklake poll preview --show-request shows what was asked")
            }
        }
    }
}

/// `poll preview`: the records as they would be produced.
enum PollPreviewCommand {
    static let command = Command(
        "preview", "shows the first records of each source as they would be produced",
        examples: [
            "ticklake poll preview topics/ticklake.yaml --source binance-klines --show-request"
        ]
    ) { a in
        let path = a.argument("CONFIG", "the pipeline file", completion: .files)
        let names: [String] = a.list("source", "NAME", "the sources (default: all enabled)")
        let limit = a.option("limit", "N", "how many records of each", default: 5)
        a.expect((0...100_000).contains(limit), "--limit is 0 to 100000")
        let showsRequest = a.flag("show-request", "shows the requests, secrets replaced by ***")
        return {
            let sources = try PollSources(path, named: names)
            let transports = PollTransports()
            defer { transports.close() }
            for source in sources.sources {
                let finding = try sources.finding(of: source, transports)
                try show(finding, source.plan, limit: limit, showsRequest: showsRequest)
                if let problem = finding.problem {
                    throw CommandError(.failed, "\(source.plan.name) does not work", why: problem)
                }
            }
        }
    }

    private static func show(
        _ finding: SourceInspection.Finding, _ source: SourcePlan, limit: Int, showsRequest: Bool
    ) throws {
        if showsRequest {
            for exchange in finding.exchanges {
                try Console.showLine("> \(exchange.request)")
                for header in exchange.headers {
                    try Console.showLine("> \(header.name): \(header.value)")
                }
                if let body = exchange.body { try Console.showLine("> \(body)") }
            }
        }
        for record in finding.records.prefix(limit) {
            let value = String(decoding: record.value, as: UTF8.self)
            try Console.showLine("\(source.topic)  \(record.key)  \(record.id.hex)  \(value)")
        }
        for problem in finding.counts.problems.samples { Console.report("refused: \(problem)") }
        Console.report(
            "\(source.name): \(finding.counts.rows) rows, \(finding.records.count) records,"
                + " \(finding.counts.outside) outside the slice or not settled,"
                + " \(finding.counts.left) left out, \(finding.counts.problems.count) refused")
    }
}

extension PollSources {
    /// What a source answers.
    func finding(
        of source: SourceFileReader.Outcome, _ transports: PollTransports
    ) throws -> SourceInspection.Finding {
        SourceInspection(
            source.plan, redactor: source.redactor,
            transport: try transports.transport(of: source.plan), zones: Self.zones,
            clock: SystemPollClock()
        ).ask(keys: keys)
    }

    /// What another source has sent records of: its state says.
    func keys(of source: String) -> [String] {
        (try? state(of: source)).flatMap { $0?.contents.keys.sorted() } ?? []
    }

    /// How far a source has come; nil where it was never polled.
    func state(of source: String) throws -> PollState? {
        var states = try PollStateStore(
            LakeStores.open(plan.lake), pipeline: plan.name, source: source)
        return try states.read()
    }
}
