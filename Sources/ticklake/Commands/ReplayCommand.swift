import ArgumentParsing
import Bytes
import Contracts
import JSONColumns
import ObjectStorage
import Pipeline

/// `ticklake replay`: a range of the topics through the same engine into a fresh lake.
enum ReplayCommand {
    static let command = Command(
        "replay", "reads a range of the topics again, into a fresh lake",
        examples: [
            "ticklake replay my.yaml --lake again",
            "ticklake replay my.yaml --lake again --from 2026-01-05T14:00:00Z",
            "ticklake replay my.yaml --lake again --from 1000 --to 250000",
        ]
    ) { a in
        let config = a.argument("CONFIG", "the pipeline file, as it is or changed")
        let lake = a.requiredOption("lake", "DIR", "a folder that is not there yet or empty")
        let from: String? = a.option(
            "from", "WHERE",
            "an offset in each lane of the tick topics, or Kafka's time of a record (RFC 3339, not "
                + "the tick's own time); instruments are always read from their beginning")
        let to: String? = a.option(
            "to", "WHERE",
            "where to stop, likewise, itself not included; instruments stop at a time only")
        let json = a.flag("json", "prints the summary as JSON")
        let start = end(from)
        let stop = end(to)
        a.expect(start != nil, "--from takes an offset or a time such as 2026-01-05T14:00:00Z")
        a.expect(stop != nil, "--to takes an offset or a time such as 2026-01-05T14:00:00Z")
        let range = ReplayRange(from: start ?? .open, until: stop ?? .open)
        a.expect(range.isOrdered, "--to must be after --from")
        let logging = LogOptions(a)
        return {
            guard try LocalStore(root: lake).list(.root).isEmpty else {
                throw CommandError(
                    .usage, "the folder `\(lake)` is not empty",
                    why: "a replay goes into a fresh lake", advice: "name another folder")
            }
            var plan = try ConfigurationFile.load(config).plan
            plan.lake = lake
            var service = PipelineService(plan: plan, log: logging.log)
            service.replay = range
            service.endsWhenCaughtUp = true
            service.showsProgress = !json
            ServiceRunner.run(service, json: json)
        }
    }

    /// Reads an end of the range; nil when it is neither an offset nor a time.
    private static func end(_ text: String?) -> ReplayRange.End? {
        guard let text else { return .open }
        if let offset = Int64(text) { return offset >= 0 ? .offset(offset) : nil }
        let bytes = Array(text.utf8)
        guard let time = RFC3339.nanoseconds(bytes.span.rawBytes) else { return nil }
        // The first millisecond that is not before the time.
        let (milliseconds, rest) = time.quotientAndRemainder(dividingBy: 1_000_000)
        return .time(rest > 0 ? milliseconds + 1 : milliseconds)
    }
}
