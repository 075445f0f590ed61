extension Engine {
    /// Whether the engine is about to end, and begins nothing that would keep it.
    private var isEnding: Bool { isDraining || isFinished }

    private var isMaintaining: Bool {
        derived.isMaintaining || tables.contains(where: \.isMaintaining)
    }

    /// Starts a step of a table's maintenance, unless one is under way; commits go on meanwhile.
    ///
    /// An engine that is about to end writes a checkpoint where one is due, so that the next start
    /// is quick, and leaves everything else to the next run.
    func startMaintenance(of index: Int, now: Int64) {
        guard !tables[index].isMaintaining else { return }
        tables[index].isMaintaining = true
        tables[index].maintainedAt = now
        let table = tables[index].table
        let lake = ports.lake
        let scope: MaintenanceScope = isEnding ? .checkpoint : .everything
        jobs.append(
            Job(.io, "maintain \(table.path)") {
                .maintained(table.path, attempt { try lake.maintain(table, scope) })
            })
    }

    /// Starts a step of GOLD's maintenance.
    func startDerivedMaintenance(now: Int64) {
        guard let derivedTables = ports.derived, !derived.isMaintaining, !isEnding else { return }
        derived.isMaintaining = true
        derived.maintainedAt = now
        jobs.append(
            Job(.io, "maintain gold") {
                .maintained(DerivedControl.name, attempt { try derivedTables.maintain() })
            })
    }

    /// Looks after a table that has seen no commit for a while: one at a time, whichever was looked
    /// after longest ago.
    func scheduleMaintenance(now: Int64) {
        guard let age = settings.upkeepAge, !isEnding, !isMaintaining else { return }
        var oldest = ports.derived == nil ? Int64.max : derived.maintainedAt ?? .min
        var table: Int?
        for index in tables.indices where tables[index].maintainedAt ?? .min < oldest {
            oldest = tables[index].maintainedAt ?? .min
            table = index
        }
        guard oldest == .min || oldest < .max && now - oldest >= age else { return }
        if let table {
            startMaintenance(of: table, now: now)
        } else {
            startDerivedMaintenance(now: now)
        }
    }

    func maintained(_ path: String, _ result: Result<MaintenanceReport, JobFailure>) {
        if let index = tableIndex[path] {
            tables[index].isMaintaining = false
        } else {
            derived.isMaintaining = false
        }
        switch result {
        case .success(let report):
            if report != MaintenanceReport() { notify(.maintained(table: path, report)) }
        case .failure(let failure):
            notify(.maintenanceFailed(table: path, failure.message))
        }
    }
}
