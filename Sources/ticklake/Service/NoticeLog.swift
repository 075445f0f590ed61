import Pipeline
import Telemetry

/// Turns what the engine has to say into log lines.
struct NoticeLog {
    let log: Log

    /// Writes one notice.
    func write(_ notice: EngineNotice) {
        switch notice {
        case .laneStarted(let lane, let position, let snapshot):
            log.info(
                "lane started",
                [
                    "lane": .string(lane.description), "position": .count(position),
                    "state": snapshot.map { .count($0) } ?? "none",
                ])
        case .stateUnusable(let lane, let reason):
            log.warning(
                "state snapshot unusable, an older one is taken",
                ["lane": .string(lane.description), "reason": .string(reason)])
        case .laneFenced(let lane, let table):
            log.warning(
                "lane fenced: another instance advanced it",
                ["lane": .string(lane.description), "table": .string(table)])
        case .fencedOff: log.warning("other instances work on every lane, this one ends")
        case .laneRestarts(let lane, let pause, let reason):
            log.warning(
                "lane restarts from the lake",
                [
                    "lane": .string(lane.description), "pause_ms": .count(pause / 1_000_000),
                    "reason": .string(reason),
                ])
        case .laneHalted(let lane, let halt):
            log.error(
                "lane halted",
                ["lane": .string(lane.description), "reason": .string(halt.message)])
        case .laneCaughtUp(let lane, let position):
            log.info(
                "lane caught up",
                ["lane": .string(lane.description), "position": .count(position)])
        case .committed, .memoryFull, .stateSaved, .derivedAdvanced, .maintained:
            writeProgress(notice)
        case .stateNotSaved, .derivedFailed, .derivedHalted, .maintenanceFailed:
            writeTrouble(notice)
        }
    }

    private func writeProgress(_ notice: EngineNotice) {
        switch notice {
        case .committed(let table, let version, let audits, let nanoseconds):
            log.debug(
                "committed",
                [
                    "table": .string(table), "version": .count(version),
                    "lanes": .count(audits.count),
                    "rows": .count(audits.values.reduce(0) { $0 + $1.rows }),
                    "took_ms": .count(nanoseconds / 1_000_000),
                ])
        case .memoryFull(let bytes, let limit):
            log.debug(
                "memory is full, all tables commit",
                ["bytes": .count(bytes), "limit": .count(limit)])
        case .stateSaved(let lane, let offset):
            log.debug(
                "state saved", ["lane": .string(lane.description), "offset": .count(offset)])
        case .derivedAdvanced(let progress):
            log.debug("gold advanced", ["commits": .count(progress.commits)])
        case .maintained(let table, let report):
            log.info(
                "table maintained",
                [
                    "table": .string(table), "joined_files": .count(report.joinedFiles),
                    "made_files": .count(report.madeFiles),
                    "removed_files": .count(report.removedFiles),
                    "removed_bytes": .count(report.removedBytes),
                    "removed_log_files": .count(report.removedLogFiles),
                ])
        default: break
        }
    }

    private func writeTrouble(_ notice: EngineNotice) {
        switch notice {
        case .stateNotSaved(let lane, let reason):
            log.warning(
                "state not saved, tried again with the next one",
                ["lane": .string(lane.description), "reason": .string(reason)])
        case .derivedFailed(let reason):
            log.warning("gold not advanced, tried again", ["reason": .string(reason)])
        case .derivedHalted(let halt):
            log.error(
                "gold halted, the lanes go on without it", ["reason": .string(halt.message)])
        case .maintenanceFailed(let table, let reason):
            log.warning(
                "table maintenance failed, tried again later",
                ["table": .string(table), "reason": .string(reason)])
        default: break
        }
    }
}
