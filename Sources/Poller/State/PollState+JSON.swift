internal import Contracts
internal import JSONColumns
internal import ObjectStorage

extension PollState {
    /// The version of the form in which states are written.
    static let format: Int64 = 1
    /// The most bytes that a state may have.
    static let bytesMax = 256 << 20

    /// The state as people can read it: one partition to a line.
    package var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("format", Self.format)
        writer.member("source", source)
        writer.member("topic", topic)
        writer.member("open", isOpen)
        writer.name("offsets")
        writer.beginObject()
        for (partition, offset) in offsets.sorted(by: { $0.key < $1.key }) {
            writer.member(String(partition), offset)
        }
        writer.endObject()
        if let lookback { writer.member("lookback_ns", lookback) }
        Self.write("partitions", partitions, to: &writer)
        writer.name("contents")
        writer.beginObject()
        for (key, id) in contents.sorted(by: { $0.key < $1.key }) { writer.member(key, id.hex) }
        writer.endObject()
        if !keys.isEmpty { writeKeys(to: &writer) }
        writer.endObject()
        return writer.text
    }

    /// Reads what `json` wrote, as the bytes of an object.
    init(json bytes: [UInt8], path: StorePath) throws(PollProblem) {
        do throws(PollProblem) {
            try self.init(json: bytes)
        } catch {
            throw PollProblem("\(path): \(error)", kind: error.kind)
        }
    }

    /// Reads what `json` wrote.
    ///
    /// - Throws: what is wrong with it, and what to do; of kind `damaged` unless a later version
    ///   wrote it.
    package init(json bytes: [UInt8]) throws(PollProblem) {
        let root: JSONValue
        do {
            root = try JSONValue(parsing: bytes)
        } catch {
            throw Self.damaged("\(error)")
        }
        guard let format = root["format"]?.int64 else { throw Self.damaged("it has no format") }
        guard format == Self.format else {
            throw PollProblem(
                "the poller's state has format \(format). this version of ticklake knows"
                    + " \(Self.format). use the version that wrote it")
        }
        guard let source = root["source"]?.string, let topic = root["topic"]?.string else {
            throw Self.damaged("it names no source and topic")
        }
        self.init(source: source, topic: topic)
        isOpen = root["open"]?.bool ?? true
        lookback = root["lookback_ns"]?.int64
        for member in root["offsets"]?.object?.members ?? [] {
            guard let partition = Int32(member.name), let offset = member.value.int64 else {
                throw Self.damaged("an offset is no number")
            }
            offsets[partition] = offset
        }
        partitions = try Self.partitions(root["partitions"])
        for member in root["contents"]?.object?.members ?? [] {
            contents[member.name] = try Self.recordID(member.value.string)
        }
        keys = try Self.keys(root["keys"])
    }

    private static func write(
        _ name: String, _ partitions: [String: PartitionState], to writer: inout JSONWriter
    ) {
        writer.name(name)
        writer.beginObject()
        for (key, state) in partitions.sorted(by: { $0.key < $1.key }) {
            writer.name(key)
            state.write(to: &writer)
        }
        writer.endObject()
    }

    private static func partitions(_ value: JSONValue?) throws(PollProblem)
        -> [String: PartitionState]
    {
        var partitions: [String: PartitionState] = [:]
        for member in value?.object?.members ?? [] {
            partitions[member.name] = try PartitionState(member.value)
        }
        return partitions
    }

    static func recordID(_ text: String?) throws(PollProblem) -> RecordID {
        guard let id = text.flatMap({ RecordID(hex: $0) }) else {
            throw damaged("a record's id is not 32 hexadecimal digits")
        }
        return id
    }

    static func damaged(_ reason: String) -> PollProblem {
        PollProblem(
            "the poller's state cannot be read: \(reason). remove its file, so that the state"
                + " before counts, or replace it with ticklake poll state set or reset",
            kind: .damaged)
    }
}

extension PartitionState {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        if let time { writer.member("time", RFC3339.text(time)) }
        if let id { writer.member("id", id) }
        if !recent.isEmpty {
            writer.name("recent")
            writer.beginArray()
            for record in recent { writer.string("\(record.time) \(record.id.hex)") }
            writer.endArray()
        }
        if let trouble {
            writer.name("trouble")
            writer.beginObject()
            writer.member("since", RFC3339.text(trouble.since))
            writer.member("polls", trouble.polls)
            writer.member("reason", trouble.reason)
            writer.endObject()
        }
        writer.endObject()
    }

    init(_ value: JSONValue) throws(PollProblem) {
        self.init(time: try Self.time(value["time"]), id: value["id"]?.int64)
        for record in value["recent"]?.array ?? [] {
            let parts = (record.string ?? "").split(separator: " ")
            guard parts.count == 2, let time = Int64(parts[0]) else {
                throw PollState.damaged("a recent record is no time and id")
            }
            recent.append(
                RecentRecord(id: try PollState.recordID(String(parts[1])), time: time))
        }
        guard let trouble = value["trouble"] else { return }
        self.trouble = Trouble(
            since: try Self.time(trouble["since"]) ?? 0,
            polls: Int(trouble["polls"]?.int64 ?? 1), reason: trouble["reason"]?.string ?? "")
    }

    private static func time(_ value: JSONValue?) throws(PollProblem) -> Int64? {
        guard let value else { return nil }
        guard let time = value.string.flatMap({ RFC3339.nanoseconds($0) }) else {
            throw PollState.damaged("a time is no RFC 3339")
        }
        return time
    }
}
