internal import Contracts
internal import YAML

/// A place of a source's file where partitions come from another source.
struct SourceLink: Sendable {
    /// The other source's name.
    let source: String
    let position: YAMLPosition
    /// The field of its records; nil for their keys.
    let field: String?
    let fieldPosition: YAMLPosition
}

/// The sources of one pipeline file, which may take their partitions from each other.
package enum SourceFamily {
    /// Holds what sources say of each other against the others, and tells each what the others take
    /// of it.
    ///
    /// - Throws: names that no source has, fields that its records have not, and circles.
    package static func joined(
        _ outcomes: [SourceFileReader.Outcome]
    ) throws(SourceProblems) -> [SourceFileReader.Outcome] {
        var problems: [ConfigurationProblem] = []
        var joined = outcomes
        for child in outcomes {
            for link in child.links {
                guard let index = outcomes.firstIndex(where: { $0.plan.isCalled(link.source) })
                else {
                    problems.append(unknown(link, of: child, among: outcomes.map(\.plan.name)))
                    continue
                }
                if let problem = outcomes[index].plan.problem(with: link) {
                    problems.append(child.problem(problem, at: link.fieldPosition))
                    continue
                }
                let fields = Set(joined[index].plan.feeds ?? []).union(
                    link.field.map { [$0] } ?? [])
                joined[index].plan.feeds = fields.sorted()
            }
        }
        problems += circles(outcomes)
        guard problems.isEmpty else { throw SourceProblems(problems: problems) }
        return joined
    }

    /// Sources in groups, each of which takes its partitions from groups before it.
    ///
    /// - Parameter sources: some or all of a family.
    package static func generations(
        of sources: [SourceFileReader.Outcome]
    ) -> [[SourceFileReader.Outcome]] {
        var left = sources
        var generations: [[SourceFileReader.Outcome]] = []
        while !left.isEmpty {
            let ready = left.filter { child in
                !child.links.contains { link in left.contains { $0.plan.isCalled(link.source) } }
            }
            // A family has no circles.
            guard !ready.isEmpty else { return generations + [left] }
            generations.append(ready)
            left.removeAll { source in ready.contains { $0.plan.isCalled(source.plan.name) } }
        }
        return generations
    }

    private static func unknown(
        _ link: SourceLink, of child: SourceFileReader.Outcome, among names: [String]
    ) -> ConfigurationProblem {
        child.problem(
            "no source of the pipeline file is called \(Shown.quoted(link.source)). there are"
                + " \(Shown.alternatives(names))\(PollProblem.hint(link.source, names))",
            at: link.position)
    }

    /// Each circle once, at the first of its sources.
    private static func circles(
        _ outcomes: [SourceFileReader.Outcome]
    ) -> [ConfigurationProblem] {
        var told: Set<String> = []
        return outcomes.compactMap { start in
            guard !told.contains(start.plan.name),
                let (link, path) = wayBack(to: start, outcomes)
            else { return nil }
            told.formUnion(path)
            let way = ([start.plan.name] + path).joined(separator: " <- ")
            return start.problem(
                path.count == 1
                    ? "a source cannot take its partitions from itself"
                    : "sources take their partitions from each other in a circle: \(way)",
                at: link.position)
        }
    }

    /// The link of a source with which a way through links begins that leads back to it, and the
    /// sources on the way; the last is the source itself.
    private static func wayBack(
        to start: SourceFileReader.Outcome, _ outcomes: [SourceFileReader.Outcome]
    ) -> (link: SourceLink, path: [String])? {
        for link in start.links {
            var seen: Set<String> = []
            var ways = [[link.source]]
            while let way = ways.popLast() {
                guard let name = way.last, seen.insert(name).inserted,
                    let here = outcomes.first(where: { $0.plan.isCalled(name) })
                else { continue }
                if name == start.plan.name { return (link, way) }
                ways += here.links.map { way + [$0.source] }
            }
        }
        return nil
    }
}

extension SourceFileReader.Outcome {
    fileprivate func problem(_ message: String, at position: YAMLPosition) -> ConfigurationProblem {
        ConfigurationProblem(
            file: file, line: position.line, column: position.column, message: message)
    }
}

extension SourcePlan {
    fileprivate func isCalled(_ text: String) -> Bool { name.utf8.elementsEqual(text.utf8) }

    /// What is wrong with taking a field of this source's records; nil where it can be had.
    fileprivate func problem(with link: SourceLink) -> String? {
        guard let field = link.field else { return nil }
        switch records.mapping.kind {
        case .record, .instrument: break
        case .trade, .bar, .quote:
            return "the records of \(name) are ticks, of which only the key can be taken. leave"
                + " 'field' out, or take it from a source of instruments"
        }
        let fields = records.shaper.fields.map(\.name)
        guard case .dropped = records.shaper.rest, !fields.contains(field) else { return nil }
        return "the records of \(name) have no field \(Shown.quoted(field)). there are"
            + " \(Shown.alternatives(fields))\(PollProblem.hint(field, fields))"
    }
}
