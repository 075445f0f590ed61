internal import Columnar
public import DeltaLake

/// In which order the rows of a pipeline's tables lie in their files.
public enum LakeFileOrder {
    /// The column that rises within every file of a table, and must do so when files are joined.
    ///
    /// RAW is read back in the order of its offsets. Nil for a table that is no pipeline's, or has
    /// no such column.
    public static func column(of snapshot: Snapshot) -> String? {
        guard snapshot.metadata.configuration[LakeIdentity.pipelineProperty] != nil else {
            return nil
        }
        return ["offset", "trigger_offset"].first { name in
            snapshot.schema.index(of: name).map { snapshot.schema.fields[$0].type == .long }
                ?? false
        }
    }

    /// How files that another program has joined are split by lanes again; nil for a table whose
    /// rows do not say their lane.
    public static func tagging(of snapshot: Snapshot) -> RowTagging? {
        guard let column = column(of: snapshot), snapshot.schema.index(of: "topic") != nil,
            snapshot.schema.index(of: "partition") != nil
        else { return nil }
        return RowTagging(
            tag: LakeTable.laneTag, columns: ["topic", "partition"], orderedBy: column)
    }

    /// Whether a table is the archive of a topic, whose rows must stay in order.
    public static func isArchive(_ snapshot: Snapshot) -> Bool {
        column(of: snapshot) == "offset" && snapshot.schema.index(of: "timestampType") != nil
    }
}
