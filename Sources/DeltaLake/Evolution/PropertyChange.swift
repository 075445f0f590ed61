/// A change of a table's properties, held against what properties allow.
struct PropertyChange {
    let before: TableMetadata
    let after: TableMetadata
    /// Whether the table comes into being, so that no file is there yet.
    let isNew: Bool

    init(from before: TableMetadata, to after: TableMetadata, isNew: Bool = false) {
        self.before = before
        self.after = after
        self.isNew = isNew
    }

    /// The metadata with what the properties imply.
    ///
    /// - Throws: `DeltaError` of kind `invalid` with every reason against the change.
    func checked() throws -> TableMetadata {
        try TableProperties.check(after.configuration, changedFrom: before.configuration)
        try checkRowTracking()
        let (old, new) = (mode(before), mode(after))
        if old == new { return after }
        switch (old, new) {
        case ("none", "name"):
            // Files that are there hold the columns under their names, and no ids.
            return ColumnIDs.enabled(in: after, mode: .name)
        case ("none", "id") where isNew:
            return ColumnIDs.enabled(in: after, mode: .id)
        default:
            throw DeltaError(
                .invalid,
                "column mapping can go from none to name only, not from \(old) to \(new): the "
                    + "files are as they are")
        }
    }

    private func checkRowTracking() throws {
        guard FeatureUse(after).isOn(RowTracking.enabled),
            !FeatureUse(before).isOn(RowTracking.enabled)
        else { return }
        let names = RowTracking.materializedColumns.filter { after.configuration[$0] == nil }
        guard isNew, names.isEmpty else {
            throw DeltaError(
                .unsupported,
                "row tracking cannot be turned on: it is for new tables, whose rows all get ids, "
                    + "and needs \(RowTracking.materializedColumns.joined(separator: " and "))")
        }
    }

    private func mode(_ metadata: TableMetadata) -> String {
        metadata.configuration[ColumnIDs.mode]?.lowercased() ?? "none"
    }
}

extension FeatureUse {
    /// The features that properties and columns turn on.
    var features: [String] {
        let switches = [
            ("delta.enableChangeDataFeed", "changeDataFeed"),
            ("delta.enableDeletionVectors", "deletionVectors"),
            (InCommitTime.enabled, InCommitTime.feature), (RowTracking.enabled, "rowTracking"),
            (TypeWidening.enabled, "typeWidening"),
        ]
        var found = switches.filter { isOn($0.0) }.map(\.1)
        let further = ["appendOnly", "invariants", "checkConstraints", "generatedColumns"]
        found += (further + ["columnMapping"]).filter(isUsed)
        if isV2Checkpointed { found.append("v2Checkpoint") }
        if hasTimeWithoutZone { found.append("timestampNtz") }
        return found
    }
}
