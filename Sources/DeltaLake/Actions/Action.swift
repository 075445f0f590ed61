public import JSONColumns

/// One thing that a commit does to a table.
public enum Action: Sendable {
    /// What readers and writers must be able to do.
    case protocolChange(TableProtocol)
    /// Schema, partitioning and properties, as a whole.
    case metadata(TableMetadata)
    /// A data file comes into the table.
    case add(AddFile)
    /// A data file leaves the table.
    case remove(RemoveFile)
    /// A file holds the rows that the commit changed, for readers of the change feed.
    case change(ChangeFile)
    /// An application's progress.
    case transaction(AppTransaction)
    /// A setting of some feature.
    case domain(DomainMetadata)
    /// Who committed what, and anything else worth knowing.
    case commitInfo(JSONObject)
}

extension Action {
    /// Reads an action of a log line; nil for kinds that a reader of snapshots ignores.
    init?(json line: JSONValue) throws {
        guard let object = line.object, object.members.count == 1, let member = object.members.first
        else { throw FieldError("a line holds one action") }
        let fields = ActionFields(member.name, member.value)
        switch member.name {
        case "add": self = .add(try AddFile(fields))
        case "remove": self = .remove(try RemoveFile(fields))
        case "cdc": self = .change(try ChangeFile(fields))
        case "txn": self = .transaction(try AppTransaction(fields))
        case "protocol": self = .protocolChange(try TableProtocol(fields))
        case "metaData": self = .metadata(try TableMetadata(fields))
        case "domainMetadata": self = .domain(try DomainMetadata(fields))
        case "commitInfo": self = .commitInfo(member.value.object ?? JSONObject())
        default: return nil
        }
    }

    /// Writes the action as one line of a log.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        switch self {
        case .protocolChange(let action):
            writer.name("protocol")
            action.write(to: &writer)
        case .metadata(let action):
            writer.name("metaData")
            action.write(to: &writer)
        case .add(let action):
            writer.name("add")
            action.write(to: &writer)
        case .remove(let action):
            writer.name("remove")
            action.write(to: &writer)
        case .change(let action):
            writer.name("cdc")
            action.write(to: &writer)
        case .transaction(let action):
            writer.name("txn")
            action.write(to: &writer)
        case .domain(let action):
            writer.name("domainMetadata")
            action.write(to: &writer)
        case .commitInfo(let info):
            writer.member("commitInfo", .object(info))
        }
        writer.endObject()
        writer.endLine()
    }
}
