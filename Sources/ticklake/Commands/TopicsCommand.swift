import ArgumentParsing
import Contracts
import JSONColumns
import Kafka
import Pipeline

/// `topics apply|show`: the brokers' topics and the contracts.
enum TopicsCommand {
    static let command = Command(
        "topics", "creates topics, or checks them against their contracts",
        examples: ["ticklake topics apply topics/ticklake.yaml"],
        subcommands: [apply, show])

    private static let apply = Command(
        "apply", "creates and grows topics as their contracts say, and checks the others",
        examples: [
            "ticklake topics apply topics/ticklake.yaml",
            "ticklake topics apply topics/ticklake.yaml --dry-run",
        ]
    ) { a in
        let path = a.argument("CONFIG", "the pipeline file", completion: .files)
        let isRehearsal = a.flag("dry-run", "only tells what would be done")
        let json = a.flag("json", "prints the result as JSON")
        return {
            let plan = try ConfigurationFile.load(path).plan
            let outcomes = try TopicApplication(plan, isRehearsal: isRehearsal).run()
            try Console.show(json ? report(outcomes) : table(outcomes))
            let broken = Set(outcomes.filter { !$0.isKept }.map(\.finding.topic)).sorted()
            guard broken.isEmpty else {
                throw CommandError(
                    .failed, "not every topic is as its contract says",
                    why: "see \(broken.joined(separator: ", ")) above",
                    advice: "change the topic by hand, or its contract")
            }
        }
    }

    private static let show = Command(
        "show", "lists partitions, watermarks and settings beside what the contracts say",
        examples: ["ticklake topics show topics/ticklake.yaml"]
    ) { a in
        let path = a.argument("CONFIG", "the pipeline file", completion: .files)
        let json = a.flag("json", "prints the result as JSON")
        return {
            let plan = try ConfigurationFile.load(path).plan
            let listing = try TopicListing(plan)
            try Console.show(json ? listing.json : listing.text)
        }
    }

    private static func table(_ outcomes: [TopicApplication.Outcome]) -> String {
        var table = TextTable(["topic", "what", "contract", "was", "result"])
        for outcome in outcomes {
            let finding = outcome.finding
            table.append(
                [finding.topic, finding.subject, finding.wanted, finding.found, outcome.action])
        }
        return table.text
    }

    private static func report(_ outcomes: [TopicApplication.Outcome]) -> String {
        var writer = JSONWriter()
        writer.beginArray()
        for outcome in outcomes {
            writer.beginObject()
            writer.member("topic", outcome.finding.topic)
            writer.member("what", outcome.finding.subject)
            writer.member("contract", outcome.finding.wanted)
            writer.member("was", outcome.finding.found)
            writer.member("result", outcome.action)
            writer.member("ok", outcome.isKept)
            writer.endObject()
        }
        writer.endArray()
        writer.endLine()
        return writer.text
    }
}
