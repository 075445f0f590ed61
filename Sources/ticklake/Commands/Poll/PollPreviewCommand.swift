import ArgumentParsing
import Bytes
import HTTPTransfer
import JSONColumns
import ObjectStorage
import Pipeline
import Poller

/// `poll check`: one request of each source, and nothing produced.
enum PollCheckCommand {
    static let command = Command(
        "check", "asks each source once: is the credential good, does a request work",
        examples: ["ticklake poll check topics/ticklake.yaml"]
    ) { a in
        let path = a.argument("CONFIG", "the pipeline file", completion: .files)
        let names: [String] = a.list("source", "NAME", "the sources (default: all enabled)")
        let exchanges = ExchangeFile.Options(a)
        let json = a.flag("json", "prints the result as JSON")
        return {
            let sources = try PollSources(path, named: names)
            let transports = try PollTransports(exchanges.open())
            defer { transports.close() }
            let results = try sources.sources.map { source in
                (source.plan.name, try sources.finding(of: source, transports))
            }
            try Console.show(json ? report(results) : table(results))
            let failed = results.count { $0.1.problem != nil }
            guard failed == 0 else {
                throw CommandError(
                    .failed, "\(failed) of \(results.count) sources do not work",
                    advice: "ticklake poll preview --show-request shows what was asked")
            }
        }
    }

    private typealias Result = (source: String, finding: SourceInspection.Finding)

    private static func table(_ results: [Result]) -> String {
        var table = TextTable(["source", "status", "rows", "refused", "detail"], right: ["rows"])
        for (source, finding) in results {
            let refused = finding.counts.problems
            table.append([
                source, word(finding),
                Readable.count(finding.counts.rows), Readable.count(refused.count),
                finding.problem ?? refused.samples.first?.description ?? "",
            ])
        }
        return table.text
    }

    private static func word(_ finding: SourceInspection.Finding) -> String {
        if finding.problem != nil { return "failed" }
        return finding.isWaiting ? "no partitions yet" : "ok"
    }

    private static func report(_ results: [Result]) -> String {
        var writer = JSONWriter()
        writer.beginArray()
        for (source, finding) in results {
            writer.beginObject()
            writer.member("source", source)
            writer.member("ok", finding.problem == nil)
            writer.member("waiting", finding.isWaiting)
            writer.member("rows", finding.counts.rows)
            writer.member("refused", finding.counts.problems.count)
            if let problem = finding.problem { writer.member("problem", problem) }
            writer.endObject()
        }
        writer.endArray()
        writer.endLine()
        return writer.text
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
        let showsFields = a.flag(
            "fields", "guesses records.fields from the vendor's records")
        let exchanges = ExchangeFile.Options(a)
        let json = a.flag("json", "prints each record as a line of JSON, and nothing else")
        a.expect(!json || !showsFields, "--fields is not for --json")
        return {
            let sources = try PollSources(path, named: names)
            let transports = try PollTransports(exchanges.open())
            defer { transports.close() }
            var failed = 0
            for source in sources.sources {
                let finding = try sources.finding(of: source, transports)
                if json {
                    try showLines(finding, source, limit: limit)
                } else {
                    try show(finding, source, limit: limit, showsRequest: showsRequest)
                }
                if showsFields { try showFields(finding, source) }
                if let problem = finding.problem {
                    Console.report("\(source.plan.name) does not work: \(problem)")
                    failed += 1
                }
            }
            guard failed == 0 else {
                throw CommandError(
                    .failed, "\(failed) of \(sources.sources.count) sources do not work",
                    why: "the reasons are above")
            }
        }
    }

    private static func showLines(
        _ finding: SourceInspection.Finding, _ outcome: SourceFileReader.Outcome, limit: Int
    ) throws {
        let source = outcome.plan
        for record in finding.records.prefix(limit) {
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("source", source.name)
            writer.member("topic", source.topic)
            writer.member("key", record.key)
            writer.member("record_id", record.id.hex)
            writer.name("value")
            writer.raw(record.value.span.rawBytes)
            writer.endObject()
            try Console.showLine(outcome.redactor(writer.text))
        }
    }

    private static func showFields(
        _ finding: SourceInspection.Finding, _ outcome: SourceFileReader.Outcome
    ) throws {
        try Console.showLine("  fields:  # guessed: look at units, zones and names")
        for field in finding.fields { try Console.showLine(outcome.redactor("    \(field.yaml)")) }
    }

    private static func show(
        _ finding: SourceInspection.Finding, _ outcome: SourceFileReader.Outcome, limit: Int,
        showsRequest: Bool
    ) throws {
        let source = outcome.plan
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
            try Console.showLine(
                outcome.redactor("\(source.topic)  \(record.key)  \(record.id.hex)  \(value)"))
        }
        for problem in finding.counts.problems.samples { Console.report("refused: \(problem)") }
        let drift = finding.counts.survey.drift
        if !drift.new.isEmpty {
            Console.report("values that no field names: \(drift.new.joined(separator: ", "))")
        }
        if !drift.absent.isEmpty {
            Console.report("fields without a value: \(drift.absent.joined(separator: ", "))")
        }
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
        let connection = try transports.connection(to: source)
        try connection.begin()
        return SourceInspection(
            source.plan, redactor: source.redactor, transport: connection.transport,
            zones: Self.zones, clock: connection.clock, tokens: connection.tokens
        ).ask(lookup: try lookup())
    }

    /// Finds the values of partitions that no file says, in the pipeline's lake.
    func lookup() throws -> PartitionLookup {
        PartitionValues(pipeline: plan.name, store: try LakeStores.open(plan.lake)) {
            Console.report("no partitions yet: \($0)")
        }.lookup
    }

    /// How far a source has come; nil where it was never polled.
    func state(of source: String) throws -> PollState? {
        var states = try PollStateStore(
            LakeStores.open(plan.lake), pipeline: plan.name, source: source)
        return try states.read()
    }

    /// The ranges of the past that are being filled.
    func backfills(of source: String) throws -> [(range: String, state: PollState)] {
        try PollStateStore(LakeStores.open(plan.lake), pipeline: plan.name, source: source)
            .backfillStates()
    }
}
