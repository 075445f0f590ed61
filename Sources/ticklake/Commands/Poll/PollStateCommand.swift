import ArgumentParsing
import JSONColumns
import Pipeline
import Poller

/// `poll state show|set|reset`: how far sources have come.
enum PollStateCommand {
    static let command = Command(
        "state", "shows and changes how far sources have come",
        examples: ["ticklake poll state show topics/ticklake.yaml"],
        subcommands: [show, set, reset])

    private static let show = Command(
        "show", "shows how far each partition has come",
        examples: ["ticklake poll state show topics/ticklake.yaml --json"]
    ) { a in
        let path = a.argument("CONFIG", "the pipeline file", completion: .files)
        let names: [String] = a.list("source", "NAME", "the sources (default: all enabled)")
        let json = a.flag("json", "prints each state as it is kept, one on a line")
        return {
            let sources = try PollSources(path, named: names)
            var table = TextTable(["source", "partition", "polled up to", "trouble"])
            var damage: PollProblem?
            for name in sources.sources.map(\.plan.name) {
                do {
                    guard let state = try sources.state(of: name) else {
                        table.append([name, "", "never", ""])
                        continue
                    }
                    if json { try Console.showLine(state.json) }
                    append(state, name, to: &table)
                    for (range, state) in try sources.backfills(of: name) {
                        append(state, "\(name) \(range)", to: &table)
                    }
                } catch let problem as PollProblem where problem.kind == .damaged {
                    table.append([name, "", "unknown", "its state cannot be read"])
                    damage = damage ?? problem
                }
            }
            if !json { try Console.show(table.text) }
            // All others come first.
            if let damage { throw damage }
        }
    }

    private static func append(_ state: PollState, _ name: String, to table: inout TextTable) {
        for (key, partition) in state.partitions.sorted(by: { $0.key < $1.key }) {
            table.append([name, key, cursor(partition), trouble(partition)])
        }
    }

    private static let set = Command(
        "set", "lets a source go on from a time or an id",
        examples: [
            "ticklake poll state set topics/ticklake.yaml --source binance-klines"
                + " --partition symbol=ACMEUSD --time 2026-01-05T14:30:00Z"
        ]
    ) { a in
        let path = a.argument("CONFIG", "the pipeline file", completion: .files)
        let name: String = a.requiredOption("source", "NAME", "the source")
        let partition: String? = a.option("partition", "KEY", "the partition (default: all)")
        let time: String? = a.option("time", "TIME", "the first instant that is to be polled")
        let id = a.option("id", "ID", "the first id that is to be polled", as: Int.self)
        let json = a.flag("json", "prints the new state as JSON")
        let instant = time.map(RFC3339.nanoseconds)
        a.expect(
            (time == nil) != (id == nil), "one of --time and --id says where it is to go on")
        a.expect(time == nil || (instant ?? nil) != nil, "--time is such as 2026-01-05T14:30:00Z")
        return {
            try change(path, name, json: json) { state, source, lookup in
                try check(source, isTime: time != nil)
                let partitions = try SourcePartition.all(source.partitions, lookup: lookup)
                    .map(\.key)
                if let partition, !partitions.contains(partition) {
                    throw CommandError(
                        .usage, "there is no partition \(partition)",
                        why: "there are \(partitions.prefix(5).joined(separator: ", "))")
                }
                for key in partition.map({ [$0] }) ?? partitions {
                    var changed = PartitionState(time: instant ?? nil, id: id.map { Int64($0) })
                    // What was sent and comes again is still not sent twice.
                    changed.recent = state.partitions[key]?.recent ?? []
                    state.partitions[key] = changed
                }
                // The topic is looked through for what it has of what is polled again.
                state.offsets = [:]
            }
        }
    }

    private static func check(_ source: SourcePlan, isTime: Bool) throws {
        let needed: String
        switch source.cursor {
        case .time:
            guard !isTime else { return }
            needed = "it goes through time: give --time"
        case .id:
            guard isTime else { return }
            needed = "it goes through ids: give --id"
        case .none: needed = "it has no cursor, and asks for what there is now"
        }
        throw CommandError(
            .usage, "\(source.name) cannot go on from there", why: needed)
    }

    private static let reset = Command(
        "reset", "lets a source begin anew; what its topic still has is not sent twice",
        examples: ["ticklake poll state reset topics/ticklake.yaml --source binance-klines"]
    ) { a in
        let path = a.argument("CONFIG", "the pipeline file", completion: .files)
        let name: String = a.requiredOption("source", "NAME", "the source")
        let json = a.flag("json", "prints the new state as JSON")
        return {
            try change(path, name, json: json) { state, source, _ in
                // Without offsets the whole topic is looked through for what was sent. What a
                // killed process sent last may still be on its way there.
                let isOpen = state.isOpen
                state = PollState(source: source.name, topic: source.topic)
                state.isOpen = isOpen
            }
        }
    }

    private static func change(
        _ path: String, _ name: String, json: Bool,
        _ body: (inout PollState, SourcePlan, PartitionLookup) throws -> Void
    ) throws {
        let sources = try PollSources(path, named: [name])
        guard let source = sources.sources.first?.plan else { return }
        var states = try PollStateStore(
            LakeStores.open(sources.plan.lake), pipeline: sources.plan.name, source: name)
        var state = try kept(in: &states, of: source)
        try body(&state, source, sources.lookup())
        guard try states.write(state) else {
            throw CommandError(
                .tryAgain, "the state of \(name) was not changed",
                why: "the source is polled right now", advice: "stop its poller first")
        }
        if json { try Console.showLine(state.json) }
        Console.report("\(name): changed. its poller has to be started again")
    }

    /// The state that there is; of one that nobody can read, no more than that a process may still
    /// be sending.
    private static func kept(
        in states: inout PollStateStore, of source: SourcePlan
    ) throws -> PollState {
        do throws(PollProblem) {
            return try states.read() ?? PollState(source: source.name, topic: source.topic)
        } catch {
            guard error.kind == .damaged else { throw error }
            Console.report("the state of \(source.name) cannot be read, and is replaced as a whole")
            var state = PollState(source: source.name, topic: source.topic)
            state.isOpen = true
            return state
        }
    }

    private static func cursor(_ partition: PartitionState) -> String {
        if let time = partition.time { return RFC3339.text(time) }
        return partition.id.map { "id \($0)" } ?? ""
    }

    private static func trouble(_ partition: PartitionState) -> String {
        partition.trouble.map { "\($0.reason) (\($0.polls) polls since \(RFC3339.text($0.since)))" }
            ?? ""
    }
}
