import Bytes
import JSONColumns
import ObjectStorage

/// When versions came to be, as time travel sees it.
///
/// With in-commit timestamps the commits say so themselves. Without, or before they were enabled,
/// it is when the commit's file was written; where a clock went back, a version counts as one
/// millisecond later than the one before. Delta protocol, "In-Commit Timestamps".
struct CommitTimes {
    private let table: DeltaTable
    /// The first version whose commit says when it was made; nil for none.
    private let firstWithTimestamp: Int64?
    /// The times of files of earlier versions, from the version `firstFile` on.
    private var fileTimes: [Int64] = []
    private var firstFile: Int64 = 0
    /// The newest version.
    let newest: Int64

    /// Takes what the newest snapshot of a table says.
    init(_ snapshot: Snapshot) throws {
        table = snapshot.table
        newest = snapshot.version
        let properties = snapshot.metadata.configuration
        if FeatureUse(snapshot.metadata).isOn(InCommitTime.enabled) {
            let enablement = properties["delta.inCommitTimestampEnablementVersion"]
            firstWithTimestamp = enablement.flatMap { Int64($0) } ?? 0
        } else {
            firstWithTimestamp = nil
        }
        if firstWithTimestamp ?? .max > 0 { try readFileTimes() }
    }

    /// The time of a version, in milliseconds since 1970.
    func time(of commit: Commit) throws -> Int64 {
        if let firstWithTimestamp, commit.version >= firstWithTimestamp {
            guard let time = commit.info?["inCommitTimestamp"]?.int64 else {
                throw DeltaError(
                    .corrupt,
                    "version \(commit.version) does not say when it was made: it has no "
                        + "inCommitTimestamp, which the table enables")
            }
            return time
        }
        let place = commit.version - firstFile
        guard place >= 0, place < fileTimes.count else {
            throw DeltaError(.notFound, "the log has no commit of version \(commit.version)")
        }
        return fileTimes[Int(place)]
    }

    /// The newest version that was there at a time, in milliseconds since 1970; nil for none.
    func version(at time: Int64) throws -> Int64? {
        if let firstWithTimestamp {
            let found = try versionByTimestamp(at: time, from: firstWithTimestamp)
            if found != nil { return found }
        }
        // Times of files rise strictly.
        guard let place = fileTimes.lastIndex(where: { $0 <= time }) else { return nil }
        return firstFile + Int64(place)
    }

    /// Halves the versions that are left: in-commit timestamps rise strictly.
    private func versionByTimestamp(at time: Int64, from first: Int64) throws -> Int64? {
        var found: Int64?
        var (low, high) = (first, newest)
        while low <= high {
            let middle = low + (high - low) / 2
            guard let commit = try table.log.commit(middle) else {
                // Removed since: whatever comes before is gone as well.
                low = middle + 1
                continue
            }
            if try self.time(of: commit) <= time {
                found = middle
                low = middle + 1
            } else {
                high = middle - 1
            }
        }
        return found
    }

    private mutating func readFileTimes() throws {
        let last = min(newest, (firstWithTimestamp ?? .max) - 1)
        for object in try table.store.list(table.log.folder) {
            guard object.path.parent == table.log.folder,
                case .commit(let version)? = LogName(object.path.name), version <= last
            else { continue }
            if version != firstFile + Int64(fileTimes.count) {
                // Versions before a gap lead nowhere.
                fileTimes = []
                firstFile = version
            }
            fileTimes.append(max(object.modified, fileTimes.last?.addingSaturated(1) ?? .min))
        }
    }
}

extension DeltaTable {
    /// The version that was the newest at a time, in milliseconds since 1970.
    ///
    /// By in-commit timestamps where the table has them, else by when the commits' files were
    /// written.
    ///
    /// - Throws: `DeltaError` of kind `notFound` where the log does not reach back so far.
    public func version(at time: Int64) throws -> Int64 {
        guard let version = try CommitTimes(snapshot()).version(at: time) else {
            throw DeltaError(.notFound, "the log has no commit as old as that: \(time)")
        }
        return version
    }
}
