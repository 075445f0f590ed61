public import Pipeline
import YAML

/// Reads a pipeline file and the contracts that it names into a plan, and finds every mistake.
public struct ConfigurationReader {
    private let surroundings: Surroundings

    /// Makes a reader that looks at these surroundings only.
    public init(_ surroundings: Surroundings) { self.surroundings = surroundings }

    /// Reads a pipeline file and its contracts.
    ///
    /// Contracts and `${file:...}` are looked for beside the pipeline file.
    public func read(_ path: String) -> ConfigurationOutcome {
        let report = Report(file: path)
        guard let bytes = contents(of: path, into: report),
            let root = Self.parse(bytes, into: report)
        else { return .refused(report.sortedProblems) }
        let references = References(surroundings: surroundings, file: path)
        let reader = PipelineFileReader(root, report: report, references: references)
        let contracts = readContracts(reader.contractPaths(), besides: path, into: report)
        let plan = reader.plan(topics: contracts.map(\.draft))
        let problems = report.sortedProblems + contracts.flatMap(\.report.sortedProblems)
        guard problems.isEmpty else { return .refused(problems) }
        return .ready(
            Configuration(
                plan: plan, pipelineFile: report.notes(reference: path),
                contractFiles: contracts.map { $0.report.notes(reference: $0.reference) }))
    }

    /// Reads the text of one contract; `file` is its name in messages.
    public static func readContract(
        _ bytes: [UInt8], file: String
    ) -> Result<TopicPlan, ContractProblems> {
        let report = Report(file: file)
        guard let root = parse(bytes, into: report) else {
            return .failure(ContractProblems(problems: report.sortedProblems))
        }
        let plan = ContractReader(root, report: report).plan()
        guard report.problems.isEmpty else {
            return .failure(ContractProblems(problems: report.sortedProblems))
        }
        return .success(plan)
    }

    private struct ReadContract {
        let draft: ContractDraft
        let report: Report
        let reference: String
    }

    private func readContracts(
        _ paths: [ScalarText], besides pipeline: String, into pipelineReport: Report
    ) -> [ReadContract] {
        paths.compactMap { path in
            let file = Path.join(path.text, besides: pipeline)
            let report = Report(file: file)
            let bytes: [UInt8]
            do {
                bytes = try surroundings.readFile(file)
            } catch {
                pipelineReport.add(
                    "'topics' names \(Shown.quoted(path.shown)): \(error)",
                    expected: "the path of a contract, seen from the folder of this file",
                    at: path.position)
                return nil
            }
            // A contract that is no YAML still has problems to tell.
            let root = Self.parse(bytes, into: report)
            let plan = root.map { ContractReader($0, report: report).plan() }
            let draft = ContractDraft(plan: plan, file: file, place: path.position)
            return ReadContract(draft: draft, report: report, reference: path.text)
        }
    }

    private func contents(of path: String, into report: Report) -> [UInt8]? {
        do {
            return try surroundings.readFile(path)
        } catch {
            report.add("\(error)", at: YAMLPosition(line: 1, column: 1))
            return nil
        }
    }

    private static func parse(_ bytes: [UInt8], into report: Report) -> YAMLValue? {
        let document = YAMLDocument(parsing: bytes)
        for problem in document.problems { report.add(problem.message, at: problem.position) }
        return document.root
    }
}

/// What is wrong with a contract; never empty.
public struct ContractProblems: Error, Sendable, Equatable {
    /// The problems in the order of the file.
    public let problems: [ConfigurationProblem]
}

/// A contract as far as it could be read, and where the pipeline file names it.
struct ContractDraft {
    /// The contract; nil when the file is no YAML.
    let plan: TopicPlan?
    let file: String
    let place: YAMLPosition
}

extension Report {
    /// The problems in the order of the file.
    package var sortedProblems: [ConfigurationProblem] {
        problems.enumerated().sorted {
            ($0.element.line, $0.element.column, $0.offset)
                < ($1.element.line, $1.element.column, $1.offset)
        }.map(\.element)
    }

    func notes(reference: String) -> FileNotes {
        FileNotes(name: file, reference: reference, given: given, references: references)
    }
}
