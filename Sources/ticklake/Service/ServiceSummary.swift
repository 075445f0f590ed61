package import Pipeline

/// What a run came to.
package struct ServiceSummary {
    /// What the engine had done when it ended.
    package let status: EngineStatus
    /// How long it ran.
    package let nanoseconds: Int64
    /// What is no failure, but should be known, a line each.
    package let warnings: [String]

    /// Sums a run up.
    package init(status: EngineStatus, nanoseconds: Int64, warnings: [String] = []) {
        self.status = status
        self.nanoseconds = nanoseconds
        self.warnings = warnings
    }

    /// The exit code: that of the worst halt; else whether another try is worth it, or ok.
    package var exitCode: ExitCode {
        let halts = status.lanes.map(\.halt) + [status.derivedHalt]
        if let worst = ExitCode(worstOf: halts.compactMap { $0?.kind }) { return worst }
        return status.isFencedOff || status.derivedFailure != nil ? .tryAgain : .ok
    }

    /// What is not as it should be, a line each.
    package var problems: [String] {
        var problems = status.lanes.compactMap { $0.halt?.message }
        if status.isFencedOff {
            problems.append(
                "no lane is left. other instances work on the same partitions. give each instance "
                    + "its own with --partitions, or start again later")
        }
        if let failure = status.derivedFailure { problems.append("gold: \(failure)") }
        return problems
    }
}
