import ArgumentParsing
import Contracts
import JSONColumns
import Pipeline
import Poller

/// `config check|show`: what a pipeline file and its contracts say.
enum ConfigCommand {
    static let command = Command(
        "config", "checks and shows a pipeline file and its contracts",
        examples: ["ticklake config check topics/ticklake.yaml"],
        subcommands: [check, show])

    private static let check = Command(
        "check", "reports every mistake with file, line and a hint",
        examples: ["ticklake config check topics/ticklake.yaml"]
    ) { a in
        let path = a.argument("CONFIG", "the pipeline file", completion: .files)
        let json = a.flag("json", "prints the result as JSON")
        return {
            let outcome = withSources(ConfigurationFile.read(path))
            guard json else {
                try Console.show(try ConfigurationFile.configuration(outcome, path).summary)
                return
            }
            try Console.showLine(report(outcome))
            if case .refused(let problems) = outcome {
                throw ConfigurationFile.refusal(path, problems.count)
            }
        }
    }

    /// What a pipeline file comes to with the files of its sources.
    private static func withSources(_ outcome: ConfigurationOutcome) -> ConfigurationOutcome {
        guard case .ready(let configuration) = outcome else { return outcome }
        do throws(SourceProblems) {
            _ = try PollSources.read(configuration.plan)
            return outcome
        } catch {
            return .refused(error.problems)
        }
    }

    private static let show = Command(
        "show", "prints the values in effect, defaults marked and secrets hidden",
        examples: ["ticklake config show topics/ticklake.yaml"]
    ) { a in
        let path = a.argument("CONFIG", "the pipeline file", completion: .files)
        let json = a.flag("json", "prints the values as JSON")
        return {
            let configuration = try ConfigurationFile.load(path)
            try Console.show(json ? report(configuration) + "\n" : configuration.rendered)
        }
    }

    /// The values in effect for machines, each file under its name.
    private static func report(_ configuration: Configuration) -> String {
        let files = configuration.files.map { file in
            JSONValue.object([
                "file": .string(file.name), "values": value(file.values),
                "defaults": .array(file.defaults.map { .string($0) }),
            ])
        }
        return JSONValue.object([
            "digest": .string(configuration.plan.digest), "files": .array(files),
        ]).text
    }

    private static func value(_ effective: EffectiveValue) -> JSONValue {
        switch effective {
        case .text(let text): .string(text)
        case .integer(let number): .integer(number)
        case .boolean(let flag): .bool(flag)
        case .list(let elements): .array(elements.map(value))
        case .members(let members):
            .object(JSONObject(members.map { JSONObject.Member($0.name, value($0.value)) }))
        }
    }

    /// The outcome of a check for machines.
    private static func report(_ outcome: ConfigurationOutcome) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        switch outcome {
        case .ready(let configuration):
            writer.member("ok", true)
            writer.member("pipeline", configuration.plan.name)
            writer.member("digest", configuration.plan.digest)
        case .refused(let problems):
            writer.member("ok", false)
            writer.name("problems")
            writer.beginArray()
            for problem in problems {
                writer.beginObject()
                writer.member("file", problem.file)
                writer.member("line", problem.line)
                writer.member("column", problem.column)
                writer.member("message", problem.message)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
        return writer.text
    }
}
