/// One pass over a log, newest first: of the actions on a file only the first one met counts.
struct ReplayPass {
    private var seen = SeenFiles()

    /// Whether no file was met yet.
    var isEmpty: Bool { seen.count == 0 }

    /// Whether a file was not met before; it is from now on.
    mutating func isNewest(_ key: FileKey) -> Bool { seen.insert(key) }

    /// Whether a commit has touched a file, so that what the checkpoint says of it is old.
    func hasSeen(_ key: FileKey) -> Bool { seen.contains(key) }

    /// Whether a commit has touched the file of a decoded path that has no deletion vector.
    func hasSeen(path: Span<UInt8>) -> Bool { seen.contains(path: path) }
}

extension Action {
    /// The file that the action is about.
    var fileKey: FileKey? {
        switch self {
        case .add(let file): file.key
        case .remove(let file): file.key
        default: nil
        }
    }
}
