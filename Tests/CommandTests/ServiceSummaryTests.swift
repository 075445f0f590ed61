import Pipeline
import Testing
import ticklake

/// What the end of a run tells a supervisor.
@Suite struct ServiceSummaryTests {
    private static let lanes = (0..<2).map {
        LaneStatus(LaneID(topic: "t", partition: $0), .ended, position: 10)
    }

    private static func summary(_ adjust: (inout EngineStatus) -> Void) -> ServiceSummary {
        var status = EngineStatus(lanes: lanes)
        adjust(&status)
        return ServiceSummary(status: status, nanoseconds: 1)
    }

    @Test("a run that did all it should ends with 0 and has nothing to say")
    func clean() {
        let summary = Self.summary { _ in }
        #expect(summary.exitCode == .ok)
        #expect(summary.problems.isEmpty)
    }

    @Test(
        "a halt gives the process the code of its kind, GOLD's as well as a lane's",
        arguments: [
            (.dataQuality, .dataQuality), (.dataLoss, .dataQuality), (.inconsistent, .failed),
            (.configuration, .usage), (.unavailable, .unavailable),
        ] as [(LaneHalt.Kind, ExitCode)])
    func halts(kind: LaneHalt.Kind, code: ExitCode) {
        let halt = LaneHalt(kind, "why")
        let lane = Self.summary { $0.lanes[1].halt = halt }
        #expect(lane.exitCode == code)
        // The reason stands in the log, which is not repeated.
        #expect(lane.problems.count == 1)
        #expect(
            lane.problems[0].wholeMatch(
                of: /lane t\/1 has halted\. .+\. read the line `lane halted` in the log above/)
                != nil)
        let gold = Self.summary { status in
            status.derivedHalt = halt
            status.derivedFailure = halt.message
        }
        #expect(gold.exitCode == code)
        #expect(gold.problems.count == 1)
        #expect(gold.problems[0].hasPrefix("gold has halted. "))
        #expect(gold.problems[0].hasSuffix("`gold halted` in the log above"))
    }

    @Test("the worst halt decides")
    func worst() {
        let summary = Self.summary { status in
            status.lanes[0].halt = LaneHalt(.unavailable, "away")
            status.derivedHalt = LaneHalt(.inconsistent, "broken")
        }
        #expect(summary.exitCode == .failed)
    }

    @Test("GOLD that was only away at the end is for another try")
    func behind() {
        let summary = Self.summary { $0.derivedFailure = "away" }
        #expect(summary.exitCode == .tryAgain)
        #expect(summary.problems == ["gold: away"])
    }

    @Test("an instance that no lane is left to is for another try, unless a lane halted")
    func fencedOff() {
        let summary = Self.summary { $0.isFencedOff = true }
        #expect(summary.exitCode == .tryAgain)
        #expect(summary.problems.first?.hasPrefix("no lane is left. ") == true)
        let halted = Self.summary { status in
            status.isFencedOff = true
            status.lanes[0].halt = LaneHalt(.dataQuality, "bad")
        }
        #expect(halted.exitCode == .dataQuality)
    }

    @Test("what rules did is counted from RAW's commits alone, most often first")
    func counts() {
        var audit = LaneAudit(at: 0)
        audit.quarantined = ["duplicate": 2]
        audit.rules = ["symbol_form": 3, "price_plausible": 1_200]
        let audits = [Self.lanes[0].lane: audit, Self.lanes[1].lane: audit]
        var counts = RunCounts()
        #expect(counts.lines.isEmpty)
        let cadence = Cadence(interval: 1)
        counts.add(audits, of: LaneTable(path: "raw/t", cadence: cadence, isRaw: true))
        counts.add(audits, of: LaneTable(path: "bronze/ticks", cadence: cadence))
        #expect(
            counts.lines == [
                "quarantined: duplicate 4", "rules: price_plausible 2,400, symbol_form 6",
            ]
        )
    }
}
