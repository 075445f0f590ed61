import ObjectStorage

/// A file of `_delta_log`, known by its name.
package enum LogName: Sendable, Equatable {
    /// The actions of a version.
    case commit(Int64)
    /// The whole state at a version, in one file or in part `part` of `parts`.
    case checkpoint(Int64, part: Int, parts: Int)
    /// The whole state at a version, in the newer form, under a name of its own; without an id, as
    /// JSON under the classic name.
    case checkpointV2(Int64, id: String, isJSON: Bool)
    /// The actions of several versions.
    case compaction(Int64, Int64)
    /// A summary of the state at a version.
    case checksum(Int64)

    /// The version that a name begins with, as twenty digits.
    static func digits(_ version: Int64) -> String {
        let text = String(version)
        return String(repeating: "0", count: max(0, 20 - text.count)) + text
    }

    /// The name of the file.
    package var text: String {
        switch self {
        case .commit(let version): "\(LogName.digits(version)).json"
        case .checkpoint(let version, _, 1): "\(LogName.digits(version)).checkpoint.parquet"
        case .checkpoint(let version, let part, let parts):
            "\(LogName.digits(version)).checkpoint.\(LogName.tenDigits(part))."
                + "\(LogName.tenDigits(parts)).parquet"
        case .checkpointV2(let version, let id, let isJSON):
            "\(LogName.digits(version)).checkpoint.\(id.isEmpty ? "" : "\(id).")"
                + (isJSON ? "json" : "parquet")
        case .compaction(let first, let last):
            "\(LogName.digits(first)).\(LogName.digits(last)).compacted.json"
        case .checksum(let version): "\(LogName.digits(version)).crc"
        }
    }

    /// What a name says; nil for a file that is none of the log's.
    package init?(_ name: String) {
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count >= 2, let version = LogName.number(parts[0], digits: 20) else {
            return nil
        }
        switch (parts.count, parts[1], parts[parts.count - 1]) {
        case (2, "json", _):
            self = .commit(version)
        case (2, "crc", _):
            self = .checksum(version)
        case (3, "checkpoint", "parquet"):
            self = .checkpoint(version, part: 1, parts: 1)
        case (3, "checkpoint", "json"):
            self = .checkpointV2(version, id: "", isJSON: true)
        case (4, "checkpoint", "json"), (4, "checkpoint", "parquet"):
            self = .checkpointV2(version, id: parts[2], isJSON: parts[3] == "json")
        case (4, _, "json") where parts[2] == "compacted":
            guard let last = LogName.number(parts[1], digits: 20), last > version else {
                return nil
            }
            self = .compaction(version, last)
        case (5, "checkpoint", "parquet"):
            guard let part = LogName.number(parts[2], digits: 10),
                let count = LogName.number(parts[3], digits: 10), part >= 1, part <= count
            else { return nil }
            self = .checkpoint(version, part: Int(part), parts: Int(count))
        default:
            return nil
        }
    }

    /// Versions beyond this are nobody's: what follows one can be counted on from it.
    private static let numberMax: Int64 = 1 << 62

    private static func number(_ text: String, digits: Int) -> Int64? {
        guard text.utf8.count == digits,
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int64(text).flatMap { $0 <= numberMax ? $0 : nil }
    }

    private static func tenDigits(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 10 - text.count)) + text
    }
}
