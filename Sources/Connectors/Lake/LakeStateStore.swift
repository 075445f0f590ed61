import Bytes
public import Columnar
internal import DeltaLake
internal import JSONColumns
internal import ObjectStorage
internal import Parquet
public import Pipeline

/// Start positions and snapshots of state as files under the lake's `_ticklake`.
public final class LakeStateStore: StateStore {
    private let identity: LakeIdentity
    private let environment: LakeEnvironment
    private let paths: LakeLayout

    /// How many snapshots of a lane are kept: the newest, and one that stands in for it.
    private static let kept = 2
    /// The key of a snapshot's file metadata that names the configuration it was made under.
    private static let configurationKey = "ticklake.configuration"

    /// Opens the store of a lake.
    public init(identity: LakeIdentity, environment: LakeEnvironment) {
        self.identity = identity
        self.environment = environment
        paths = LakeLayout(pipeline: identity.pipeline)
    }

    /// The offset in the lane's file; nil when there is none.
    public func start(of lane: LaneID) throws -> Int64? {
        try mappingErrors {
            let path = try paths.start(of: lane)
            guard let bytes = try environment.store.getIfPresent(path) else { return nil }
            guard let offset = (try? JSONValue(parsing: bytes))?["start"]?.int64, offset >= 0 else {
                throw PortError(
                    .halt(.inconsistent),
                    "\(path) does not read as {\"start\": <offset>}. restore it from a backup")
            }
            return offset
        }
    }

    /// Writes the lane's file if there is none; the one that stands decides.
    public func recordStart(of lane: LaneID, at offset: Int64) throws -> Int64 {
        try mappingErrors {
            let text = JSONValue.object(["start": .integer(offset)]).text + "\n"
            _ = try environment.store.putIfAbsent(paths.start(of: lane), Array(text.utf8))
        }
        return try start(of: lane) ?? offset
    }

    /// Records how many partitions a topic has, if no one has; returns the number that stands.
    func recordPartitions(of topic: String, count: Int) throws -> Int {
        try mappingErrors {
            let path = try paths.partitions(of: topic)
            let text = JSONValue.object(["partitions": .integer(Int64(count))]).text + "\n"
            _ = try environment.store.putIfAbsent(path, Array(text.utf8))
            let stands = try JSONValue(parsing: environment.store.get(path))["partitions"]?.int64
            return stands.map { Int($0) } ?? count
        }
    }

    /// The lane's snapshot files, largest offset first.
    public func snapshots(of lane: LaneID) throws -> [StateReference] {
        try mappingErrors {
            let files = try environment.store.list(paths.states(of: lane))
            let found = files.compactMap { file -> StateReference? in
                guard let offset = Self.offset(ofFile: file.path.name) else { return nil }
                return StateReference(lane: lane, offset: offset, path: file.path.text)
            }
            return found.sorted { ($0.offset, $0.path) > ($1.offset, $1.path) }
        }
    }

    /// The rows of a snapshot that was made under this configuration.
    public func load(_ reference: StateReference) throws -> Batch {
        let bytes = try environment.store.get(StorePath(reference.path))
        let reader = try ParquetReader(bytes: bytes)
        let configuration = reader.keyValues.first { $0.key == Self.configurationKey }?.value
        guard configuration == identity.configuration else {
            throw PortError(.rebuild, "it was made under another configuration")
        }
        return try reader.readAll()
    }

    /// Writes a snapshot under a name of its own and removes those that are no longer needed.
    public func save(_ state: Batch, of lane: LaneID, at offset: Int64) throws {
        try mappingErrors {
            var options = ParquetWriterOptions()
            options.keyValues = [(Self.configurationKey, identity.configuration)]
            let name = "\(offset)-\(Hexadecimal.text(of: environment.random.next())).parquet"
            let path = try paths.states(of: lane).appending(name)
            let object = try environment.store.beginPut(path)
            do {
                var writer = try ParquetWriter(
                    schema: state.schema, options: options, sink: ObjectSink(object))
                try writer.append(state)
                _ = try writer.finish()
                try object.finish()
            } catch {
                object.abort()
                throw error
            }
        }
        try removeOld(of: lane)
    }

    private func removeOld(of lane: LaneID) throws {
        let all = try snapshots(of: lane)
        guard all.count > Self.kept else { return }
        try mappingErrors {
            // A snapshot that another instance reads just now may go: it then takes another one.
            for reference in all[Self.kept...] {
                try environment.store.delete(StorePath(reference.path))
            }
        }
    }

    /// The offset in `<offset>-<id>.parquet`; nil for any other name.
    private static func offset(ofFile name: String) -> Int64? {
        guard name.hasSuffix(".parquet"), let dash = name.firstIndex(of: "-") else { return nil }
        return Int64(name[..<dash])
    }
}
