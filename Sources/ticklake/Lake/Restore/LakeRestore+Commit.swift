import DeltaLake
import ObjectStorage

extension LakeRestore {
    /// Refuses what `commit` would refuse, and changes nothing.
    package static func check(_ steps: [Step]) throws {
        for step in steps {
            if !step.restoration.missing.isEmpty { throw missing(step) }
            do {
                try step.restoration.check()
            } catch let error as DeltaError {
                throw CommandError(
                    .failed,
                    "version \(step.restoration.target) of `\(step.name)` cannot be restored",
                    why: error.message)
            }
        }
    }

    /// Takes the tables back, in this order; `onStep` is told each one's new version.
    ///
    /// A crash between two of them leaves tables that are behind RAW, which the service makes good.
    ///
    /// - Parameter now: milliseconds since 1970.
    package static func commit(
        _ steps: [Step], in lake: LakeFolder?, now: () -> Int64,
        using random: inout some RandomNumberGenerator, onStep: (String, Int64) throws -> Void
    ) throws {
        try check(steps)
        if let lake { try removeStates(beyond: steps, in: lake) }
        var isRawChecked = false
        for step in steps {
            if let lake, isArchive(step.name), !isRawChecked {
                try refuseMoved(steps, in: lake)
                isRawChecked = true
            }
            let version = try step.restoration.commit(now: now(), using: &random)
            try onStep(step.name, version)
        }
    }

    /// Refuses to take RAW back under tables that someone has moved on meanwhile.
    private static func refuseMoved(_ steps: [Step], in lake: LakeFolder) throws {
        var raw: [LaneKey: Int64] = [:]
        for step in steps where isArchive(step.name) {
            raw.merge(step.restoration.lanes) { $1 }
        }
        for table in try lake.tables(among: try lake.objects())
        where !isArchive(table.folder.text) {
            for (lane, next) in try table.snapshot().lanes where next > raw[lane] ?? .max {
                throw CommandError(
                    .tryAgain, "\(table.folder) has come to \(next) of lane \(lane) meanwhile",
                    why: "the service is running",
                    advice: "stop it, and restore the lake again")
            }
        }
    }

    /// Removes snapshots of state that were saved beyond where a lane will stand in some table.
    private static func removeStates(beyond steps: [Step], in lake: LakeFolder) throws {
        var least: [LaneKey: Int64] = [:]
        for step in steps { least.merge(step.restoration.lanes) { min($0, $1) } }
        for (lane, next) in least {
            let folder = try StorePath(
                "_ticklake/state/\(lane.pipeline)/\(lane.topic)/\(lane.partition)")
            for object in try lake.store.list(folder) {
                guard let offset = Int64(object.path.name.prefix { $0 != "-" }), offset > next
                else { continue }
                try lake.store.delete(object.path)
            }
        }
    }

    private static func missing(_ step: Step) -> CommandError {
        let missing = step.restoration.missing
        let shown = missing.prefix(20).map(\.text).joined(separator: ", ")
        let more = missing.count > 20 ? " and \(missing.count - 20) more" : ""
        return CommandError(
            .failed, "version \(step.restoration.target) of `\(step.name)` cannot be restored",
            why: "\(missing.count) of its files are gone: \(shown)\(more)",
            advice: "take a newer version, or bring the files back from a backup")
    }
}
