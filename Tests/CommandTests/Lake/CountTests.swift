import TestSupport
import Testing
import ticklake

/// What verification makes of the counts of records, late ticks and lost offsets.
@Suite struct CountTests {
    private static let lane = LaneKey(pipeline: "p", topic: "t", partition: 0)

    private func table(_ name: String, _ steps: [StepRecord]) -> LedgerTable {
        let commits = steps.enumerated().map { index, step in
            var commit = LedgerCommit(version: Int64(index))
            commit.isAudited = true
            commit.steps = [step]
            commit.progress = [Self.lane: step.range.upperBound]
            commit.rows = [Self.lane.description: step.rows]
            return commit
        }
        return LedgerTable(
            name: name, version: Int64(steps.count - 1),
            next: [Self.lane: steps.last?.range.upperBound ?? 0], commits: commits)
    }

    private func step(
        _ range: Range<Int64>, rows: Int64, records: Int64, quarantined: [String: Int64] = [:],
        late: Int64 = 0, lost: [Range<Int64>] = []
    ) -> StepRecord {
        StepRecord(
            lane: Self.lane, range: range, rows: rows, records: records, quarantined: quarantined,
            late: late, lost: lost)
    }

    /// Ten records, of which three are quarantined; five ticks that came too late for a bar.
    private func ledger(_ change: (inout [String: [StepRecord]]) -> Void) -> Ledger {
        let bad: [String: Int64] = ["duplicate": 2, "missing_field": 1]
        var steps = [
            "bronze/ticks": [step(0..<10, rows: 7, records: 10, quarantined: bad, late: 5)],
            "quarantine/t": [step(0..<10, rows: 3, records: 10, quarantined: bad, late: 5)],
            "raw/t": [step(0..<10, rows: 10, records: 10, quarantined: bad, late: 5)],
            "silver/late_ticks": [step(0..<10, rows: 5, records: 10, quarantined: bad, late: 5)],
        ]
        change(&steps)
        return Ledger(
            tables: steps.sorted { $0.key < $1.key }.map { table($0.key, $0.value) },
            starts: [Self.lane: 0])
    }

    private func messages(_ change: (inout [String: [StepRecord]]) -> Void) -> [String] {
        Verification(ledger(change)).violations.map(\.description)
    }

    @Test("counts that agree are no violation")
    func good() {
        #expect(messages { _ in } == [])
    }

    @Test(
        "rows that are fewer than the records, the quarantined or the late are found",
        arguments: [
            ("raw/t", "9 rows, but 10 records"),
            ("quarantine/t", "2 rows, but 3 quarantined records"),
            ("silver/late_ticks", "4 rows, but 5 late ticks"),
        ])
    func rows(name: String, message: String) {
        let found = messages { steps in
            guard let old = steps[name]?.first else { return }
            steps[name] = [
                step(
                    old.range, rows: old.rows - 1, records: 10, quarantined: old.quarantined,
                    late: old.late)
            ]
        }
        #expect(
            found.contains(
                "\(name), lane t/0, version 0, offsets 0..10: the audit says \(message)"),
            "\(found)")
    }

    @Test("a table that is made from fewer records than RAW has is found")
    func records() {
        let found = messages { steps in
            steps["silver/late_ticks"] = [
                step(0..<4, rows: 2, records: 4, late: 2),
                step(4..<10, rows: 3, records: 5, late: 3),
            ]
        }
        #expect(
            found == [
                "silver/late_ticks, lane t/0, offsets 0..10: made from 9 records, RAW has 10"
            ])
    }

    @Test("offsets whose loss was accepted are a note, once for each range")
    func losses() {
        let verification = Verification(
            ledger { steps in
                for name in steps.keys {
                    steps[name]?.append(step(10..<30, rows: 0, records: 0, lost: [10..<30]))
                }
            })
        #expect(verification.violations == [])
        #expect(
            verification.notes == [
                "raw/t, lane t/0, version 1, offsets 10..30: lost before they reached the lake, "
                    + "accepted by on_data_loss: continue"
            ])
    }

    @Test("history marks lost offsets, and verify notes them")
    func commands() throws {
        let lake = try LakeFixture.filled()
        try lake.commit("raw/ticks", 110..<120, rows: LakeFixture.raw(114..<120), lost: 110..<114)
        let history = try Program.run(["history", lake.folder.path("raw/ticks"), "--limit", "1"])
        #expect(history.output.contains("ticks/0 110..120 lost 110..114"), "\(history)")
        let verified = try Program.run(["verify", lake.folder.path])
        #expect(verified.status == 0, "\(verified)")
        #expect(
            verified.output.contains("note: raw/ticks, lane ticks/0, version 3, offsets 110..114"),
            "\(verified)")
    }
}
