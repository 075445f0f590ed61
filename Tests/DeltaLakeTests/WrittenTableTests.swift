import Bytes
import Columnar
import DeltaLake
import Foundation
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

@Suite("Tables that we write")
struct WrittenTableTests {
    private let folder: TemporaryFolder
    private let store: LocalStore

    init() throws {
        folder = try TemporaryFolder()
        store = LocalStore(root: folder.path)
    }

    private func write(_ commits: Int, of rows: Int) throws -> WrittenTable {
        var table = try WrittenTable(store)
        for commit in 0..<commits { try table.append(commit * rows..<(commit + 1) * rows) }
        return table
    }

    @Test("what is written is what is read, partition columns filled in")
    func readsBack() throws {
        let table = try write(3, of: 200)
        var seen: Set<Int64> = []
        let snapshot = try table.snapshot.table.snapshot()
        try snapshot.scan(columns: ["interval", "volume", "offset", "event_date"]) { batch in
            guard case .int64(let offsets)? = batch.column("offset"),
                case .int128(let volumes)? = batch.column("volume"),
                case .binary(let intervals)? = batch.column("interval"),
                case .int32(let dates)? = batch.column("event_date")
            else {
                Issue.record("columns of other types")
                return
            }
            for row in 0..<batch.rowCount {
                let number = offsets.values[row]
                seen.insert(number)
                #expect(volumes.values[row] == Int128(number) * 100_000_000_000_000_000_001 - 7)
                #expect(intervals.text(row) == [nil, "1m", "a b/c:é%25"][Int(number % 3)])
                #expect(Int64(dates.values[row]) == 20_777 + number % 3)
            }
        }
        #expect(seen == Set(0..<600))
        var some = 0
        try snapshot.scan(columns: ["offset"], files: { $0.partitionValue("interval") == "1m" }) {
            some += $0.rowCount
        }
        #expect(some == 200)
        #expect(try snapshot.files().allSatisfy { $0.tags["ticklake.lane"] == "t/0" })
    }

    @Test("statistics bound what is in the file, and count it")
    func statistics() throws {
        let table = try write(1, of: 300)
        let files = try table.snapshot.files()
        #expect(files.compactMap(\.rowCount).reduce(0, +) == 300)
        let file = try #require(files.first { $0.partitionValue("interval") == "1m" })
        let stats = try JSONValue(parsing: try #require(file.stats))
        #expect(stats["minValues"]?["offset"]?.int64 == 1)
        #expect(stats["maxValues"]?["offset"]?.int64 == 298)
        #expect(stats["minValues"]?["price"]?.number?.text == "-4.876543211")
        // Beyond 15 digits up, for readers that take JSON numbers for doubles.
        #expect(stats["maxValues"]?["volume"]?.number?.text == "298000000000001.00000000")
        // Down and up to milliseconds.
        #expect(stats["minValues"]?["event_time"]?.string == "2026-11-18T11:06:41.000Z")
        #expect(stats["maxValues"]?["event_time"]?.string == "2026-11-18T11:11:38.001Z")
        #expect(stats["minValues"]?["day"]?.string == "1969-09-24")
        #expect(stats["nullCount"]?["note"]?.int64 == 100)
        #expect(stats["maxValues"]?["note"] == nil)
        #expect(stats["minValues"]?["is_odd"] == nil)
        #expect(stats["nullCount"]?["is_odd"]?.int64 == 20)
        #expect(stats["minValues"]?["value"] == nil)
        #expect(stats["maxValues"]?["deviation"]?.number?.text == "36.25")
        #expect(stats["minValues"]?["event_date"] == nil)
        let most = try #require(stats["maxValues"]?["symbol"]?.string)
        #expect(most.unicodeScalars.count == 33 && most.hasPrefix("S6-é😀xxx"))
    }

    @Test("deltalake, DuckDB, Polars and pyarrow read every value, before and after checkpoints")
    func othersRead() throws {
        let python = try PythonEnvironment.required()
        let script = PackageFolder.root
            .appendingPathComponent("Tests/Oracle/written_table.py")
        var table = try write(5, of: 100)
        func check(_ rows: Int) throws {
            let result = try python.run(file: script, [folder.path("t"), "\(rows)"])
            #expect(result.status == 0, "\(result)")
            try checkStrictly()
        }
        try check(500)
        try table.snapshot.writeCheckpoint(now: Tables.now)
        for version in 0..<5 {
            let name = "t/_delta_log/0000000000000000000\(version).json"
            try FileManager.default.removeItem(atPath: folder.path(name))
        }
        try check(500)
        try table.append(500..<600)
        let file = try #require(try table.snapshot.files().first)
        #expect(file.rowCount != nil)
        try table.snapshot.writeCheckpoint(now: Tables.now)
        try check(600)
    }

    /// Runs the golden checker, where it is: four readers, a lint of the log, statistics.
    private func checkStrictly() throws {
        guard let golden = GoldenTables.folder else { return }
        let result = try PythonEnvironment.required().run(
            file: golden.appendingPathComponent("check_table.py"),
            [folder.path("t"), "--strict", "--quiet"])
        #expect(result.status == 0, "\(result)")
    }
}

@Suite("Bounds of texts")
struct TextBoundTests {
    @Test("a short text is its own bound")
    func shortTexts() {
        for text in ["", "a", String(repeating: "é", count: 32)] {
            #expect(TextBounds.lower(Array(text.utf8)) == text)
            #expect(TextBounds.upper(Array(text.utf8)) == text)
        }
    }

    @Test("a long text is cut to 32 characters, and its upper bound raised")
    func longTexts() {
        let text = String(repeating: "a", count: 40)
        let cut = String(repeating: "a", count: 32)
        #expect(TextBounds.lower(Array(text.utf8)) == cut)
        #expect(TextBounds.upper(Array(text.utf8)) == cut + "\u{7F}")
        let wide = cut + "é" + cut
        #expect(TextBounds.upper(Array(wide.utf8)) == cut + "\u{10FFFF}")
        let most = cut + String(repeating: "\u{10FFFF}", count: 40)
        #expect(TextBounds.upper(Array(most.utf8)) == nil)
        let late = cut + "\u{10FFFF}\u{10FFFF}b" + cut
        #expect(TextBounds.upper(Array(late.utf8)) == cut + "\u{10FFFF}\u{10FFFF}\u{7F}")
    }

    @Test("bounds hold for any text", arguments: 0..<UInt64(200))
    func bounds(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet: [Unicode.Scalar] = [
            "a", "\u{7F}", "\u{7E}", "é", "\u{FFFF}", "😀", "\u{10FFFF}",
        ]
        var view = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<80, using: &random) {
            view.append(alphabet.randomElement(using: &random) ?? "a")
        }
        let text = String(view)
        if let lower = TextBounds.lower(Array(text.utf8)) {
            #expect(!text.utf8.lexicographicallyPrecedes(lower.utf8))
        }
        if let upper = TextBounds.upper(Array(text.utf8)) {
            #expect(!upper.utf8.lexicographicallyPrecedes(text.utf8))
        }
    }

    @Test("bytes that are no text have no bounds")
    func noTexts() {
        #expect(TextBounds.lower([0xff]) == nil)
        #expect(TextBounds.upper([0xc3]) == nil)
    }
}
