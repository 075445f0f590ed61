internal import Synchronization
internal import Telemetry

/// Keeps the keys that files hold, and reads them again where a vendor refuses them: whoever
/// replaces a key needs not start the poller again.
final class KeyKeeper: Sendable {
    private let files: [KeyFile]
    private let read: @Sendable (_ path: String) -> [UInt8]?
    /// The keys, each on a line.
    private let keys: Mutex<String>

    init(_ files: [KeyFile], read: @escaping @Sendable (_ path: String) -> [UInt8]?) {
        self.files = files
        self.read = read
        keys = Mutex(files.map(\.key.revealed).joined(separator: "\n"))
    }

    /// The keys as they are now.
    var current: String { keys.withLock { $0 } }

    /// Looks for other keys than those that were refused; false where there are none.
    func replace(_ refused: String?) -> Bool {
        var found: [String] = []
        for file in files {
            guard let key = read(file.path).flatMap(KeyFile.key) else { return false }
            found.append(key)
        }
        let newest = found.joined(separator: "\n")
        keys.withLock { $0 = newest }
        return !newest.utf8.elementsEqual((refused ?? "").utf8)
    }
}
