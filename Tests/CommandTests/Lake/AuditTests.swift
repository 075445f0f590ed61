import Connectors
import JSONColumns
import Pipeline
import Testing
import ticklake

/// What the pipeline writes into its commits is what verification reads out of them.
@Suite struct AuditTests {
    @Test("a pipeline's audit is read as it was written")
    func agreement() throws {
        var audit = LaneAudit(at: 5)
        audit.until = 30
        audit.records = 24
        audit.rows = 17
        audit.quarantined = ["duplicate": 2, "missing_field": 3]
        audit.rules = ["price_positive": 3, "symbol_form": 7]
        audit.heartbeats = 1
        audit.tombstones = 1
        audit.late = 4
        audit.lost = [10..<11]
        audit.digest = 0xFEDC_BA98_7654_3210
        let lane = LaneID(topic: "t", partition: 3)
        let info: JSONObject = [
            CommitAudit.member: CommitAudit(
                pipeline: "p", configuration: "c", lanes: [(lane, audit)]
            ).json
        ]
        #expect(CommitAudit(commitInfo: info)?.lanes.first?.audit == audit)
        let record = try #require(AuditRecord(info: .object(info)))
        #expect(!record.isDamaged)
        #expect(
            record.steps == [
                StepRecord(
                    lane: LaneKey(pipeline: "p", topic: "t", partition: 3), range: 5..<30,
                    rows: 17, records: 24, quarantined: ["duplicate": 2, "missing_field": 3],
                    rules: ["price_positive": 3, "symbol_form": 7], heartbeats: 1, tombstones: 1,
                    late: 4, lost: [10..<11],
                    digest: 0xFEDC_BA98_7654_3210)
            ])
        let application = LakeLayout(pipeline: "p").application(of: lane)
        #expect(LaneKey(application: application) == record.steps.first?.lane)
    }

    @Test("progress of other applications is nobody's lane")
    func applications() {
        for name in ["", "spark", "ticklake/p/t", "ticklake/p/t/x", "ticklake/p/t/-1", "a/p/t/1"] {
            #expect(LaneKey(application: name) == nil, "\(name)")
        }
        let source = LakeLayout(pipeline: "p").application(ofSource: "silver/bars")
        #expect(LaneKey(application: source) == nil)
        #expect(SourceKey(application: source)?.table == "silver/bars")
        #expect(SourceKey(application: "ticklake/p/gold/1") == nil)
    }
}
