package import Contracts
package import Pipeline
internal import YAML

/// Reads a file of `topics/sources/`, and finds every mistake in it.
package final class SourceFileReader {
    let root: Section
    let report: Report
    let zones: TimeZones
    private let watermarkDelay: Int64
    /// What is never shown.
    let secrets: SecretBook
    /// The sources whose keys or fields the file's partitions are.
    var links: [SourceLink] = []

    static let keys = [
        "source", "topic", "enabled", "api", "request", "partitions", "calendar", "cursor",
        "paging",
        "records", "mapping", "responses", "retries", "schedule", "limits", "heartbeats",
    ]

    /// A source, and what takes its secrets out of texts.
    package struct Outcome: Sendable {
        /// The source.
        package internal(set) var plan: SourcePlan
        /// Takes the file's secrets out of texts.
        package let redactor: SecretRedaction
        /// The file as it was named.
        let file: String
        /// The sources whose keys or fields its partitions are.
        let links: [SourceLink]
    }

    /// Reads a source's file.
    ///
    /// - Parameters:
    ///   - path: the file; `${file:...}` is looked for beside it.
    ///   - pipeline: whose topics the source may write, and whose watermarks wait for late ticks.
    /// - Throws: all that is wrong with it.
    package static func read(
        _ path: String, _ surroundings: Surroundings, pipeline: PipelinePlan, zones: TimeZones
    ) throws(SourceProblems) -> Outcome {
        let report = Report(file: path)
        let bytes: [UInt8]
        do {
            bytes = try surroundings.readFile(path)
        } catch {
            report.add("\(error)", at: YAMLPosition(line: 1, column: 1))
            throw SourceProblems(problems: report.sortedProblems)
        }
        let document = YAMLDocument(parsing: bytes)
        for problem in document.problems { report.add(problem.message, at: problem.position) }
        guard let root = document.root else {
            throw SourceProblems(problems: report.sortedProblems)
        }
        let secrets = SecretBook()
        let references = References(
            surroundings: surroundings, file: path, resolved: secrets.addReferred)
        let reader = SourceFileReader(
            root, report, references, zones, secrets,
            watermarkDelay: pipeline.eventTime.watermarkDelay)
        let plan = reader.plan(topics: pipeline.topics.map(\.name))
        let redactor = SecretRedaction(secrets.texts)
        guard let plan, report.problems.isEmpty else {
            throw SourceProblems(problems: report.sortedProblems.map { $0.redacted(redactor) })
        }
        return Outcome(plan: plan, redactor: redactor, file: path, links: reader.links)
    }

    private init(
        _ value: YAMLValue, _ report: Report, _ references: References, _ zones: TimeZones,
        _ secrets: SecretBook, watermarkDelay: Int64
    ) {
        self.secrets = secrets
        root = Section(
            value, path: "", keys: Self.keys, report: report, references: references)
        self.report = report
        self.zones = zones
        self.watermarkDelay = watermarkDelay
    }

    /// The source; nil, or to be used only when the report has no problems.
    private func plan(topics: [String]) -> SourcePlan? {
        let name = root.requiredText(
            "source", expected: "a name of letters, digits, '.', '-' and '_'",
            where: NameRules.isPipelineName)
        let topic = readTopic(topics)
        let api = readAPI()
        let axes = readPartitions()
        let names = templateNames(axes)
        let request = readRequest(names)
        let mapping = readMapping()
        let calendar = readCalendar()
        let cursor = readCursor(barInterval: mapping?.barInterval, calendar)
        let paging = readPaging(cursor, request)
        let responses = readResponses()
        let records = readRecords(mapping, names, source: name, topic: topic)
        guard let api, let request, let records else { return nil }
        return SourcePlan(
            name: name, topic: topic, isEnabled: root.flag("enabled", default: true), api: api,
            request: request, partitions: axes, cursor: cursor, paging: paging.plan,
            feed: paging.feed, pageSize: paging.size,
            responses: responses, retries: readRetries(), records: records,
            schedule: readSchedule(calendar), limits: readLimits(),
            heartbeatLead: root.flag("heartbeats", default: true) ? watermarkDelay : nil)
    }

    private func readTopic(_ topics: [String]) -> String {
        let expected = "a topic of the pipeline file: \(Shown.alternatives(topics))"
        guard root.value("topic") != nil else {
            root.missing("topic", expected: expected)
            return ""
        }
        return root.parsed("topic", expected: expected, candidates: topics) { text in
            topics.first { $0.utf8.elementsEqual(text.utf8) }
        } ?? ""
    }

    /// A text that must not be shown, wherever it came from.
    func secret(_ section: Section, _ key: String, expected: String) -> String? {
        guard section.value(key) != nil else {
            section.missing(key, expected: expected)
            return nil
        }
        guard let scalar = section.scalar(key, expected: expected) else { return nil }
        guard !scalar.text.isEmpty else {
            section.wrong(key, "empty", expected: expected, at: scalar.position)
            return nil
        }
        secrets.add(scalar.text)
        return scalar.text
    }

    /// What `make` makes of a text; its problem is noted where the text stands.
    func made<Value>(
        _ section: Section, _ key: String, _ value: YAMLValue, expected: String,
        _ make: (String) throws(PollProblem) -> Value
    ) -> Value? {
        guard let scalar = section.scalar(value, key, expected: expected) else { return nil }
        do throws(PollProblem) {
            return try make(scalar.text)
        } catch {
            report.add("'\(section.path(of: key))': \(error)", at: scalar.position)
            return nil
        }
    }

    /// What `make` makes of the text under a key; nil when it is absent or wrong.
    func made<Value>(
        _ section: Section, _ key: String, expected: String,
        _ make: (String) throws(PollProblem) -> Value
    ) -> Value? {
        section.value(key).flatMap { made(section, key, $0, expected: expected, make) }
    }
}

/// What is wrong with a source's file; never empty.
package struct SourceProblems: Error, Sendable, Equatable {
    /// The problems in the order of the file.
    package let problems: [ConfigurationProblem]

    /// Makes an error of some.
    package init(problems: [ConfigurationProblem]) { self.problems = problems }
}

/// What a source's file holds that is never shown.
final class SecretBook {
    private(set) var texts: [String] = []
    /// What is shorter is found everywhere, and no secret.
    private static let bytesMin = 4

    func add(_ text: String) { texts.append(text) }

    /// Adds what a reference stands for.
    func addReferred(_ text: String) {
        if text.utf8.count >= Self.bytesMin { texts.append(text) }
    }
}

extension ConfigurationProblem {
    fileprivate func redacted(_ redactor: SecretRedaction) -> ConfigurationProblem {
        ConfigurationProblem(file: file, line: line, column: column, message: redactor(message))
    }
}
