import ArgumentParsing
import Contracts
import Pipeline
import Platform

/// `ticklake demo`: the whole path on this machine, without a broker of one's own.
enum DemoCommand {
    static let command = Command(
        "demo", "runs generator, embedded broker and pipeline into a fresh lake, and shows it",
        examples: ["ticklake demo", "ticklake demo --seconds 60 --rate 2000 --lake my-lake"]
    ) { a in
        let lake: String? = a.option("lake", "DIR", "a folder that is not there yet or empty")
        let seconds = a.option("seconds", "N", "how long ticks come in", default: 20)
        let rate = a.option("rate", "N", "ticks a second", default: 4_000)
        let config = a.option(
            "config", "FILE", "the pipeline file whose contracts are used",
            default: "topics/ticklake.yaml")
        let json = a.flag("json", "prints the outcome as JSON, and nothing else")
        a.expect((1...3_600).contains(seconds), "--seconds takes 1 to 3600")
        a.expect(
            (1...Demo.rateMax).contains(rate),
            "--rate takes 1 to \(Demo.rateMax): the embedded broker keeps a few MB only")
        return {
            var plan = try ConfigurationFile.load(config).plan
            try addRESTTopic(to: &plan, besides: config)
            let folder = lake ?? "/tmp/ticklake-demo-\(SystemClock.wallNanoseconds() / 1_000_000)"
            let demo = try Demo(
                plan: plan, lake: folder, seconds: seconds, rate: rate, isForMachines: json)
            Lifecycle.runUntilSignalled(
                drainNanoseconds: 30_000_000_000, report: { _ in }
            ) { stop in
                Program.exitCode(of: { try demo.run(stop: stop) }).rawValue
            }
        }
    }

    /// The topic of polled ticks, whose contract lies beside the pipeline file.
    private static func addRESTTopic(to plan: inout PipelinePlan, besides config: String) throws {
        guard plan.topic(named: "rest-ticks") == nil else { return }
        let path = Path.join("rest-ticks.yaml", besides: config)
        let bytes = try ConfigurationFile.surroundings.readFile(path)
        do throws(ContractProblems) {
            plan.topics.append(try ConfigurationReader.readContract(bytes, file: path).get())
        } catch {
            for problem in error.problems { Console.report(problem.description) }
            throw ConfigurationFile.refusal(path, error.problems.count)
        }
    }
}
