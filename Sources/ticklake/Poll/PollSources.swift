import Contracts
import Pipeline
import Platform
import Poller

/// The REST sources that a pipeline file names.
struct PollSources {
    /// The pipeline.
    let plan: PipelinePlan
    /// The sources in the file's order.
    private(set) var sources: [SourceFileReader.Outcome]
    /// All others that the file names.
    private(set) var others: [SourceFileReader.Outcome]

    /// Where the system keeps the rules of time zones.
    private static let zoneFolder = "/usr/share/zoneinfo/"
    private static let bytesMax = 1 << 20

    /// The zones of this machine.
    static let zones = TimeZones { name in
        try? TextFile.readBytes(zoneFolder + name, limitBytes: bytesMax)
    }

    /// Reads the pipeline file and its sources.
    ///
    /// - Parameter names: the sources wanted; none for all that are enabled.
    /// - Throws: `CommandError` with exit code 64, after every problem was written on a line.
    init(_ path: String, named names: [String] = []) throws {
        plan = try ConfigurationFile.load(path).plan
        guard !plan.pollerSources.isEmpty else {
            throw CommandError(
                .usage, "there is nothing to poll", why: "\(path) names no source",
                advice: "list files under poller.sources; topics/sources has examples")
        }
        let read: [SourceFileReader.Outcome]
        do throws(SourceProblems) {
            read = try Self.read(plan)
        } catch {
            for problem in error.problems { Console.report(problem.description) }
            let count = error.problems.count
            throw CommandError(
                .usage, "the sources are not good",
                why: "\(count == 1 ? "1 problem" : "\(count) problems") in the files that"
                    + " \(path) names", advice: "ticklake poll schema prints what they may hold")
        }
        let chosen = try Self.chosen(read, names)
        sources = chosen
        others = read.filter { source in
            !chosen.contains { $0.plan.name == source.plan.name }
        }
    }

    /// Reads all sources of a pipeline, and holds them against each other.
    ///
    /// - Throws: every problem of all files.
    static func read(_ plan: PipelinePlan) throws(SourceProblems) -> [SourceFileReader.Outcome] {
        var outcomes: [SourceFileReader.Outcome] = []
        var problems: [ConfigurationProblem] = []
        var seen: [String: String] = [:]
        for file in plan.pollerSources {
            do throws(SourceProblems) {
                let outcome = try SourceFileReader.read(
                    file, ConfigurationFile.surroundings, pipeline: plan, zones: zones)
                outcomes.append(outcome)
                if let other = seen.updateValue(file, forKey: outcome.plan.name) {
                    problems.append(
                        ConfigurationProblem(
                            file: file, line: 1, column: 1,
                            message: "the source is called '\(outcome.plan.name)' as in \(other)."
                                + " give each a name of its own: it is part of its records' ids"))
                }
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw SourceProblems(problems: problems) }
        return try SourceFamily.joined(outcomes)
    }

    /// Leaves out sources that have no past to fill.
    ///
    /// - Throws: where none is left.
    mutating func keepFillable() throws {
        let left = sources.filter { !$0.plan.hasTimeCursor }
        guard left.count < sources.count else {
            throw CommandError(
                .usage, "there is nothing to fill", why: "no source has a cursor of times")
        }
        for source in left {
            Console.report("\(source.plan.name) has no cursor of times, and is not filled")
        }
        sources.removeAll { !$0.plan.hasTimeCursor }
        others += left
    }

    private static func chosen(
        _ read: [SourceFileReader.Outcome], _ names: [String]
    ) throws -> [SourceFileReader.Outcome] {
        guard !names.isEmpty else {
            let enabled = read.filter(\.plan.isEnabled)
            guard !enabled.isEmpty else {
                throw CommandError(
                    .usage, "there is nothing to poll", why: "no source is enabled",
                    advice: "name one with --source, or set enabled: true in its file")
            }
            return enabled
        }
        return try names.map { name in
            guard let found = read.first(where: { $0.plan.name == name }) else {
                let known = read.map(\.plan.name).joined(separator: ", ")
                throw CommandError(
                    .usage, "there is no source \(name)", why: "there are \(known)")
            }
            return found
        }
    }
}
