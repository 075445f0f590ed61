import Bytes
import DeltaLake
import JSONColumns
import ObjectStorage
import TestSupport

/// A table with a random past, of commits written as texts: every kind of action, also such as
/// this program does not make.
struct RandomHistory {
    let store: any ObjectStore
    private var random: SplitMix64
    private(set) var version: Int64 = -1
    /// The live files by their path: the id of the deletion vector that each has, if any.
    private(set) var live: [String: String?] = [:]
    private(set) var sizes: [String: Int64] = [:]
    private(set) var marks: [String: Int64] = [:]
    private var pathCount = 0

    /// Starts a table with these properties.
    init(
        _ store: any ObjectStore, seed: UInt64, properties: [String: String] = [:],
        features: [String] = ["deletionVectors", "v2Checkpoint", "domainMetadata"]
    ) throws {
        self.store = store
        random = SplitMix64(seed: seed)
        let reader = features.filter { $0 != "domainMetadata" }.map { "\"\($0)\"" }
        let writer = features.map { "\"\($0)\"" }
        let configuration = properties.sorted { $0.key < $1.key }
            .map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
        let columns =
            ["symbol": "string", "price": "decimal(18,9)", "at": "timestamp"]
            .sorted { $0.key < $1.key }.map { name, type in
                #"{\"name\":\"\#(name)\",\"type\":\"\#(type)\",\"nullable\":true,\"metadata\":{}}"#
            } + [#"{\"name\":\"day\",\"type\":\"date\",\"nullable\":true,\"metadata\":{}}"#]
        let schema = #"{\"type\":\"struct\",\"fields\":[\#(columns.joined(separator: ","))]}"#
        try commit([
            #"{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":"#
                + "[\(reader.joined(separator: ","))],\"writerFeatures\":"
                + "[\(writer.joined(separator: ","))]}}",
            #"{"metaData":{"id":"a-b","format":{"provider":"parquet","options":{}},"#
                + #""schemaString":"\#(schema)","partitionColumns":["day"],"#
                + #""configuration":{\#(configuration)},"createdTime":1}}"#,
        ])
    }

    var table: DeltaTable { get throws { try Tables.table(store) } }

    /// Makes the next version.
    mutating func step() throws {
        var lines: [String] = []
        var touched: Set<String> = []
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
            let path = "day=2026-01-0\(1 + pathCount % 9)/\(newName())"
            touched.insert(path)
            lines.append(add(path, vector: nil))
        }
        for path in live.keys.sorted() where !touched.contains(path) {
            guard random.chance(1, in: 5) else { continue }
            touched.insert(path)
            lines.append(remove(path))
            // Some come back at once: as they were, or with rows deleted.
            if random.chance(1, in: 3) {
                let vector = random.chance(1, in: 2) ? "ab^-aqEH.-t@S}K{vb[*k\(pathCount)" : nil
                pathCount += 1
                lines.append(add(path, vector: vector))
            }
        }
        if random.chance(1, in: 2) {
            let id = "app\(Int.random(in: 0..<3, using: &random))"
            marks[id] = version
            lines.append(#"{"txn":{"appId":"\#(id)","version":\#(version),"lastUpdated":5}}"#)
        }
        if random.chance(1, in: 3) {
            let isRemoved = random.chance(1, in: 3)
            lines.append(
                #"{"domainMetadata":{"domain":"d\#(Int.random(in: 0..<3, using: &random))","#
                    + #""configuration":"{\"n\":\#(version)}","removed":\#(isRemoved)}}"#)
        }
        lines.shuffle(using: &random)
        try commit(lines)
    }

    private mutating func newName() -> String {
        pathCount += 1
        // Some paths are spelled with escapes, and not always the same ones.
        return random.chance(1, in: 4) ? "f%20\(pathCount)%C3%A9" : "f\(pathCount)"
    }

    private mutating func add(_ path: String, vector: String?) -> String {
        live[path] = .some(vector)
        let size = sizes[path] ?? Int64.random(in: 1..<1000, using: &random)
        sizes[path] = size
        let number = Int.random(in: 0..<100, using: &random)
        let stats =
            #"{\"numRecords\":\#(number),\"minValues\":{\"symbol\":\"A\#(number)\","#
            + #"\"price\":\#(number).5,\"at\":\"2026-01-01T00:00:00.0\#(10 + number % 90)Z\"},"#
            + #"\"maxValues\":{\"symbol\":\"Z\",\"price\":200},\"nullCount\":{\"symbol\":0}}"#
        let dv =
            vector.map {
                #","deletionVector":{"storageType":"u","pathOrInlineDv":"\#($0)","offset":1,"#
                    + #""sizeInBytes":36,"cardinality":2}"#
            } ?? ""
        return
            #"{"add":{"path":"\#(path)","partitionValues":{"day":"\#(path.prefix(14).suffix(10))"},"#
            + #""size":\#(size),"modificationTime":7,"dataChange":true,"stats":"\#(stats)","#
            + #""tags":{"t":"\#(number)"},"baseRowId":\#(number)\#(dv)}}"#
    }

    private mutating func remove(_ path: String) -> String {
        let vector = live.removeValue(forKey: path) ?? nil
        let dv =
            vector.map {
                #","deletionVector":{"storageType":"u","pathOrInlineDv":"\#($0)","offset":1,"#
                    + #""sizeInBytes":36,"cardinality":2}"#
            } ?? ""
        return
            #"{"remove":{"path":"\#(path)","deletionTimestamp":\#(Tables.now),"dataChange":true,"#
            + #""extendedFileMetadata":true,"partitionValues":{},"size":\#(sizes[path] ?? 0)\#(dv)}}"#
    }

    private mutating func commit(_ lines: [String]) throws {
        version += 1
        let info = #"{"commitInfo":{"timestamp":\#(Tables.now),"operation":"WRITE"}}"#
        let text = ([info] + lines).joined(separator: "\n") + "\n"
        let digits = String(repeating: "0", count: 20 - "\(version)".count) + "\(version)"
        try store.put(try StorePath("lake/ticks/_delta_log/\(digits).json"), Array(text.utf8))
    }
}

/// A snapshot as texts that are equal where the snapshots are.
struct SnapshotText: Equatable {
    let files: [String]
    let state: [String]

    init(_ snapshot: Snapshot) throws {
        files = try snapshot.files().map { file in
            let stats = try file.stats.map { Self.plain(try JSONValue(parsing: $0)).text } ?? ""
            return "\(file.path) \(file.size) \(file.partitionValues) \(file.tags) \(stats) "
                + "\(file.deletionVector?.json.text ?? "") \(file.baseRowID ?? -1)"
        }.sorted()
        state = [
            "\(snapshot.version)", snapshot.metadata.schemaText,
            "\(snapshot.metadata.configuration.sorted { $0.key < $1.key })",
            "\(snapshot.tableProtocol)",
            "\(snapshot.transactions)",
            "\((0..<3).map { snapshot.domain("d\($0)") ?? "-" })",
        ]
    }

    /// Statistics in one spelling: those that were parsed have all digits of their types.
    private static func plain(_ value: JSONValue) -> JSONValue {
        switch value {
        case .number(let number): .string("\(number.double)")
        case .string(let text) where text.hasSuffix("000Z"): .string("\(text.dropLast(4))Z")
        case .object(let object):
            .object(
                JSONObject(
                    object.members.sorted { $0.name < $1.name }
                        .map { .init($0.name, plain($0.value)) }))
        default: value
        }
    }
}
