import Columnar

/// How the checkpoints of a table are to be written, by its properties and its protocol.
struct CheckpointForm: Sendable {
    /// Whether the top file leaves the data files to sidecars, and has a name of its own.
    let isV2: Bool
    /// Whether the statistics of files are written as the JSON texts that they come as.
    let hasStatisticsText: Bool
    /// The fields of the statistics as values; nil where they are not written as such.
    let statistics: [Field]?
    /// The partition columns as values of their types; nil where they are not written as such.
    let partition: [Field]?

    init(_ metadata: TableMetadata, _ needs: TableProtocol) {
        let properties = metadata.configuration
        isV2 =
            properties["delta.checkpointPolicy"] == "v2"
            && needs.readerFeatures?.contains("v2Checkpoint") == true
        let hasStruct = FeatureUse(metadata).isOn("delta.checkpoint.writeStatsAsStruct")
        // Without either the statistics would be lost; programs differ in what is the default.
        hasStatisticsText =
            properties["delta.checkpoint.writeStatsAsJson"]?.lowercased() != "false" || !hasStruct
        guard hasStruct else {
            (statistics, partition) = (nil, nil)
            return
        }
        statistics = StatisticsColumns.fields(metadata, needs)
        let columns = TableSchema(
            metadata.tableSchema.fields.filter { metadata.isPartitionColumn($0.name) }
        ).physicalColumns(metadata.columnMapping).fields
        partition = columns.isEmpty ? nil : columns.map { Field($0.name, $0.type) }
    }

    /// The columns of actions on data files.
    var files: [Field] {
        CheckpointSchema.files.map { field in
            field.name == "add" ? Field("add", .structure(add)) : field
        }
    }

    /// The fields of an add.
    var add: [Field] {
        var fields = CheckpointSchema.add.filter { $0.name != "stats" || hasStatisticsText }
        if let statistics { fields.append(Field("stats_parsed", .structure(statistics))) }
        if let partition { fields.append(Field("partitionValues_parsed", .structure(partition))) }
        return fields
    }
}
