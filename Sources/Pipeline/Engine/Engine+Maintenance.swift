extension Engine {
    /// Starts a step of a table's maintenance, unless one is under way; commits go on meanwhile.
    func startMaintenance(of index: Int) {
        guard !tables[index].isMaintaining else { return }
        tables[index].isMaintaining = true
        let table = tables[index].table
        let lake = ports.lake
        jobs.append(
            Job(.io, "maintain \(table.path)") {
                .maintained(table.path, attempt { try lake.maintain(table) })
            })
    }

    /// Starts a step of GOLD's maintenance.
    func startDerivedMaintenance() {
        guard let derivedTables = ports.derived, !derived.isMaintaining else { return }
        derived.isMaintaining = true
        jobs.append(
            Job(.io, "maintain gold") {
                .maintained(DerivedControl.name, attempt { try derivedTables.maintain() })
            })
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
