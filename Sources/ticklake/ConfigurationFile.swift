import Contracts
import Kafka
import Platform

/// The pipeline file that a command was given.
enum ConfigurationFile {
    /// The most bytes that a file of the configuration may have.
    private static let bytesMax = 1 << 20

    /// Reads the file with its contracts; nothing is thrown for what is wrong in them.
    static func read(_ path: String) -> ConfigurationOutcome {
        ConfigurationReader(surroundings).read(path)
    }

    /// What configuration may look at outside its own text.
    static var surroundings: Surroundings {
        Surroundings(
            readFile: { try TextFile.readBytes($0, limitBytes: bytesMax) },
            environment: Environment.value, kafkaSetting: kafkaSetting)
    }

    /// What librdkafka says of a setting.
    private static func kafkaSetting(_ name: String, _ value: String) -> SettingVerdict {
        switch kafkaSettings.verdict(on: value, of: name) {
        case .taken: return .taken(isText: kafkaSettings.setting(name)?.isText ?? true)
        case .unknown: return .unknown(known: kafkaSettings.all.map(\.name))
        case .refused:
            let range = kafkaSettings.setting(name)?.range ?? ""
            return .refused(expected: range.isEmpty ? "what librdkafka takes there" : range)
        }
    }

    private static let kafkaSettings = KafkaSettings()

    /// Reads the file with its contracts, for a command that needs it to be good.
    ///
    /// - Throws: `CommandError` with exit code 64, after every problem was written on a line.
    static func load(_ path: String) throws -> Configuration {
        try configuration(read(path), path)
    }

    /// The configuration that a file came to.
    ///
    /// - Throws: `CommandError` with exit code 64, after every problem was written on a line.
    static func configuration(
        _ outcome: ConfigurationOutcome, _ path: String
    ) throws -> Configuration {
        switch outcome {
        case .ready(let configuration): return configuration
        case .refused(let problems):
            for problem in problems { Console.report(problem.description) }
            throw refusal(path, problems.count)
        }
    }

    /// The line that ends a command after its problems were written.
    static func refusal(_ path: String, _ count: Int) -> CommandError {
        CommandError(
            .usage, "the configuration is not good",
            why: "\(count == 1 ? "1 problem" : "\(count) problems") in \(path) and the files that"
                + " it names",
            advice: "topics/ticklake.yaml explains every key")
    }
}
