import Bytes
import JSONColumns
import ObjectStorage

/// The files that a table, its readers and its writers may still want.
///
/// A file takes a few bytes here, so that a table of a million files fits.
struct NeededFiles {
    private var paths: Set<Hash128> = []

    /// The number of files.
    var count: Int { paths.count }

    /// Gathers what is live at a snapshot, and what left it at or after `oldest` (milliseconds
    /// since 1970).
    ///
    /// A checkpoint keeps removed files for the table's own retention only: for a longer one the
    /// commits are asked, as far back as the log still has them.
    init(_ snapshot: Snapshot, removedSince oldest: Int64, readingCommits: Bool) throws {
        try snapshot.replay { action in
            switch action {
            case .add(let file):
                insert(file.path, file.deletionVector)
            case .remove(let file) where file.deletionTimestamp ?? 0 >= oldest:
                insert(file.path, file.deletionVector)
            default: break
            }
        }
        guard readingCommits else { return }
        var version = snapshot.version
        while version >= 0, let commit = try snapshot.table.commit(version),
            commit.info?["timestamp"]?.int64 ?? .max >= oldest
        {
            for file in commit.removes { insert(file.path, file.deletionVector) }
            version -= 1
        }
    }

    /// Whether an object of the table's folder, named relative to it, is needed.
    func contains(_ path: String) -> Bool { paths.contains(path.stableHash) }

    private mutating func insert(_ path: String, _ vector: JSONValue?) {
        paths.insert(PercentEncoding.decode(path).stableHash)
        if let vector, let file = DeletionVectorName.file(of: vector) {
            paths.insert(file.stableHash)
        }
    }
}

/// Where deletion vectors lie (PROTOCOL.md, "Deletion Vector Descriptor Schema").
enum DeletionVectorName {
    /// The path of a vector's file relative to the table's folder; nil where it is not in it.
    static func file(of vector: JSONValue) -> String? {
        guard vector["storageType"]?.string == "u", let text = vector["pathOrInlineDv"]?.string,
            text.utf8.count >= 20, let id = uuid(Array(text.utf8.suffix(20)))
        else { return nil }
        let prefix = String(decoding: text.utf8.dropLast(20), as: UTF8.self)
        return (prefix.isEmpty ? "" : "\(prefix)/") + "deletion_vector_\(id).bin"
    }

    private static let alphabet = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8
    )

    /// Reads twenty characters of Z85 as a UUID.
    private static func uuid(_ text: [UInt8]) -> String? {
        var digits = ""
        for start in stride(from: 0, to: 20, by: 5) {
            var value: UInt64 = 0
            for byte in text[start..<start + 5] {
                guard let digit = alphabet.firstIndex(of: byte) else { return nil }
                value = value * 85 + UInt64(digit)
            }
            guard let word = UInt32(exactly: value) else { return nil }
            let hex = String(word, radix: 16)
            digits += String(repeating: "0", count: 8 - hex.utf8.count) + hex
        }
        var id = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { id += "-" }
            id.append(digit)
        }
        return id
    }
}
