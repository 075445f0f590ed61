import ArgumentParsing
import JSONColumns
import Poller

/// `poll dry-run`: the requests that a poll would begin with.
enum PollDryRunCommand {
    static let command = Command(
        "dry-run", "prints the slices and URLs that a poll would ask for, and asks nobody",
        examples: ["ticklake poll dry-run topics/ticklake.yaml --source binance-klines"]
    ) { a in
        let path = a.argument("CONFIG", "the pipeline file", completion: .files)
        let names: [String] = a.list("source", "NAME", "the sources (default: all enabled)")
        let limit = a.option("limit", "N", "how many requests of each source", default: 20)
        a.expect((1...1_000_000).contains(limit), "--limit is 1 to 1000000")
        let json = a.flag("json", "prints the result as JSON")
        return {
            var writer = JSONWriter()
            writer.beginArray()
            let sources = try PollSources(path, named: names)
            for source in sources.sources {
                let inspection = SourceInspection(
                    source.plan, redactor: source.redactor, transport: NoTransport(),
                    zones: PollSources.zones, clock: SystemPollClock())
                let lines = try inspection.requests(
                    sources.state(of: source.plan.name), lookup: sources.lookup(), limit: limit)
                for line in lines where json {
                    writer.beginObject()
                    writer.member("source", source.plan.name)
                    writer.member("request", line)
                    writer.endObject()
                }
                guard !json else { continue }
                try Console.showLine("\(source.plan.name) -> \(source.plan.topic)")
                for line in lines { try Console.showLine("  \(line)") }
                if lines.isEmpty { try Console.showLine("  nothing to ask for now") }
            }
            writer.endArray()
            if json { try Console.showLine(writer.text) }
        }
    }
}
