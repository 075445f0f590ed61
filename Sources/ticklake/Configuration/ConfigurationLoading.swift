import Contracts
import Platform

/// Reads a pipeline file and the contracts that it names.
///
/// Every problem is a line on standard error, before the error that ends the command.
///
/// - Throws: `CommandError`, kind `usage`, when anything is wrong.
func loadConfiguration(_ path: String) throws -> Configuration {
    let surroundings = Surroundings(
        readFile: { try TextFile.readBytes($0, limitBytes: configurationLimit) },
        environment: Environment.value)
    switch ConfigurationReader(surroundings).read(path) {
    case .ready(let configuration):
        return configuration
    case .refused(let problems):
        for problem in problems { Console.report("\(problem)") }
        let count = problems.count == 1 ? "a problem" : "\(problems.count) problems"
        throw CommandError(
            .usage, "`\(path)` cannot be used", why: "it has \(count), listed above",
            advice: "correct the lines named there")
    }
}

/// Far above any configuration: a wrong path, such as that of a lake's file, is not read in full.
private let configurationLimit = 4 << 20
