import Bytes
import DeltaLake
import ObjectStorage
import TestSupport
import Testing

/// A worker that moves lanes of a table forward, as an engine would: reads where they stand,
/// commits the next step, and believes only what the commit says.
struct LedgerWorker {
    private var snapshot: Snapshot
    private var random: SplitMix64

    /// Opens or makes the table.
    init(_ store: any ObjectStore, seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        snapshot = try Tables.table(store).openOrCreate(
            Tables.definition, now: Tables.now, using: &random)
    }

    /// Where a lane stands, as far as this worker knows.
    func next(_ lane: String) -> Int64 { snapshot.transaction(lane)?.version ?? 0 }

    /// Tries to move a lane on; returns whether it was this worker that did.
    @discardableResult
    mutating func step(_ lane: String, by count: Int64 = 10) throws -> Bool {
        let from = snapshot.transaction(lane)?.version
        // Every attempt writes a file of its own: a name tells the range and the attempt.
        var transaction = Tables.step(lane, from: from, until: (from ?? 0) + count)
        transaction.adds[0].path =
            "\(lane)-\(from ?? 0)-\((from ?? 0) + count)-\(random.next()).parquet"
        let outcome = try snapshot.commit(transaction, now: Tables.now, using: &random)
        if case .conflicted(let reason) = outcome { Issue.record("\(reason)") }
        if case .committed = outcome { return true }
        return false
    }
}

/// Holds a table against the ledger's promise.
enum Ledger {
    /// Expects that the files of every lane tile the range from 0 to where the lane stands.
    static func expectTiled(
        _ store: any ObjectStore, _ context: String = "",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let snapshot = try Tables.table(store).snapshot()
        var ranges: [String: [(Int64, Int64)]] = [:]
        for file in try snapshot.files() {
            let parts = file.path.split(separator: "-")
            let from = try #require(Int64(parts[1]))
            let until = try #require(Int64(parts[2]))
            ranges[String(parts[0]), default: []].append((from, until))
        }
        #expect(
            Set(ranges.keys) == Set(snapshot.transactions.map(\.appID)), "\(context)",
            sourceLocation: sourceLocation)
        for (lane, parts) in ranges {
            var next: Int64 = 0
            for (from, until) in parts.sorted(by: { $0 < $1 }) {
                #expect(from == next, "\(lane) \(context)", sourceLocation: sourceLocation)
                next = until
            }
            #expect(
                snapshot.transaction(lane)?.version == next, "\(lane) \(context)",
                sourceLocation: sourceLocation)
        }
    }
}
