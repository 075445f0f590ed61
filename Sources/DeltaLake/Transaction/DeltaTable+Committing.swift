extension DeltaTable {
    /// How often a change of a table is made anew because others came first.
    private static let attemptsMax = 10

    /// Commits what `make` makes of the newest snapshot, again from a newer one where it conflicts
    /// with what others committed meanwhile.
    ///
    /// - Returns: the snapshot at the version that was committed, or the one that `make` made
    ///   nothing of.
    /// - Throws: `DeltaError` of kind `contended` when others were first each time, and what
    ///   `make` and `Snapshot.commit` throw.
    func committing(
        now: Int64, retrying retry: CommitRetry, using random: inout some RandomNumberGenerator,
        _ make: (inout Snapshot, _ attempt: Int) throws -> Transaction?
    ) throws -> Snapshot {
        var reason = ""
        for attempt in 0..<DeltaTable.attemptsMax {
            var snapshot = try snapshot()
            guard let transaction = try make(&snapshot, attempt) else { return snapshot }
            let outcome = try snapshot.commit(
                transaction, now: now, retrying: retry, using: &random)
            switch outcome {
            case .committed: return snapshot
            case .conflicted(let conflict): reason = conflict
            case .fenced(let places): reason = "applications moved: \(places.keys.sorted())"
            }
            retry.wait(after: attempt, using: &random)
        }
        throw DeltaError(
            .contended,
            "others changed \(folder) \(DeltaTable.attemptsMax) times in a row, last: \(reason); "
                + "try again")
    }
}
