import Columnar
import JSONColumns

/// Applies changes to a table's metadata, and gathers everything that speaks against them.
struct SchemaEvolution {
    private(set) var metadata: TableMetadata
    /// Features that the changed table needs of readers or writers.
    private(set) var features: [String] = []
    private(set) var reasons: [String] = []
    /// Columns that the table is clustered by, under their names in files.
    let clusteringColumns: Set<String>
    var fields: [SchemaField]
    var columnIDMax: Int

    init(_ metadata: TableMetadata, clusteringColumns: Set<String> = []) {
        self.metadata = metadata
        self.clusteringColumns = clusteringColumns
        fields = metadata.tableSchema.fields
        columnIDMax = ColumnIDs.max(of: metadata)
    }

    var mapping: ColumnMapping { metadata.columnMapping }

    /// The changed metadata.
    ///
    /// - Throws: `DeltaError` of kind `invalid` with every reason why the table cannot be so.
    mutating func apply(
        _ changes: [SchemaChange], using random: inout some RandomNumberGenerator
    ) throws -> TableMetadata {
        for change in changes { apply(change, using: &random) }
        if fields.count <= metadata.partitionColumns.count {
            refuse("no column is left besides the partition columns")
        }
        if !reasons.isEmpty {
            throw DeltaError(
                .invalid, "the columns cannot be changed: " + reasons.joined(separator: "; "))
        }
        metadata.tableSchema = TableSchema(fields)
        if mapping != .none {
            metadata.configuration[ColumnIDs.property] = String(columnIDMax)
        }
        return metadata
    }

    mutating func refuse(_ reason: String) { reasons.append(reason) }

    mutating func need(_ feature: String) {
        if !features.contains(feature) { features.append(feature) }
    }

    private mutating func apply(
        _ change: SchemaChange, using random: inout some RandomNumberGenerator
    ) {
        switch change {
        case .add(let field, let parent, let position):
            add(field, within: parent, at: position, using: &random)
        case .drop(let path): drop(path)
        case .rename(let path, let name): rename(path, to: name)
        case .widen(let path, let type): widen(path, to: type)
        case .makeNullable(let path): makeNullable(path)
        case .move(let path, let position): move(path, to: position)
        case .comment(let path, let text):
            changeField(path) { field, _ in
                field.metadata["comment"] = text.map { .string($0) }
            }
        }
    }

    // MARK: Fields

    private mutating func add(
        _ field: Field, within parent: [String], at position: SchemaChange.Position,
        using random: inout some RandomNumberGenerator
    ) {
        let shown = SchemaEvolution.shown(parent + [field.name])
        if !field.isNullable {
            refuse("\(shown) must be nullable: the rows that are there have no value for it")
        }
        checkName(field.name, shown)
        if field.type.hasTimeWithoutZone { need("timestampNtz") }
        var new = SchemaField(field)
        if mapping != .none {
            ColumnIDs.assign(to: &new, from: &columnIDMax, using: &random)
        }
        let isThere = changeSiblings(within: parent) { siblings, evolution in
            if let same = siblings.first(where: { $0.name.lowercased() == new.name.lowercased() }) {
                evolution.refuse("\(shown) is there already, as `\(same.name)`")
            } else {
                evolution.insert(new, into: &siblings, at: position, shown)
            }
        }
        if !isThere { refuse("there is no structure \(SchemaEvolution.shown(parent))") }
    }

    private mutating func drop(_ path: [String]) {
        let shown = SchemaEvolution.shown(path)
        let reasonCount = reasons.count
        if mapping == .none {
            refuse("\(shown) can be dropped only with column mapping: the files have it")
        }
        refuseUse(of: path, "dropped")
        if path.count == 1, metadata.isPartitionColumn(path[0]) {
            refuse("\(shown) is a partition column and cannot be dropped")
        }
        changeSibling(path) { siblings, index, evolution in
            if path.count > 1, siblings.count == 1 {
                evolution.refuse("\(shown) is the last field of its structure")
            } else if evolution.reasons.count == reasonCount {
                siblings.remove(at: index)
            }
        }
    }

    private mutating func rename(_ path: [String], to name: String) {
        let shown = SchemaEvolution.shown(path)
        if mapping == .none {
            refuse("\(shown) can be renamed only with column mapping: the files have the old name")
        }
        checkName(name, "`\(name)`")
        refuseUse(of: path, "renamed")
        changeSibling(path) { siblings, index, evolution in
            let others = siblings.indices.filter { $0 != index }
            if others.contains(where: { siblings[$0].name.lowercased() == name.lowercased() }) {
                evolution.refuse("\(shown) cannot be renamed: `\(name)` is there already")
            } else {
                siblings[index].name = name
            }
        }
        if path.count == 1 {
            metadata.partitionColumns = metadata.partitionColumns.map {
                $0.isSame(as: path[0]) ? name : $0
            }
        }
    }

    private mutating func makeNullable(_ path: [String]) {
        guard let last = path.last else { return refuse("a path names a field") }
        if changeParent(of: path, { type in type.allowNull(in: last) }) { return }
        changeField(path) { field, _ in field.isNullable = true }
    }

    private mutating func move(_ path: [String], to position: SchemaChange.Position) {
        let shown = SchemaEvolution.shown(path)
        changeSibling(path) { siblings, index, evolution in
            let field = siblings.remove(at: index)
            evolution.insert(field, into: &siblings, at: position, shown)
        }
    }

    private mutating func insert(
        _ field: SchemaField, into siblings: inout [SchemaField],
        at position: SchemaChange.Position, _ shown: String
    ) {
        switch position {
        case .first: siblings.insert(field, at: 0)
        case .last: siblings.append(field)
        case .after(let name):
            guard let index = siblings.firstIndex(where: { $0.name.isSame(as: name) }) else {
                return refuse("there is no `\(name)` to put \(shown) behind")
            }
            siblings.insert(field, at: index + 1)
        }
    }

    // MARK: Reasons

    private mutating func checkName(_ name: String, _ shown: String) {
        if name.isEmpty { refuse("a column has a name") }
        if mapping == .none, name.utf8.contains(where: { " ,;{}()\n\t=".utf8.contains($0) }) {
            refuse("\(shown) has a character that names have only with column mapping")
        }
    }

    /// Refuses to touch what constraints, generated columns or clustering go by.
    mutating func refuseUse(of path: [String], _ what: String) {
        let shown = SchemaEvolution.shown(path)
        guard let name = path.first else { return }
        do {
            for constraint in try TableConstraint.all(of: metadata)
            where constraint.condition.columns.contains(where: { $0.isSame(as: name) }) {
                refuse("\(shown) cannot be \(what): \(constraint.name) reads it")
            }
        } catch {
            refuse("\(shown) cannot be \(what): \(error)")
        }
        if clusteringColumns.contains(metadata.physicalName(name)) {
            refuse("\(shown) cannot be \(what): the table is clustered by it")
        }
    }

    static func shown(_ path: [String]) -> String { "`\(path.joined(separator: "."))`" }
}
