import ArgumentParsing
import DeltaLake
import JSONColumns
import Platform

/// `restore`: a table, or a whole lake, as it was.
enum RestoreCommand {
    static let command = Command(
        "restore", "takes a table, or all tables of a lake, back to what it was, as a new version",
        examples: [
            "ticklake restore lake/silver/bars --version 120",
            "ticklake restore lake --at 2026-01-05T14:30:00Z --dry-run",
        ]
    ) { a in
        let path = a.argument("TABLE", "the table's folder, or the lake's", completion: .folders)
        let version: Int64? = a.option("version", "N", "the version", as: Int64.self)
        let time: String? = a.option("at", "TIME", "the version that was the newest at a time")
        let isDryRun = a.flag("dry-run", "says what would be done and changes nothing")
        let json = a.flag("json", "prints what was done as JSON")
        a.expect((version == nil) != (time == nil), "either --version or --at is needed")
        a.expect(version ?? 0 >= 0, "--version is not negative")
        return {
            try run(path, version: version, time: time, isDryRun: isDryRun, json: json)
        }
    }

    private static func run(
        _ path: String, version: Int64?, time: String?, isDryRun: Bool, json: Bool
    ) throws {
        let (lake, steps) = try plan(path, version: version, time: time)
        var outcome = steps.map { Outcome($0) }
        if isDryRun {
            try LakeRestore.check(steps)
        } else {
            var progress = ProgressReport(isEnabled: !json)
            defer { progress.finish() }
            var index = 0
            try commit(steps, lake) { name, version in
                progress.update("restored \(name)")
                outcome[index].version = version
                index += 1
            }
        }
        try Console.show(json ? report(outcome) + "\n" : text(outcome))
    }

    /// The tables to be restored; the lake is nil for a table that is in none.
    private static func plan(
        _ path: String, version: Int64?, time: String?
    ) throws -> (LakeFolder?, [LakeRestore.Step]) {
        if let lake = try LakeFolder.lake(at: path) {
            guard let time else {
                throw CommandError(
                    .usage, "a lake has no versions", why: "each of its tables has its own",
                    advice: "name a table, or give --at TIME")
            }
            return (lake, try LakeRestore(lake).steps(at: try LakeFolder.milliseconds(time)))
        }
        let snapshot =
            try time.map { try LakeFolder.snapshot(path, at: $0) }
            ?? LakeFolder.snapshot(path, version: version)
        if let (lake, name) = try LakeFolder.lake(of: path) {
            return (lake, [try LakeRestore(lake).step(name, to: snapshot.version)])
        }
        let restoration = try Restoration(snapshot.table, to: snapshot.version)
        return (nil, [LakeRestore.Step(name: path, restoration: restoration)])
    }

    private static func commit(
        _ steps: [LakeRestore.Step], _ lake: LakeFolder?, onStep: (String, Int64) -> Void
    ) throws {
        do {
            var random = SystemRandomNumberGenerator()
            try LakeRestore.commit(
                steps, in: lake, now: { SystemClock.wallNanoseconds() / 1_000_000 },
                using: &random, onStep: onStep)
        } catch let error as DeltaError where error.kind == .contended {
            throw CommandError(.tryAgain, error.message)
        }
    }

    /// What becomes, or became, of a table.
    private struct Outcome {
        let name: String
        let target: Int64
        let before: Int64
        let added: Int
        let removed: Int
        let isYounger: Bool
        let progress: [AppProgress]
        var version: Int64?

        init(_ step: LakeRestore.Step) {
            name = step.name
            target = step.restoration.target
            before = step.restoration.snapshot.version
            added = step.restoration.adds.count
            removed = step.restoration.removals.count
            isYounger = step.isYounger
            progress = step.restoration.progress
        }

        /// `price-ticks/0 1200..900`, or how many lanes where there are many.
        var lanes: String {
            let shown = progress.prefix(4).map { step in
                let name =
                    LaneKey(application: step.appID)?.description
                    ?? SourceKey(application: step.appID)?.table ?? step.appID
                return "\(name) \(step.from ?? 0)..\(step.until)"
            }
            let more = progress.count - shown.count
            return (shown + (more > 0 ? ["and \(more) more"] : [])).joined(separator: ", ")
        }
    }

    private static func text(_ outcomes: [Outcome]) -> String {
        var table = TextTable(
            ["table", "was at", "as of", "now", "files", "next"],
            right: ["was at", "as of", "now"])
        for outcome in outcomes {
            table.append([
                outcome.name, "\(outcome.before)", "\(outcome.target)",
                outcome.version.map { "\($0)" } ?? "", "+\(outcome.added) -\(outcome.removed)",
                outcome.lanes,
            ])
        }
        return table.text + notes(outcomes)
    }

    /// What else there is to know.
    private static func notes(_ outcomes: [Outcome]) -> String {
        var lines: [String] = []
        let younger = outcomes.filter(\.isYounger).map(\.name)
        if !younger.isEmpty {
            lines.append("made later, and so empty: \(younger.joined(separator: ", "))")
        }
        let back = outcomes.filter { $0.progress.contains { $0.until < $0.from ?? .min } }
        if back.contains(where: { LakeRestore.isArchive($0.name) }) {
            lines.append(
                "the next run makes again what was taken away: RAW from Kafka, if it still has "
                    + "them, and the other tables from RAW")
        } else if !back.isEmpty {
            lines.append("the next run makes again what was taken away, from RAW")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func report(_ outcomes: [Outcome]) -> String {
        let tables = outcomes.map { outcome -> JSONValue in
            .object([
                "table": .string(outcome.name), "from_version": .integer(outcome.before),
                "restored_version": .integer(outcome.target),
                "version": outcome.version.map { .integer($0) } ?? .null,
                "files_added": .integer(Int64(outcome.added)),
                "files_removed": .integer(Int64(outcome.removed)),
                "made_later": .bool(outcome.isYounger),
                "transactions": .object(
                    JSONObject(
                        outcome.progress.map { .init($0.appID, .integer($0.until)) })),
            ])
        }
        return JSONValue.array(tables).text
    }
}
