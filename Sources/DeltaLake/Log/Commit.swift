public import JSONColumns

/// The actions of one version.
public struct Commit: Sendable {
    /// The version that the commit made.
    public let version: Int64
    /// What it did.
    public let actions: [Action]
    /// How many actions on files are not among them because nobody wanted them.
    let skippedCount: Int
    /// The size of the file that it was read from, in bytes; 0 for one that was made here.
    let byteCount: Int

    init(version: Int64, actions: [Action]) {
        self.version = version
        self.actions = actions
        skippedCount = 0
        byteCount = 0
    }

    /// Reads a commit; the actions on files are checked for being JSON and left out where
    /// `skippingFiles`, for those who want to know what a table is and not what is in it.
    init(lines: CommitLines, skippingFiles: Bool = false) throws {
        version = lines.version
        var actions: [Action] = []
        var skippedCount = 0
        byteCount = try lines.forEach { line in
            if skippingFiles, line.isFileAction {
                skippedCount += 1
                return try line.check()
            }
            if let action = try line.action() { actions.append(action) }
        }
        self.actions = actions
        self.skippedCount = skippedCount
    }

    /// The commit as the file of the log.
    func bytes() -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        for action in actions { action.write(to: &writer) }
        return writer.copy()
    }

    /// Who committed what; nil where the writer said nothing.
    public var info: JSONValue? {
        for case .commitInfo(let info) in actions { return .object(info) }
        return nil
    }

    /// The files that came in.
    public var adds: [AddFile] {
        actions.compactMap { if case .add(let file) = $0 { file } else { nil } }
    }

    /// The files that went out.
    public var removes: [RemoveFile] {
        actions.compactMap { if case .remove(let file) = $0 { file } else { nil } }
    }

    /// The progress of applications.
    public var transactions: [AppTransaction] {
        actions.compactMap { if case .transaction(let mark) = $0 { mark } else { nil } }
    }
}
