import Foundation
import TestSupport
import Testing

/// The commands that keep a lake, driven as a user would; `verify` has the last word.
@Suite struct MaintenanceCommandTests {
    private let lake: LakeFixture

    init() throws { lake = try LakeFixture.filled() }

    private func json(_ arguments: [String]) throws -> [String: Any] {
        let result = try Program.run(arguments + ["--json"])
        try #require(result.status == 0, "\(result)")
        let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        return try #require((value as? [[String: Any]])?.first ?? value as? [String: Any])
    }

    private func verify() throws {
        let result = try Program.run(["verify", lake.folder.path, "--rows"])
        #expect(result.status == 0, "\(result)")
    }

    private func files(_ table: String) throws -> [String] {
        let names = FileManager.default.enumerator(atPath: lake.folder.path(table))
        return (names?.compactMap { $0 as? String } ?? []).filter { name in
            name.hasSuffix(".parquet") && !name.hasPrefix("_")
        }
    }

    private func next(_ table: String) throws -> Int? {
        let described = try json(["describe", lake.folder.path(table)])
        return (described["transactions"] as? [String: Int])?["ticklake/p/ticks/0"]
    }

    @Test(
        "optimize joins files, vacuum removes the old ones, and the lake proves that all is there")
    func optimizeAndVacuum() throws {
        let raw = lake.folder.path("raw/ticks")
        let done = try json(["optimize", raw])
        #expect(done["files_removed"] as? Int == 2)
        #expect(done["files_added"] as? Int == 1)
        #expect(done["rows"] as? Int == 10)
        #expect(try Program.run(["optimize", raw]).output == "nothing to do\n")
        try verify()

        let listed = try Program.run(["vacuum", raw, "--dry-run", "--retain", "0s", "--force"])
        #expect(listed.output.contains("2 files"), "\(listed)")
        #expect(listed.output.hasPrefix("ingest_date=2026-01-05/part-"), "\(listed)")
        #expect(listed.output.contains(".parquet\n"), "\(listed)")
        #expect(try json(["vacuum", raw])["files_needed"] as? Int == 3)
        let refused = try Program.run(["vacuum", raw, "--retain", "1h"])
        #expect(refused.status == 64, "\(refused)")
        #expect(refused.errors.contains("shorter than the table's 7 days"), "\(refused)")
        #expect(refused.errors.contains("--force"), "\(refused)")
        #expect(try files("raw/ticks").count == 3)
        #expect(
            try json(["vacuum", raw, "--retain", "0s", "--force"])["files_removed"] as? Int == 2)
        #expect(try files("raw/ticks").count == 1)
        try verify()

        let history = try json(["history", raw, "--limit", "1"])
        #expect(history["operation"] as? String == "OPTIMIZE")
        #expect(history["rows_added"] as? Int == 0)
        #expect((history["metrics"] as? [String: String])?["numRemovedFiles"] == "2")
    }

    @Test("a row that a rewrite loses is found by verify")
    func findsLostRows() throws {
        try lake.rewriteWithout(1, of: "raw/ticks")
        let result = try Program.run(["verify", lake.folder.path])
        #expect(result.status == 1, "\(result)")
        #expect(result.output.contains("brought 10 rows, the files have 9"), "\(result)")
    }

    @Test("optimize clusters by columns, and refuses what it cannot do with the reason")
    func clusters() throws {
        let bronze = lake.folder.path("bronze/ticks")
        let done = try json(["optimize", bronze, "--cluster-by", "symbol,event_time"])
        #expect(done["files_added"] as? Int == 1)
        try verify()
        for (arguments, part) in [
            (["--where", "symbol = 'A'"], "the partition columns are event_date"),
            (["--where", "event_date ="], "--where is not understood"),
            (["--target-size", "big"], "--target-size is a size"),
            (["--cluster-by", "prize"], "no column `prize`"),
            (["--order", "sort"], "--order needs --cluster-by"),
            (["--memory", "1B"], "--memory is a size"),
        ] {
            let refused = try Program.run(["optimize", bronze] + arguments)
            #expect(refused.status == 64, "\(refused)")
            #expect(refused.errors.contains(part), "\(refused)")
        }
        let elsewhere = try Program.run(
            ["optimize", bronze, "--where", "event_date < '2000-01-01'"])
        #expect(elsewhere.output == "nothing to do\n", "\(elsewhere)")
    }

    @Test("checkpoint writes one, from which the table is read afterwards")
    func checkpoint() throws {
        let raw = lake.folder.path("raw/ticks")
        let written = try json(["checkpoint", raw])
        #expect(written["version"] as? Int == 2)
        #expect(written["files"] as? Int == 2)
        let log = raw + "/_delta_log/00000000000000000002.checkpoint.parquet"
        #expect(FileManager.default.fileExists(atPath: log))
        try verify()
    }

    @Test("restore takes rows and ledger back, and saved state that is beyond them away")
    func restore() throws {
        let state = lake.folder.path("_ticklake/state/p/ticks/0")
        try FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: true)
        for name in ["100-aa.parquet", "110-bb.parquet"] {
            try Data([1]).write(to: URL(fileURLWithPath: "\(state)/\(name)"))
        }
        let bronze = lake.folder.path("bronze/ticks")
        #expect(try json(["restore", bronze, "--version", "0", "--dry-run"])["version"] is NSNull)
        #expect(try next("bronze/ticks") == 110)
        let done = try json(["restore", bronze, "--version", "0"])
        #expect(done["version"] as? Int == 2)
        #expect(done["files_removed"] as? Int == 1)
        #expect(try next("bronze/ticks") == 100)
        #expect(try FileManager.default.contentsOfDirectory(atPath: state) == ["100-aa.parquet"])
        try verify()
        let history = try Program.run(["history", bronze, "--limit", "1"])
        #expect(history.output.contains("RESTORE"), "\(history)")
        #expect(history.output.contains("ticks/0 to 100"), "\(history)")
        // And back again.
        _ = try json(["restore", bronze, "--version", "1"])
        #expect(try next("bronze/ticks") == 110)
        try verify()
    }

    @Test("RAW goes back only with what is made of it")
    func restoreRaw() throws {
        let refused = try Program.run(["restore", lake.folder.path("raw/ticks"), "--version", "1"])
        #expect(refused.status == 64, "\(refused)")
        #expect(refused.errors.contains("RAW only up to 104"), "\(refused)")
        #expect(refused.errors.contains("ticklake restore"), "\(refused)")
        #expect(try next("raw/ticks") == 110)
        let early = ["restore", lake.folder.path, "--at", "2020-01-01"]
        for arguments in [early, early + ["--dry-run"]] {
            let refused = try Program.run(arguments)
            #expect(refused.status == 64, "\(refused)")
            #expect(refused.errors.contains("was not there yet"), "\(refused)")
        }
        #expect(try next("raw/ticks") == 110)
        for table in ["raw/ticks", "bronze/ticks"] { try lake.makeOld(table) }
        let done = try Program.run(["restore", lake.folder.path, "--at", "2020-06-01"])
        #expect(done.status == 0, "\(done)")
        #expect(done.output.contains("RAW from Kafka, if it still has them"), "\(done)")
        #expect(
            done.output.contains("made later, and so empty: quarantine/ticks\n"), "\(done)")
        for table in ["raw/ticks", "bronze/ticks", "quarantine/ticks"] {
            #expect(try next(table) == 100)
        }
        try verify()
        let wrong = try Program.run(["restore", lake.folder.path, "--version", "1"])
        #expect(wrong.status == 64, "\(wrong)")
    }

    @Test("restore lists the files that are gone, and changes nothing")
    func restoreMissing() throws {
        let raw = lake.folder.path("raw/ticks")
        _ = try json(["optimize", raw])
        let old = try files("raw/ticks")
        _ = try json(["vacuum", raw, "--retain", "0s", "--force"])
        let gone = Set(old).subtracting(try files("raw/ticks"))
        let refused = try Program.run(["restore", raw, "--version", "2"])
        #expect(refused.status == 1, "\(refused)")
        #expect(gone.count == 2)
        for name in gone { #expect(refused.errors.contains(name), "\(refused)") }
        try verify()
    }

    @Test("a dry run of restore refuses what restore refuses")
    func restoreAppendOnly() throws {
        try lake.setProperty("delta.appendOnly", "true", of: "bronze/ticks")
        let bronze = lake.folder.path("bronze/ticks")
        let call = ["restore", bronze, "--version", "0"]
        let (rehearsed, refused) = (try Program.run(call + ["--dry-run"]), try Program.run(call))
        #expect(refused.status == 1, "\(refused)")
        #expect(refused.errors.contains("append-only"), "\(refused)")
        #expect(rehearsed.status == refused.status)
        #expect(rehearsed.errors == refused.errors)
        #expect(try next("bronze/ticks") == 110)
    }

    @Test("changes asks for a table that keeps a feed")
    func changes() throws {
        let refused = try Program.run(["changes", lake.folder.path("raw/ticks"), "--from", "1"])
        #expect(refused.status == 64, "\(refused)")
        #expect(refused.errors.contains("delta.enableChangeDataFeed"), "\(refused)")
    }

    @Test("a demo's lake is joined and vacuumed, and proves every row")
    func demo() throws {
        let folder = try TemporaryFolder()
        let lake = folder.path("lake")
        let demo = try Program.run(["demo", "--seconds", "3", "--rate", "2000", "--lake", lake])
        try #require(demo.status == 0, "\(demo)")
        let before = folder.path("before.json")
        try readAll(lake, ["--save", before])
        let tables = try Program.run(["tables", lake, "--json"])
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(tables.output.utf8)) as? [[String: Any]])
        for table in rows.compactMap({ $0["table"] as? String }) {
            let path = "\(lake)/\(table)"
            for call in [["optimize", path], ["vacuum", path, "--retain", "0s", "--force"]] {
                let result = try Program.run(call)
                #expect(result.status == 0, "\(result)")
            }
        }
        let verified = try Program.run(["verify", lake, "--rows"])
        #expect(verified.status == 0, "\(verified)")
        #expect(verified.output.contains("no row lost"), "\(verified)")
        try readAll(lake, ["--expect", before])
    }

    /// Lets other programs read the lake, where they are there.
    private func readAll(_ lake: String, _ options: [String]) throws {
        guard let python = PythonEnvironment.current else { return }
        let script = PipelineFolder.script("read_tables.py")
        let result = try python.run(file: script, [lake] + options)
        #expect(result.status == 0, "\(result)")
    }
}
