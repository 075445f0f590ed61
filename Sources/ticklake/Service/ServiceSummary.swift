package import Pipeline

/// What a run came to.
package struct ServiceSummary {
    /// What the engine had done when it ended.
    package let status: EngineStatus
    /// How long it ran.
    package let nanoseconds: Int64
    /// What became of the records that it committed.
    package let counts: RunCounts
    /// What is no failure, but should be known, a line each.
    package let warnings: [String]

    /// Sums a run up.
    package init(
        status: EngineStatus, nanoseconds: Int64, counts: RunCounts = RunCounts(),
        warnings: [String] = []
    ) {
        self.status = status
        self.nanoseconds = nanoseconds
        self.counts = counts
        self.warnings = warnings
    }

    /// The exit code: that of the worst halt; else whether another try is worth it, or ok.
    package var exitCode: ExitCode {
        let halts = status.lanes.map(\.halt) + [status.derivedHalt]
        if let worst = ExitCode(worstOf: halts.compactMap { $0?.kind }) { return worst }
        return status.isFencedOff || status.derivedFailure != nil ? .tryAgain : .ok
    }

    /// What is not as it should be, a line each.
    ///
    /// Why a lane or GOLD halted stands in the log, where it was said when it happened.
    package var problems: [String] {
        var problems = status.lanes.compactMap { lane in
            lane.halt.map { "lane \(lane.lane) has halted. \(Self.story($0, "lane halted"))" }
        }
        if status.isFencedOff {
            problems.append(
                "no lane is left. other instances work on the same partitions. give each instance "
                    + "its own with --partitions, or start again later")
        }
        if let halt = status.derivedHalt {
            problems.append("gold has halted. \(Self.story(halt, "gold halted"))")
        } else if let failure = status.derivedFailure {
            problems.append("gold: \(failure)")
        }
        return problems
    }

    /// Why in a few words, and where to read more.
    private static func story(_ halt: LaneHalt, _ line: String) -> String {
        let why =
            switch halt.kind {
            case .dataQuality: "a record broke a rule"
            case .dataLoss: "records are lost"
            case .inconsistent: "the lake is not what it has to be"
            case .configuration: "the lake was made by another pipeline or configuration"
            case .unavailable: "what it needs did not answer"
            }
        return "\(why). read the line `\(line)` in the log above"
    }
}
