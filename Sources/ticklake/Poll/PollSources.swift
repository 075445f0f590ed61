import Contracts
import Pipeline
import Platform
import Poller

/// The REST sources that a pipeline file names.
struct PollSources {
    /// The pipeline.
    let plan: PipelinePlan
    /// The sources in the file's order.
    let sources: [SourceFileReader.Outcome]
    /// All others that the file names.
    let others: [SourceFileReader.Outcome]

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
        let read = try Self.read(plan, path)
        let chosen = try Self.chosen(read, names)
        sources = chosen
        others = read.filter { source in
            !chosen.contains { $0.plan.name == source.plan.name }
        }
    }

    private static func read(
        _ plan: PipelinePlan, _ path: String
    ) throws -> [SourceFileReader.Outcome] {
        var outcomes: [SourceFileReader.Outcome] = []
        var problems = 0
        for file in plan.pollerSources {
            do throws(SourceProblems) {
                outcomes.append(
                    try SourceFileReader.read(
                        file, ConfigurationFile.surroundings, pipeline: plan, zones: zones))
            } catch {
                for problem in error.problems { Console.report(problem.description) }
                problems += error.problems.count
            }
        }
        guard problems == 0 else {
            throw CommandError(
                .usage, "the sources are not good",
                why: "\(problems == 1 ? "1 problem" : "\(problems) problems") in the files that"
                    + " \(path) names", advice: "ticklake poll schema prints what they may hold")
        }
        var seen: Set<String> = []
        for name in outcomes.map(\.plan.name) where !seen.insert(name).inserted {
            throw CommandError(
                .usage, "two sources are called \(name)",
                advice: "give each a name of its own: it is part of its records' ids")
        }
        do throws(SourceProblems) {
            return try SourceFamily.joined(outcomes)
        } catch {
            for problem in error.problems { Console.report(problem.description) }
            throw CommandError(
                .usage, "the sources do not fit together", why: "the problems are above",
                advice: "partitions name sources of the same pipeline file")
        }
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
