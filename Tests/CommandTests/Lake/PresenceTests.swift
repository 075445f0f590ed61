import Bytes
import Testing
import ticklake

/// What verification finds where whole tables are gone, on ledgers made by hand.
@Suite struct PresenceTests {
    private static let lane = LaneKey(pipeline: "p", topic: "t", partition: 0)
    private static let names = [
        "bronze/ticks", "gold/daily_bars", "quarantine/t", "raw/t", "silver/bars",
    ]

    /// Tables that reflect the lane up to 30, and a plan that names them.
    private static var good: Ledger {
        let tables = names.map { name in
            var commit = LedgerCommit(version: 0)
            var table: LedgerTable
            if name.hasPrefix("gold") {
                commit.sources = [("silver/bars", 0..<1)]
                table = LedgerTable(name: name, version: 0, next: [:], commits: [commit])
                table.sourceNext = ["silver/bars": 1]
            } else {
                commit.isAudited = true
                commit.steps = [StepRecord(lane: lane, range: 5..<30, rows: 0)]
                commit.progress = [lane: 30]
                table = LedgerTable(name: name, version: 0, next: [lane: 30], commits: [commit])
            }
            table.configuration = "c"
            return table
        }
        var ledger = Ledger(tables: tables, starts: [lane: 5])
        ledger.states = [lane: 30]
        ledger.plan = LedgerPlan(
            tables: ["t": names.filter { !$0.hasPrefix("gold") }], gold: ["gold/daily_bars"])
        return ledger
    }

    private func messages(_ change: (inout Ledger) -> Void) -> [String] {
        var ledger = Self.good
        change(&ledger)
        return Verification(ledger).violations.map(\.description)
    }

    /// Takes the lane out of a table, as if nothing had been committed yet.
    private static func clear(_ name: String, in ledger: inout Ledger) {
        for index in ledger.tables.indices where ledger.tables[index].name == name {
            ledger.tables[index].next = [:]
            ledger.tables[index].commits = [LedgerCommit(version: 0)]
        }
    }

    @Test("with all tables there is nothing to find")
    func good() {
        #expect(messages { _ in } == [])
        #expect(Verification(Self.good).notes == [])
    }

    @Test("each table that is gone is found", arguments: names)
    func missing(name: String) {
        let found = messages { $0.tables.removeAll { $0.name == name } }
        #expect(found.contains { $0.hasPrefix("\(name): the table is missing: ") }, "\(found)")
    }

    @Test("what says that a table must be there is told")
    func evidence() {
        let found = messages { $0.tables.removeAll { $0.name == "bronze/ticks" } }
        #expect(found == ["bronze/ticks: the table is missing: quarantine/t has lane t/0 up to 30"])
        let started = messages { ledger in
            ledger.states = [:]
            ledger.tables.removeAll { $0.name != "gold/daily_bars" }
            ledger.tables[0].commits[0].sources = []
            ledger.tables[0].sourceNext = [:]
        }
        #expect(started.contains("raw/t: the table is missing: lane t/0 has started"), "\(started)")
        #expect(started.count == 4, "\(started)")
    }

    @Test("a source of GOLD that is gone is found, unless nothing of it is in GOLD")
    func source() {
        let found = messages { $0.tables.removeAll { $0.name == "silver/bars" } }
        #expect(
            found.contains(
                "gold/daily_bars: covers silver/bars to version 0, which is missing"), "\(found)")
        let unread = messages { ledger in
            ledger.tables[1].sourceNext["silver/instruments"] = 0
            ledger.tables[1].commits[0].sources.append(("silver/instruments", 0..<0))
        }
        #expect(unread == [])
    }

    @Test(
        "a table that the lane has not reached yet is a note, behind a snapshot of state it is not")
    func behind() {
        var ledger = Self.good
        ledger.states = [:]
        Self.clear("bronze/ticks", in: &ledger)
        let early = Verification(ledger)
        #expect(early.violations == [])
        #expect(
            early.notes == [
                "raw/t, lane t/0: BRONZE has committed nothing of the lane, so its counts are not "
                    + "verified"
            ])
        let found = messages { Self.clear("bronze/ticks", in: &$0) }
        #expect(
            found == [
                "bronze/ticks, lane t/0, version 0: has nothing of the lane, a state snapshot has "
                    + "it up to 30"
            ])
        let later = messages { $0.states = [Self.lane: 31] }
        #expect(later.count == 4, "\(later)")
        #expect(
            later[0]
                == "bronze/ticks, lane t/0, version 0, offsets 30..31: a state snapshot has them, "
                + "the table does not")
    }

    @Test("a configuration that tables name and the lake does not hold is found")
    func configuration() {
        let found = messages { $0.unknownConfigurations = ["c"] }
        #expect(found.count == 5, "\(found)")
        #expect(
            found[0]
                == "bronze/ticks: was made under the configuration c, which is not in "
                + "_ticklake/config")
    }

    @Test("a configuration is read only as the text of its digest")
    func plan() throws {
        let text = """
            {"bars":[{"name":"1m"}],"topics":[{"kind":"ticks","name":"t"},\
            {"kind":"instruments","name":"i"}]}
            """
        let plan = try #require(
            LedgerPlan(Array(text.utf8), digest: SHA256.hexDigest(of: text)))
        #expect(
            plan.tables["t"] == [
                "raw/t", "bronze/ticks", "quarantine/t", "silver/bars", "silver/late_ticks",
            ])
        #expect(
            plan.tables["i"] == [
                "raw/i", "bronze/instruments", "quarantine/i", "silver/instruments",
            ])
        #expect(plan.gold == ["gold/daily_bars", "gold/sector_summary"])
        let hourly = text.replacing("1m", with: "1h")
        #expect(
            LedgerPlan(Array(hourly.utf8), digest: SHA256.hexDigest(of: hourly))?.gold == [])
        #expect(LedgerPlan(Array(hourly.utf8), digest: SHA256.hexDigest(of: text)) == nil)
    }
}
