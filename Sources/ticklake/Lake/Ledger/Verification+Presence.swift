extension Verification {
    /// Every table that the lake's lanes feed is there: all are made before a lane starts.
    mutating func checkPresence(_ ledger: Ledger) {
        for digest in ledger.unknownConfigurations {
            let found = ledger.tables.filter { $0.configuration == digest }.map { table in
                Violation(
                    table: table.name, lane: nil, version: nil, range: nil,
                    message: "was made under the configuration \(digest), which is not in "
                        + "_ticklake/config")
            }
            add("configuration is there", digest, extent: "\(found.count) tables", found)
        }
        let lanes = ledger.knownLanes
        for topic in Set(lanes.map(\.topic)).sorted() {
            let own = lanes.filter { $0.topic == topic }
            checkPresence(of: ledger.tables(of: topic), topic, own, ledger)
        }
        if let gold = ledger.plan?.gold, !gold.isEmpty, !lanes.isEmpty {
            checkPresence(of: gold, "gold", lanes, ledger)
        }
    }

    private mutating func checkPresence(
        of tables: [String], _ whose: String, _ lanes: [LaneKey], _ ledger: Ledger
    ) {
        let missing = tables.filter { ledger.table($0) == nil }
        let found = missing.map { name in
            Violation(
                table: name, lane: nil, version: nil, range: nil,
                message: "the table is missing: \(ledger.evidence(of: lanes))")
        }
        add("tables are there", whose, extent: "\(tables.count) tables", found)
    }

    /// Every table reflects what the lanes' snapshots of state do: they are saved after it.
    mutating func checkStates(_ ledger: Ledger) {
        for (lane, offset) in ledger.states.sorted(by: { $0.key < $1.key }) {
            // Tables that are missing are told of elsewhere.
            let tables = ledger.tables(of: lane.topic).compactMap { ledger.table($0) }
            var found: [Violation] = []
            for table in tables where table.next[lane] ?? .min < offset {
                let next = table.next[lane]
                found.append(
                    Violation(
                        table: table.name, lane: lane.description, version: table.version,
                        range: next.map { $0..<offset },
                        message: next == nil
                            ? "has nothing of the lane, a state snapshot has it up to \(offset)"
                            : "a state snapshot has them, the table does not"))
            }
            add(
                "not behind state", "\(tables.count) tables", lane: lane,
                extent: "state at \(offset)", found)
        }
    }
}

extension Ledger {
    /// The table of a name; nil where there is none.
    func table(_ name: String) -> LedgerTable? { tables.first { $0.name == name } }

    /// The tables that a topic's lanes feed; those of every topic where the plan is not known.
    func tables(of topic: String) -> [String] {
        plan?.tables[topic] ?? ["raw/\(topic)", "quarantine/\(topic)"]
    }

    /// The lanes of which the lake has anything.
    var knownLanes: [LaneKey] {
        Set(starts.keys).union(states.keys).union(tables.flatMap(\.lanes)).sorted()
    }

    /// What says that there must be tables of some lanes.
    func evidence(of lanes: [LaneKey]) -> String {
        for table in tables {
            for lane in lanes {
                guard let next = table.next[lane] else { continue }
                return "\(table.name) has lane \(lane) up to \(next)"
            }
        }
        return lanes.first.map { "lane \($0) has started" } ?? "nothing says so"
    }
}
