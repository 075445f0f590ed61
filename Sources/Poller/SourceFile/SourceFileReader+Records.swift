internal import Contracts
internal import JSONColumns
internal import YAML

extension SourceFileReader {
    private enum Kind: String, CaseIterable {
        case record, trade, bar, quote, instrument
    }

    /// What a vendor's records are.
    func readMapping() -> RecordMapping.Kind? {
        let section = root.section("mapping", keys: ["kind", "interval", "label"])
        guard section.value("kind") != nil else {
            let words = Shown.alternatives(Kind.allCases.map(\.rawValue))
            section.missing("kind", expected: words)
            return nil
        }
        let kind: Kind = section.choice("kind", default: .record)
        switch kind {
        case .record: return .record
        case .trade: return .trade
        case .quote: return .quote
        case .instrument: return .instrument
        case .bar:
            let isEnd = section.parsed("label", expected: "start or end") {
                ["start": false, "end": true][$0]
            }
            if section.value("interval") == nil {
                section.missing("interval", expected: "the length of a bar, such as 1m")
            }
            let interval = section.duration(
                "interval", default: 60_000_000_000, in: 1_000_000...366 * 86_400_000_000_000)
            return .bar(interval: interval, isLabelledByEnd: isEnd ?? false)
        }
    }

    func readRecords(
        _ kind: RecordMapping.Kind?, _ names: [String], source: String, topic: String
    ) -> RecordsPlan? {
        let section = root.section(
            "records",
            keys: ["path", "shape", "absent", "where", "time", "identity", "fields", "rest"])
        guard var selector = readSelector(section) else { return nil }
        let fields = readFieldRules(section, names)
        if case .delimited(let form) = selector.shape, form.names == nil {
            selector.namesNeeded = fields.compactMap(\.nameNeeded)
        }
        let filter = made(section, "where", expected: "a condition such as record.volume > 0") {
            text throws(PollProblem) in try Condition(text, roots: [.record, .body])
        }
        let identity = section.list("identity", expected: "a list of fields").map { values in
            values.compactMap { section.scalar($0, "identity", expected: "a field's name")?.text }
        }
        guard let kind else { return nil }
        let time = section.scalar("time", expected: "a field's name")?.text
        do throws(PollProblem) {
            let shaper = try RecordShaper(
                fields: fields, rest: readRest(section),
                eventTime: time ?? kind.usualTime(fields), identity: identity ?? [],
                filter: filter)
            let mapping = try RecordMapping(kind, of: shaper, source: source, stream: topic)
            return RecordsPlan(selector: selector, shaper: shaper, mapping: mapping)
        } catch {
            report.add("'records': \(error)", at: section.position)
            return nil
        }
    }

    private func readSelector(_ section: Section) -> RecordSelector? {
        let path = made(section, "path", expected: "a path such as results") {
            text throws(PollProblem) in try ValuePath(text)
        }
        guard let shape = readShape(section) else { return nil }
        let isEmpty = section.parsed("absent", expected: "empty or problem") {
            ["empty": true, "problem": false][$0]
        }
        do throws(PollProblem) {
            return try RecordSelector(
                path: path ?? .whole, shape: shape, absentIsEmpty: isEmpty ?? false)
        } catch {
            report.add("'records': \(error)", at: section.position)
            return nil
        }
    }

    private func readRest(_ section: Section) -> RestRule {
        guard let value = section.value("rest") else { return .dropped }
        if case .mapping = value.content {
            let rest = section.section("rest", keys: ["except", "flatten"])
            let except = rest.list("except", expected: "a list of names") ?? []
            return .kept(
                except: except.compactMap {
                    rest.scalar($0, "except", expected: "a name")?.text
                }, flattenedBy: rest.scalar("flatten", expected: "a separator such as _")?.text)
        }
        return section.parsed("rest", expected: "drop, keep, or a mapping") {
            ["drop": RestRule.dropped, "keep": .kept(except: [], flattenedBy: nil)][$0]
        } ?? .dropped
    }
}

extension FieldRule {
    /// The value of records that the field is made of, where there is no other for it.
    fileprivate var nameNeeded: String? {
        guard case .row(let path) = source, fallback == nil else { return nil }
        return path.firstName
    }
}

extension RecordMapping.Kind {
    /// The field that is the record's time where the file does not say.
    fileprivate func usualTime(_ fields: [FieldRule]) -> String? {
        let name =
            switch self {
            case .record, .trade, .bar, .quote: "time"
            case .instrument: "valid_from"
            }
        return fields.contains { $0.name == name } ? name : nil
    }
}
