import Bytes
public import JSONColumns
import ObjectStorage

/// The `_delta_log` folder of one table: commits by version, and what a listing finds.
struct DeltaLog: Sendable {
    let store: any ObjectStore
    let folder: StorePath

    init(store: any ObjectStore, table: StorePath) throws {
        self.store = store
        folder = try table.appending("_delta_log")
    }

    func path(_ name: LogName) throws -> StorePath { try folder.appending(name.text) }

    /// Reads the actions of a version; nil when there is no such commit.
    func commit(_ version: Int64) throws -> Commit? {
        guard let bytes = try store.getIfPresent(path(.commit(version))) else { return nil }
        return try Commit(version: version, bytes: bytes)
    }

    /// Reads the actions of a version that must be there.
    func requiredCommit(_ version: Int64) throws -> Commit {
        guard let commit = try commit(version) else {
            throw DeltaError(
                .corrupt,
                "version \(version) is missing from the log in \(folder): versions are contiguous")
        }
        return commit
    }

    /// The pointer to a recent checkpoint; nil when there is none or it is damaged.
    func lastCheckpoint() throws -> LastCheckpoint? {
        let path = try folder.appending(LastCheckpoint.name)
        return try store.getIfPresent(path).flatMap { LastCheckpoint(bytes: $0) }
    }
}

/// The actions of one version.
public struct Commit: Sendable {
    /// The version that the commit made.
    public let version: Int64
    /// What it did.
    public let actions: [Action]

    init(version: Int64, actions: [Action]) {
        self.version = version
        self.actions = actions
    }

    init(version: Int64, bytes: [UInt8]) throws {
        self.version = version
        var actions: [Action] = []
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true) {
            number += 1
            if line.allSatisfy({ $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: " ") }) { continue }
            let place = "line \(number) of version \(version)"
            do {
                let value = try JSONValue(parsing: Array(line))
                if let action = try Action(json: value) { actions.append(action) }
            } catch let error as JSONError {
                throw DeltaError(.corrupt, "\(place) is no JSON: \(error.message)")
            } catch let error as FieldError {
                throw DeltaError(.corrupt, "\(place) makes no sense: \(error.message)")
            }
        }
        if number == 0 {
            throw DeltaError(.corrupt, "version \(version) is an empty file")
        }
        self.actions = actions
    }

    /// The commit as the file of the log.
    func bytes() -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        for action in actions { action.write(to: &writer) }
        return writer.copy()
    }

    /// Who committed what; nil where the writer said nothing.
    public var info: JSONValue? {
        for case .commitInfo(let info) in actions { return .object(info) }
        return nil
    }

    /// The files that came in.
    public var adds: [AddFile] {
        actions.compactMap { if case .add(let file) = $0 { file } else { nil } }
    }

    /// The files that went out.
    public var removes: [RemoveFile] {
        actions.compactMap { if case .remove(let file) = $0 { file } else { nil } }
    }

    /// The progress of applications.
    public var transactions: [AppTransaction] {
        actions.compactMap { if case .transaction(let mark) = $0 { mark } else { nil } }
    }
}
