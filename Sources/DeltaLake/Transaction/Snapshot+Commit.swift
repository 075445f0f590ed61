import JSONColumns
import ObjectStorage

extension Snapshot {
    /// A snapshot whose newest commit is older than this, in milliseconds, is read anew before a
    /// commit: log clean-up may have removed the versions that would tell that it is old.
    static let ageMax: Int64 = 86_400_000

    /// Commits a transaction that was made from this snapshot.
    ///
    /// The progress of each application is compared with this snapshot and with every version that
    /// appeared meanwhile. A lost race is made again over the newer version unless the two
    /// transactions conflict. An attempt whose answer is lost is looked up by its id. Data files
    /// are never deleted. After a thrown error the transaction may have been committed or may
    /// still be: read the table again, and keep the files.
    ///
    /// - Parameters:
    ///   - transaction: what is to be done.
    ///   - now: milliseconds since 1970.
    ///   - retry: how often to try, and how to wait between attempts.
    ///   - random: gives the id of each attempt, and the waits.
    /// - Throws: `StoreError` when the store fails; `DeltaError` of kind `invalid`, `unsupported`,
    ///   `contended`.
    public mutating func commit(
        _ transaction: Transaction, now: Int64, retrying retry: CommitRetry = CommitRetry(),
        using random: inout some RandomNumberGenerator
    ) throws -> CommitOutcome {
        let (base, needsThen, metadataThen) = (version, tableProtocol, metadata)
        if timestamp.map({ now - $0 > Snapshot.ageMax }) ?? true {
            self = try table.snapshot(keepingFiles: keepsFiles)
        }
        try transaction.check(for: self)
        if let outcome = try refusal(of: transaction) { return outcome }
        // Its files were made and checked by what the table said when it was made.
        guard needsThen == tableProtocol, metadataThen.isSame(as: metadata) else {
            return .conflicted(
                "a version after \(base) changed the table's protocol or metadata")
        }
        // What came between an old snapshot and the one read anew is judged like any winner.
        if let reason = try conflict(of: transaction, since: base) { return .conflicted(reason) }
        var attempts = CommitAttempts(transaction, readVersion: base)
        var silentFailures = 0
        for attempt in 0..<retry.attemptsMax {
            let commit = try attempts.next(over: self, now: now, using: &random)
            switch try fate(of: commit) {
            case .written:
                let before = knownTotals()
                try advance(over: commit)
                summarize(commit, after: before)
                return .committed(version: version)
            case .taken:
                if let outcome = try rebase(attempts) { return outcome }
            case .unseen(let error):
                silentFailures += 1
                if silentFailures == retry.silentFailuresMax { throw error }
            }
            retry.wait(after: attempt, using: &random)
        }
        throw DeltaError(
            .contended,
            "\(retry.attemptsMax) commits to \(table.folder) in a row came second; try again")
    }

    /// What became of an attempt.
    private enum Fate {
        case written
        /// There is a commit of this version: another's, or this one's.
        case taken
        /// The call failed, and there is no commit of this version, or not yet.
        case unseen(StoreError)
    }

    private func fate(of commit: Commit) throws -> Fate {
        let path = try table.log.path(.commit(commit.version))
        do {
            let outcome = try table.store.putIfAbsent(path, commit.bytes())
            return outcome == .created ? .written : .taken
        } catch let error as StoreError where error.mayHaveTakenEffect {
            do {
                _ = try table.store.head(path)
                return .taken
            } catch let missing as StoreError where missing.kind == .notFound {
                return .unseen(error)
            } catch let other as StoreError where other.kind != .crashed {
                throw StoreError(
                    .ambiguous, "\(error.message); looking it up: \(other.message)", path: path)
            }
        }
    }

    /// Why a transaction cannot be tried at all: its applications stand elsewhere.
    private mutating func refusal(of transaction: Transaction) throws -> CommitOutcome? {
        if transaction.fences(in: self).isEmpty { return nil }
        // This snapshot may merely be old.
        try update()
        let fenced = transaction.fences(in: self)
        return fenced.isEmpty ? nil : .fenced(fenced)
    }

    /// Why a transaction that was made over an older version cannot follow this one; nil when it
    /// can.
    private func conflict(of transaction: Transaction, since base: Int64) throws -> String? {
        if transaction.isBlindAppend, transaction.domains.isEmpty { return nil }
        var passed = base
        let conflicts = Conflicts(of: transaction, over: metadata)
        while passed < version {
            passed += 1
            guard let winner = try table.log.commit(passed) else {
                return "version \(passed) came between and is no longer in the log"
            }
            if let reason = conflicts.reason(with: winner) { return reason }
        }
        return nil
    }

    /// Goes on to the newest version and judges what came between; nil to try again from there.
    private mutating func rebase(_ attempts: CommitAttempts) throws -> CommitOutcome? {
        let transaction = attempts.transaction
        let conflicts = Conflicts(of: transaction, over: metadata)
        var moved: Set<ByteText> = []
        var conflict: String?
        var own: Int64?
        while let winner = try table.log.commit(version + 1) {
            try advance(over: winner)
            if attempts.include(winner) {
                own = winner.version
            } else if own == nil {
                moved.formUnion(transaction.applications(movedBy: winner))
                conflict = conflict ?? conflicts.reason(with: winner)
            }
        }
        if let own { return .committed(version: own) }
        if !moved.isEmpty {
            let places = moved.map { ($0.text, self.transaction($0.text)?.version) }
            return .fenced(Dictionary(places) { first, _ in first })
        }
        return conflict.map { .conflicted($0) }
    }
}

extension StoreError {
    /// Whether a write that failed so may be there all the same.
    fileprivate var mayHaveTakenEffect: Bool { kind == .ambiguous || kind == .unavailable }
}
