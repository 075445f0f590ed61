import ArgumentParsing
import Contracts
import Pipeline
import Platform

/// `ticklake run`: the service.
enum RunCommand {
    static let command = Command(
        "run", "consumes the topics and keeps the lake's tables up to date",
        examples: [
            "ticklake run topics/ticklake.yaml",
            "ticklake run topics/ticklake.yaml --until-caught-up",
        ]
    ) { a in
        let config = a.argument("CONFIG", "the pipeline file")
        let untilCaughtUp = a.flag(
            "until-caught-up", "ends when every lane has reached the end that it had at the start")
        let partitions: String? = a.option(
            "partitions", "LIST", "the partitions to work on, such as 0,1 (default: all)")
        let json = a.flag("json", "prints the summary as JSON")
        let numbers = partitions.map { $0.split(separator: ",").map { Int32($0) } }
        a.expect(
            numbers?.allSatisfy { $0.map { $0 >= 0 } ?? false } ?? true,
            "--partitions takes numbers separated by commas")
        let logging = LogOptions(a)
        return {
            let configuration = try ConfigurationFile.load(config)
            var service = PipelineService(plan: configuration.plan, log: logging.log)
            service.partitions = numbers?.compactMap(\.self)
            service.endsWhenCaughtUp = untilCaughtUp
            service.showsProgress = !json
            ServiceRunner.run(service, json: json)
        }
    }
}
