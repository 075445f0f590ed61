import JSONColumns

/// Whether a transaction can follow commits that came between its snapshot and its own commit.
///
/// Specification section 6. Two decisions where engines differ: a file that left with `dataChange`
/// false (compacted) is no conflict for who only read it, as its rows are in the table still
/// (delta-rs does the same, Spark does not); and a transaction that changes metadata is judged as
/// `Serializable` whatever the table says, since rows that come in unseen could break what it
/// declares. One that replaces a version as a whole (`RESTORE`) follows nothing: rows that came
/// between would stay although they are to go, and progress that came between would stay without
/// its rows. delta-spark has no such commit rebased either (`commitLarge`).
struct Conflicts {
    private let transaction: Transaction
    private let metadata: TableMetadata
    private let removed: Set<FileKey>
    private let domains: Set<ByteText>
    private let isolation: IsolationLevel

    /// - Parameter metadata: the table's, as the transaction saw it.
    init(of transaction: Transaction, over metadata: TableMetadata) {
        self.transaction = transaction
        self.metadata = metadata
        removed = Set(transaction.removes.map(\.key))
        domains = Set(transaction.domains.map { ByteText($0.domain) })
        isolation = IsolationLevel(of: transaction, over: metadata)
    }

    /// Why the transaction cannot follow a commit that came between; nil when it can.
    func reason(with winner: Commit) -> String? {
        if transaction.replacesVersion { return "version \(winner.version) came between" }
        let isBlindAppend = winner.info?["isBlindAppend"]?.bool == true
        for action in winner.actions {
            if let reason = reason(with: action, isBlindAppend: isBlindAppend) {
                return "version \(winner.version) \(reason)"
            }
        }
        return nil
    }

    private func reason(with action: Action, isBlindAppend: Bool) -> String? {
        switch action {
        case .metadata:
            return "changed the table's metadata"
        case .protocolChange:
            return "changed the table's protocol"
        case .domain(let domain) where domains.contains(ByteText(domain.domain)):
            return "set the domain `\(domain.domain)`, which this one sets"
        case .remove(let file) where removed.contains(file.key):
            return "removed \(file.path), which this one removes"
        case .add(let file) where removed.contains(file.key):
            return "rewrote \(file.path), which this one removes"
        case .remove(let file) where file.dataChange && hasRead(file):
            return "removed \(file.path), which this one read"
        case .add(let file) where file.dataChange && hasRead(file):
            if isBlindAppend, isolation == .writeSerializable { return nil }
            return "added \(file.path), which this one did not see"
        default:
            return nil
        }
    }

    private func hasRead(_ file: some PartitionedFile) -> Bool {
        if isolation == .snapshot { return false }
        switch transaction.reads {
        case .nothing, .removedFiles: return false
        case .wholeTable, .version: return true
        case .matching(let condition):
            guard file.hasPartitionValues else { return true }
            return condition.mayMatch(file.partitionValues, of: metadata)
        }
    }
}

/// A file whose partition values can be looked at, if it says them.
protocol PartitionedFile {
    var partitionValues: [PartitionValue] { get }
    /// Whether the partition values are given; removes may leave them out.
    var hasPartitionValues: Bool { get }
}

extension AddFile: PartitionedFile {
    var hasPartitionValues: Bool { true }
}

extension RemoveFile: PartitionedFile {
    var hasPartitionValues: Bool { size != nil }
}

/// How far concurrent transactions are kept apart; table property `delta.isolationLevel`.
enum IsolationLevel: String {
    /// As if one had come after the other, in the order of the versions.
    case serializable = "Serializable"
    /// As if one had come after the other, in some order: blind appends are no conflict.
    case writeSerializable = "WriteSerializable"
    /// What was read may have changed since: for commits that change no data.
    case snapshot = "SnapshotIsolation"

    init(of transaction: Transaction, over metadata: TableMetadata) {
        if transaction.isRearrangement {
            self = .snapshot
        } else if transaction.metadata != nil || transaction.replacesVersion {
            self = .serializable
        } else {
            let asked = metadata.configuration[TableProperties.isolationLevel]
            // A missing or unknown level is the strictest.
            self =
                asked.map { $0.lowercased() } == "writeserializable"
                ? .writeSerializable : .serializable
        }
    }
}
