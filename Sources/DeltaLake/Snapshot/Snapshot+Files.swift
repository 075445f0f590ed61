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

    /// The first file, from the newest commit back, of which `matches` is true; nil for none.
    ///
    /// The log is read no further back than to that file.
    public func newestFile(where matches: (AddFile) throws -> Bool) throws -> AddFile? {
        if let files = state.files { return try files.all.last(where: matches) }
        do {
            try forEachFile { if try matches($0) { throw Found(file: $0) } }
            return nil
        } catch let found as Found {
            return found.file
        }
    }

    /// Ends a reading of the log at a file.
    private struct Found: Error {
        let file: AddFile
    }

    /// Calls `body` with the newest action on every file: adds that are live, and removes.
    func replay(_ body: (Action) throws -> Void) throws {
        var pass = ReplayPass()
        var isInCheckpoint = false
        try table.withoutDamagedCheckpoints(version: version) { listing in
            for version in listing.commitsNewestFirst {
                try pass.forEachNewest(in: try table.log.requiredLines(version)) { file in
                    try body(file.action())
                }
            }
            guard let place = listing.checkpoint else { return }
            do {
                let reader = CheckpointReader(place, in: table.log)
                try reader.read(includingFiles: true) { action in
                    guard let key = action.fileKey, !pass.hasSeen(key) else { return }
                    isInCheckpoint = true
                    try body(action)
                }
            } catch let damage as CheckpointDamage where isInCheckpoint {
                // Some of it was delivered already: there is no going back.
                throw damage.error
            }
        }
    }
}

extension LogListing {
    /// The versions of the commits, the newest first.
    var commitsNewestFirst: [Int64] {
        firstCommit <= version ? (firstCommit...version).reversed() : []
    }
}
