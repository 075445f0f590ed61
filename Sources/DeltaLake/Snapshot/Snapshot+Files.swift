extension Snapshot {
    /// The files that are in the table.
    ///
    /// From memory where they are kept, in the order in which they came; else from the log, in an
    /// order that is the same at every reading.
    public func files() throws -> [AddFile] {
        if let files = state.files { return files.all }
        var files: [AddFile] = []
        try forEachFile { files.append($0) }
        return files
    }

    /// Calls `body` with every file that is in the table, newest commit first.
    ///
    /// Memory grows by a few bytes a file that came or went since the last checkpoint, whatever
    /// the number of files.
    public func forEachFile(_ body: (AddFile) throws -> Void) throws {
        if let files = state.files {
            for file in files.all { try body(file) }
            return
        }
        try replay { if case .add(let file) = $0 { try body(file) } }
    }

    /// Calls `body` with the newest action on every file: adds that are live, and removes.
    func replay(_ body: (Action) throws -> Void) throws {
        var pass = ReplayPass()
        try table.withoutDamagedCheckpoints(version: version) { listing in
            for version in listing.commitsNewestFirst {
                try pass.visit(try table.log.requiredCommit(version), body)
            }
            guard let place = listing.checkpoint else { return }
            do {
                let reader = CheckpointReader(place, in: table.log)
                try reader.read(includingFiles: true) { try pass.visit($0, body) }
            } catch let damage as CheckpointDamage where pass.isInCheckpoint {
                // Some of it was delivered already: there is no going back.
                throw damage.error
            }
        }
    }
}

/// One pass over a log, newest first: of the actions on a file only the first one met counts.
private struct ReplayPass {
    private var seen: Set<FileKey> = []
    /// Whether anything of a checkpoint has been delivered.
    private(set) var isInCheckpoint = false

    mutating func visit(_ commit: Commit, _ body: (Action) throws -> Void) rethrows {
        // Where a commit removes a file and adds it again, the add is what remains.
        for case .add(let file) in commit.actions where seen.insert(file.key).inserted {
            try body(.add(file))
        }
        for case .remove(let file) in commit.actions where seen.insert(file.key).inserted {
            try body(.remove(file))
        }
    }

    /// Visits an action of the checkpoint, where every file has one action.
    mutating func visit(_ action: Action, _ body: (Action) throws -> Void) rethrows {
        switch action {
        case .add(let file) where !seen.contains(file.key):
            isInCheckpoint = true
            try body(action)
        case .remove(let file) where !seen.contains(file.key):
            isInCheckpoint = true
            try body(action)
        default:
            break
        }
    }
}

extension LogListing {
    /// The versions of the commits, the newest first.
    var commitsNewestFirst: [Int64] {
        firstCommit <= version ? (firstCommit...version).reversed() : []
    }
}
