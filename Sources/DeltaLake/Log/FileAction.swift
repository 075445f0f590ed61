import JSONColumns

/// An action on a data file as a line of the log has it, with fields that this program may not
/// know.
struct FileAction {
    let isAdd: Bool
    let key: FileKey
    /// The size in bytes; 0 where a removed file has none.
    let size: Int64
    /// When a removed file was removed; 0 where nobody said.
    let deletionTimestamp: Int64
    private let object: JSONObject

    /// Reads what readers of a table cannot do without.
    ///
    /// - Throws: `FieldError`.
    init(isAdd: Bool, _ value: JSONValue) throws {
        let fields = ActionFields(isAdd ? "add" : "remove", value)
        self.isAdd = isAdd
        key = FileKey(
            path: try fields.text("path"),
            deletionVector: try fields.value("deletionVector").map(DeletionVector.init))
        _ = try fields.boolean("dataChange")
        if isAdd {
            size = try fields.integer("size")
            _ = try fields.integer("modificationTime")
            deletionTimestamp = 0
        } else {
            size = try fields.integerIfPresent("size") ?? 0
            deletionTimestamp = try fields.integerIfPresent("deletionTimestamp") ?? 0
        }
        object = value.object ?? JSONObject()
    }

    /// The action as programs see it.
    ///
    /// - Throws: `DeltaError` of kind `corrupt`.
    func action() throws -> Action {
        do {
            return isAdd
                ? .add(try AddFile(ActionFields("add", .object(object))))
                : .remove(try RemoveFile(ActionFields("remove", .object(object))))
        } catch let error as FieldError {
            throw DeltaError(.corrupt, "an action of the log makes no sense: \(error.message)")
        }
    }

    /// The action as a checkpoint has it: nothing in it is a change of data, and an add has
    /// partition values, be they none.
    var checkpointed: JSONObject {
        var object = object
        object["dataChange"] = .bool(false)
        switch object["partitionValues"] {
        case .object(let values)?:
            // An empty text means null as well.
            let members = values.members.map { member in
                member.value.string?.isEmpty == true
                    ? JSONObject.Member(member.name, .null) : member
            }
            object["partitionValues"] = .object(JSONObject(members))
        default:
            if isAdd { object["partitionValues"] = .object([:]) }
        }
        return object
    }
}

extension ReplayPass {
    /// Calls `body` with the actions of a commit on files that no newer commit has touched, one
    /// in memory at a time.
    mutating func forEachNewest(
        in lines: CommitLines, _ body: (FileAction) throws -> Void
    ) throws {
        // Where a commit removes a file and adds it again, the add is what remains.
        var removes: [Int] = []
        try lines.forEach { line in
            if line.isStateAction { return try line.check() }
            guard let member = try line.value().object?.members.first else { return }
            if member.name.isSame(as: "remove") { removes.append(line.number) }
            guard member.name.isSame(as: "add") else { return }
            let file = try line.sensible { try FileAction(isAdd: true, member.value) }
            if isNewest(file.key) { try body(file) }
        }
        if removes.isEmpty { return }
        var next = removes[...]
        try lines.forEach { line in
            guard line.number == next.first else { return }
            next.removeFirst()
            guard let value = try line.value()["remove"] else { return }
            let file = try line.sensible { try FileAction(isAdd: false, value) }
            if isNewest(file.key) { try body(file) }
        }
    }
}
