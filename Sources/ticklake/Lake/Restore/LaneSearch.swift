package import DeltaLake
import JSONColumns
import ObjectStorage

/// The search for a version of a table in which no lane is beyond RAW.
package struct LaneSearch {
    private let table: DeltaTable
    private let raw: [LaneKey: Int64]
    private let lake: LakeFolder

    /// - Parameter raw: what RAW reflects of each lane; other lanes are beyond nothing.
    package init(_ table: DeltaTable, within raw: [LaneKey: Int64], _ lake: LakeFolder) {
        self.table = table
        self.raw = raw
        self.lake = lake
    }

    private func isBeyond(_ lane: LaneKey, _ next: Int64) -> Bool { next > raw[lane] ?? .max }

    /// The newest such version, from one back; the first one if there is none.
    ///
    /// Every commit is read once, from the newest back: a lane stands where the newest commit that
    /// moved it has put it.
    package func newestVersion(from start: Int64) throws -> Int64 {
        let beyond = try table.snapshot(version: start).lanes.filter(isBeyond).map(\.key)
        var candidate = start
        // The lanes that commits read so far have moved, or that are beyond.
        var known = Set(beyond)
        // Those of which it is not known where the candidate has them, or which commit did it.
        var open = known
        var version = start
        while !open.isEmpty, version >= 0 {
            guard let commit = try table.commit(version) else {
                return try checkOldest(candidate, version, open)
            }
            var isRefused = false
            for mark in commit.transactions {
                guard let lane = LaneKey(application: mark.appID) else { continue }
                known.insert(lane)
                guard open.remove(lane) != nil else { continue }
                isRefused = isRefused || isBeyond(lane, mark.version)
            }
            version -= 1
            if isRefused { (candidate, open) = (version, known) }
        }
        return max(0, candidate)
    }

    /// A candidate in which lanes stand where commits have put them that the log no longer has.
    private func checkOldest(
        _ candidate: Int64, _ missing: Int64, _ open: Set<LaneKey>
    ) throws -> Int64 {
        guard candidate > missing else { throw Self.logBeginsLater(table, lake) }
        let lanes = try table.snapshot(version: candidate).lanes
        guard !lanes.contains(where: isBeyond) else { throw Self.logBeginsLater(table, lake) }
        return candidate
    }

    static func logBeginsLater(_ table: DeltaTable, _ lake: LakeFolder) -> CommandError {
        CommandError(
            .usage, "`\(table.folder)` cannot go back so far", why: "its log begins later",
            advice: "`ticklake history \(lake.path)/\(table.folder)` lists the versions")
    }
}

/// Where lanes begin, each read once.
final class LaneStarts {
    private let lake: LakeFolder
    private var starts: [LaneKey: Int64] = [:]

    init(_ lake: LakeFolder) { self.lake = lake }

    func start(of lane: LaneKey) throws -> Int64 {
        if let start = starts[lane] { return start }
        let path = try StorePath(
            "_ticklake/lanes/\(lane.pipeline)/\(lane.topic)/\(lane.partition).json")
        let value = try lake.store.getIfPresent(path).flatMap { try? JSONValue(parsing: $0) }
        guard let start = value?["start"]?.int64 else {
            throw CommandError(
                .failed, "the lake does not say where lane \(lane) starts",
                why: "\(path) must be {\"start\": <offset>}", advice: "restore it from a backup")
        }
        starts[lane] = start
        return start
    }
}
