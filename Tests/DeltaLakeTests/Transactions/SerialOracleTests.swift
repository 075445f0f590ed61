import Bytes
import Columnar
import DeltaLake
import ObjectStorage
import TestSupport
import Testing

/// Writers that race over one table of two partitions, and what a serial execution would give.
///
/// Rows are numbers in the tags of files, which exist in name only.
private struct Race {
    /// What a writer has made from its snapshot and not committed yet.
    struct Draft {
        var transaction: Transaction
        var effect: Effect
    }

    enum Effect {
        case append(Set<Int>)
        /// The rows of a partition that were seen give way to one.
        case overwrite(String, seen: Set<Int>, row: Int)
        case delete(Set<Int>)
        case move
    }

    let store = MemoryStore()
    var random: SplitMix64
    var snapshots: [Snapshot]
    var drafts: [Draft?]
    /// The effects that were committed, by version.
    var committed: [Int64: Effect] = [:]
    var conflicts = 0
    private var rowCount = 0
    private var fileCount = 0

    init(seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        let definition = TableDefinition(
            schema: Schema([Field("part", .string), Field("row", .long)]),
            partitionColumns: ["part"])
        let snapshot = try Tables.table(store).openOrCreate(
            definition, keepingFiles: true, now: Tables.now, using: &random)
        let writers = Int.random(in: 2...3, using: &random)
        snapshots = Array(repeating: snapshot, count: writers)
        drafts = Array(repeating: nil, count: writers)
    }

    mutating func step() throws {
        let writer = snapshots.indices.randomElement(using: &random) ?? 0
        guard let draft = drafts[writer] else {
            if random.chance(1, in: 2) { try snapshots[writer].update() }
            drafts[writer] = try draft(of: snapshots[writer])
            return
        }
        drafts[writer] = nil
        let outcome = try snapshots[writer].commit(
            draft.transaction, now: Tables.now, using: &random)
        switch outcome {
        case .committed(let version): committed[version] = draft.effect
        case .conflicted: conflicts += 1
        case .fenced: Issue.record("nobody fences here")
        }
    }

    static func rows(_ file: AddFile) -> Set<Int> {
        Set((file.tags["rows"] ?? "").split(separator: ",").compactMap { Int($0) })
    }

    private mutating func file(_ part: String, _ rows: Set<Int>, dataChange: Bool = true) -> AddFile
    {
        fileCount += 1
        return AddFile(
            path: "f\(fileCount).parquet", partitionValues: [PartitionValue("part", part)],
            size: 1, modificationTime: 0, dataChange: dataChange,
            tags: ["rows": rows.sorted().map(String.init).joined(separator: ",")])
    }

    private mutating func draft(of snapshot: Snapshot) throws -> Draft? {
        let part = random.chance(1, in: 2) ? "a" : "b"
        let files = try snapshot.files().filter { $0.partitionValue("part") == part }
        rowCount += 1
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            return Draft(
                transaction: Transaction(operation: "WRITE", adds: [file(part, [rowCount])]),
                effect: .append([rowCount]))
        case 1:
            let seen = files.reduce(into: Set<Int>()) { $0.formUnion(Race.rows($1)) }
            return Draft(
                transaction: Transaction(
                    operation: "WRITE", adds: [file(part, [rowCount])],
                    removes: files.map { $0.removal(at: 0) },
                    reads: .matching(
                        try RowCondition("part = '\(part)'", schema: snapshot.schema))),
                effect: .overwrite(part, seen: seen, row: rowCount))
        case 2:
            guard let victim = files.randomElement(using: &random) else { return nil }
            return Draft(
                transaction: Transaction(operation: "DELETE", removes: [victim.removal(at: 0)]),
                effect: .delete(Race.rows(victim)))
        default:
            guard files.count > 1 else { return nil }
            let rows = files.reduce(into: Set<Int>()) { $0.formUnion(Race.rows($1)) }
            return Draft(
                transaction: Transaction(
                    operation: "OPTIMIZE", adds: [file(part, rows, dataChange: false)],
                    removes: files.map { $0.removal(at: 0, dataChange: false) }),
                effect: .move)
        }
    }

    /// The rows that a serial execution of what was committed leaves, partition by partition.
    func serialRows(parts: inout [Int: String]) -> Set<Int> {
        var rows: Set<Int> = []
        for (version, effect) in committed.sorted(by: { $0.key < $1.key }) {
            switch effect {
            case .append(let new): rows.formUnion(new)
            case .overwrite(let part, let seen, let row):
                let present = rows.filter { parts[$0] == part }
                #expect(present == seen, "version \(version) saw what was there")
                rows.subtract(present)
                rows.insert(row)
            case .delete(let victims):
                #expect(victims.isSubset(of: rows), "version \(version) deleted what was there")
                rows.subtract(victims)
            case .move: break
            }
        }
        return rows
    }

    /// The partition of every row that ever was, by the log.
    func parts() throws -> [Int: String] {
        var parts: [Int: String] = [:]
        let table = try Tables.table(store)
        for version in 0...(try table.newestVersion()) {
            for file in try table.commit(version)?.adds ?? [] {
                for row in Race.rows(file) { parts[row] = file.partitionValue("part") }
            }
        }
        return parts
    }
}

@Suite("Races held against a serial execution")
struct SerialOracleTests {
    @Test("whatever is committed is as if one had come after the other", arguments: 0..<UInt64(150))
    func isSerial(seed: UInt64) throws {
        var race = try Race(seed: seed)
        for _ in 0..<60 { try race.step() }
        var parts = try race.parts()
        let expected = race.serialRows(parts: &parts)
        let files = try Tables.table(race.store).snapshot().files()
        #expect(Set(files.flatMap(Race.rows)) == expected)
        #expect(files.reduce(0) { $0 + Race.rows($1).count } == expected.count)
        #expect(!race.committed.isEmpty)
    }

    @Test("the races are real: some are lost")
    func conflicts() throws {
        var conflicts = 0
        for seed in 0..<UInt64(10) {
            var race = try Race(seed: seed)
            for _ in 0..<60 { try race.step() }
            conflicts += race.conflicts
        }
        #expect(conflicts > 10)
    }
}
