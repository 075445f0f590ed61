/// The files in which the changes of one version are, and which of their rows are changed.
struct CommitChanges {
    /// Rows of a file that all came, or all went; or rows that say themselves what became of them.
    struct Part {
        let file: AddFile
        /// Which rows; nil for those that are not deleted.
        let selection: RowSelection?
        /// What became of them; nil where a column of the file says it.
        let kind: String?
    }

    /// The parts: what went before what came.
    private(set) var parts: [Part] = []

    /// Finds the changes of a commit.
    ///
    /// Delta protocol, "Change Data Files".
    ///
    /// - Throws: `DeltaError` where a deletion vector cannot be read, or an entry says too little.
    init(_ commit: Commit, of table: DeltaTable, isPartitioned: Bool) throws {
        let written = commit.actions.compactMap { action in
            if case .change(let file) = action { file } else { nil }
        }
        guard written.isEmpty else {
            parts = written.map { Part(file: AddFile($0), selection: nil, kind: nil) }
            return
        }
        var adds: [FileKey: AddFile] = [:]
        for file in commit.adds where file.dataChange {
            adds[FileKey(path: file.path, deletionVector: nil)] = file
        }
        var rewritten: Set<FileKey> = []
        for file in commit.removes where file.dataChange {
            let key = FileKey(path: file.path, deletionVector: nil)
            if let add = adds[key] {
                // The same file with other rows deleted.
                rewritten.insert(key)
                let old = try file.deletionVector.map { try table.rows(of: $0) } ?? .none
                let new = try add.deletionVector.map { try table.rows(of: $0) } ?? .none
                parts.append(
                    Part(file: add, selection: .only(new, without: old), kind: "delete"))
                parts.append(
                    Part(file: add, selection: .only(old, without: new), kind: "insert"))
                continue
            }
            if isPartitioned, file.partitionValues.isEmpty {
                throw DeltaError(
                    .unsupported,
                    "the changes of version \(commit.version) cannot be read: its removal of "
                        + "\(file.path) does not give the partition")
            }
            parts.append(Part(file: AddFile(file), selection: nil, kind: "delete"))
        }
        for file in commit.adds where file.dataChange {
            if rewritten.contains(FileKey(path: file.path, deletionVector: nil)) { continue }
            parts.append(Part(file: file, selection: nil, kind: "insert"))
        }
    }
}

extension AddFile {
    /// The file as it was before it was removed.
    fileprivate init(_ file: RemoveFile) {
        self.init(
            path: file.path, partitionValues: file.partitionValues, size: file.size ?? 0,
            modificationTime: 0)
        deletionVector = file.deletionVector
    }

    fileprivate init(_ file: ChangeFile) {
        self.init(
            path: file.path, partitionValues: file.partitionValues, size: file.size,
            modificationTime: 0)
    }
}
