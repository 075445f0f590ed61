import Testing
import ticklake

/// What verification finds, on ledgers made by hand.
@Suite struct VerificationTests {
    private static let lane = LaneKey(pipeline: "p", topic: "t", partition: 0)

    /// A table whose commits cover the ranges, one version each; every offset has a record unless
    /// `records` are given.
    private static func table(
        _ name: String, _ ranges: [Range<Int64>], rows: [Int64], heartbeats: Int64 = 0,
        records: [Int64]? = nil, next: Int64? = nil
    ) -> LedgerTable {
        var commits = [LedgerCommit(version: 0)]
        let records = records ?? ranges.map { Int64($0.count) }
        for ((range, rows), records) in zip(zip(ranges, rows), records) {
            var commit = LedgerCommit(version: Int64(commits.count))
            commit.isAudited = true
            commit.steps = [
                StepRecord(
                    lane: lane, range: range, rows: rows, records: records,
                    quarantined: name.hasPrefix("quarantine") ? ["bad": rows] : [:],
                    heartbeats: range.contains(10) ? heartbeats : 0)
            ]
            commit.progress = [lane: range.upperBound]
            commit.rows = [lane.description: rows]
            commits.append(commit)
        }
        return LedgerTable(
            name: name, version: Int64(commits.count - 1),
            next: [lane: next ?? ranges.last?.upperBound ?? 0], commits: commits)
    }

    /// A ledger that keeps every promise: 30 records, 20 ticks, 9 bad ones, a heartbeat at 10.
    private static var good: Ledger {
        Ledger(
            tables: [
                table("bronze/ticks", [5..<15, 15..<35], rows: [7, 13], heartbeats: 1),
                table("quarantine/t", [5..<35], rows: [9], heartbeats: 1),
                table("raw/t", [5..<15, 15..<20, 20..<35], rows: [10, 5, 15], heartbeats: 1),
                table("silver/bars", [5..<35], rows: [3], heartbeats: 1),
            ], starts: [lane: 5])
    }

    private func messages(_ change: (inout Ledger) -> Void) -> [String] {
        var ledger = Self.good
        change(&ledger)
        return Verification(ledger).violations.map(\.description)
    }

    @Test("a good ledger has no violation and no note")
    func good() {
        let verification = Verification(Self.good)
        #expect(verification.violations == [])
        #expect(verification.notes == [])
        #expect(verification.checks.allSatisfy { $0.violations == 0 })
        #expect(verification.checks.count == 18)
    }

    @Test("a commit that is missing is a gap, with its offsets")
    func gap() {
        let found = messages { $0.tables[2].commits[2].steps = [] }
        #expect(
            found.contains(
                "raw/t, lane t/0, version 3, offsets 15..20: a gap: no commit covers them"),
            "\(found)")
        #expect(
            found.contains("raw/t, lane t/0, version 2: moves the txn to 20 without an audit"),
            "\(found)")
    }

    @Test("offsets that are covered twice are an overlap")
    func overlap() {
        let found = messages { ledger in
            ledger.tables[2] = Self.table(
                "raw/t", [5..<15, 12..<20, 20..<35], rows: [10, 5, 15], heartbeats: 1,
                records: [10, 5, 15])
        }
        #expect(
            found == [
                "raw/t, lane t/0, version 2, offsets 12..15: an overlap: covered by earlier "
                    + "commits as well"
            ])
    }

    @Test("the first commit begins at the lane's start, the last ends at the txn")
    func ends() {
        let early = messages { $0.starts[Self.lane] = 3 }
        #expect(early.count == 4, "\(early)")
        #expect(early[0].contains("version 1, offsets 3..5: a gap"), "\(early)")
        let late = messages { $0.tables[3].next[Self.lane] = 30 }
        #expect(
            late == [
                "silver/bars, lane t/0, offsets 30..35: the commits end at 35, the txn says 30"
            ])
        let unknown = messages { $0.starts = [:] }
        #expect(unknown.count == 4, "\(unknown)")
    }

    @Test("rows that the audit counts and the files do not have are found")
    func rows() {
        let found = messages { $0.tables[0].commits[2].rows["t/0"] = 12 }
        #expect(
            found == [
                "bronze/ticks, lane t/0, version 2, offsets 15..35: the audit says 13 rows, the "
                    + "files have 12"
            ])
        let foreign = messages { ledger in
            var commit = LedgerCommit(version: 2)
            commit.rows = ["": 4]
            ledger.tables[3].commits.append(commit)
        }
        #expect(foreign == ["silver/bars, version 2: adds 4 rows, unaudited"])
        let unclaimed = messages { $0.tables[3].commits[1].rows["t/1"] = 2 }
        #expect(
            unclaimed == ["silver/bars, version 1: 2 rows belong to lane t/1, which has no audit"])
    }

    @Test("records that went nowhere are found, between the nearest common offsets")
    func sums() {
        let found = messages { ledger in
            ledger.tables[1] = Self.table(
                "quarantine/t", [5..<15, 15..<35], rows: [2, 6], heartbeats: 1)
        }
        #expect(
            found == [
                "raw/t, lane t/0, offsets 15..35: 20 RAW rows, but 13 in bronze/ticks + 6 in "
                    + "quarantine/t + 0 heartbeats + 0 tombstones"
            ])
    }

    @Test("a table beyond RAW is found")
    func beyondRaw() {
        let found = messages { ledger in
            ledger.tables[3] = Self.table("silver/bars", [5..<36], rows: [3])
        }
        #expect(
            found == ["silver/bars, version 1, offsets 35..36, lane t/0: the table is beyond RAW"]
                || found == [
                    "silver/bars, lane t/0, version 1, offsets 35..36: the table is beyond RAW"
                ], "\(found)")
    }

    @Test("a file that is missing or of another size is found")
    func files() {
        let found = messages { ledger in
            ledger.tables[0].files = [
                LedgerFile(path: "bronze/ticks/a", size: 5, storedSize: 5),
                LedgerFile(path: "bronze/ticks/b", size: 5, storedSize: 4),
                LedgerFile(path: "bronze/ticks/c", size: 5, storedSize: nil),
            ]
        }
        #expect(
            found == [
                "bronze/ticks, version 2: bronze/ticks/b has 4 bytes instead of 5",
                "bronze/ticks, version 2: bronze/ticks/c is missing",
            ])
    }

    @Test("where the log was cleaned the rest is verified, and a note says so")
    func cleaned() {
        var ledger = Self.good
        ledger.tables[2].commits.removeFirst(2)
        let verification = Verification(ledger)
        #expect(verification.violations == [])
        #expect(verification.notes.count == 1)
        #expect(verification.notes.first?.hasPrefix("raw/t: the log begins at version 2.") == true)
        ledger.tables[2].commits.remove(at: 0)
        ledger.tables[2].next[Self.lane] = 34
        #expect(Verification(ledger).violations.count == 4)
    }

    @Test("GOLD covers every version of its sources once, and none that is not there yet")
    func sources() {
        func gold(_ ranges: [Range<Int64>]) -> LedgerTable {
            var table = LedgerTable(
                name: "gold/daily_bars", version: Int64(ranges.count), next: [:],
                commits: [LedgerCommit(version: 0)])
            for (index, range) in ranges.enumerated() {
                var commit = LedgerCommit(version: Int64(index + 1))
                commit.isAudited = true
                commit.sources = [("silver/bars", range)]
                table.commits.append(commit)
            }
            table.sourceNext = ["silver/bars": ranges.last?.upperBound ?? 0]
            return table
        }
        #expect(messages { $0.tables.append(gold([0..<1, 1..<2])) } == [])
        let gap = messages { $0.tables.append(gold([0..<0, 1..<2])) }
        #expect(
            gap == [
                "gold/daily_bars, version 2: covers silver/bars from version 1 instead of 0"
            ])
        let future = messages { $0.tables.append(gold([0..<7])) }
        #expect(future == ["gold/daily_bars: covers silver/bars to version 6, it is at 1"])
    }
}
