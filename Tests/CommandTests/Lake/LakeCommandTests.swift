import Foundation
import TestSupport
import Testing

/// The commands that look at a lake, driven as a user would.
@Suite struct LakeCommandTests {
    private func json(_ result: ProcessResult) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    }

    @Test("tables lists every table with rows, files and how far the lane is")
    func tables() throws {
        let lake = try LakeFixture.filled()
        let result = try Program.run(["tables", lake.folder.path, "--json"])
        #expect(result.status == 0, "\(result)")
        let tables = try #require(try json(result) as? [[String: Any]])
        #expect(
            tables.map { $0["table"] as? String }
                == ["bronze/ticks", "quarantine/ticks", "raw/ticks"])
        #expect(tables.map { $0["rows"] as? Int } == [6, 2, 10])
        #expect(tables.map { $0["files"] as? Int } == [1, 1, 2])
        let lanes = tables.map { ($0["lanes"] as? [[String: Any]])?.first?["next"] as? Int }
        #expect(lanes == [110, 110, 110])

        let text = try Program.run(["tables", lake.folder.path + "/"])
        #expect(text.output.contains("ticks/0=110"), "\(text)")
        #expect(text.output.contains("2026-01-05T15:00:00.000Z"), "\(text)")
    }

    @Test("describe shows columns, partitioning and progress")
    func describe() throws {
        let lake = try LakeFixture.filled()
        let result = try Program.run(["describe", lake.folder.path("bronze/ticks"), "--json"])
        #expect(result.status == 0, "\(result)")
        let table = try #require(try json(result) as? [String: Any])
        let columns = table["columns"] as? [[String: Any]]
        #expect(columns?[1]["type"] as? String == "decimal(18,9)")
        #expect(table["partition_columns"] as? [String] == ["event_date"])
        #expect((table["transactions"] as? [String: Int]) == ["ticklake/p/ticks/0": 110])
        #expect((table["properties"] as? [String: String]) == ["ticklake.pipeline": "p"])
        let text = try Program.run(["describe", lake.folder.path("bronze/ticks")])
        #expect(text.output.contains("event_time  timestamp"), "\(text)")
    }

    @Test("history lists commits with the offsets that they cover")
    func history() throws {
        let lake = try LakeFixture.filled()
        let table = lake.folder.path("raw/ticks")
        let result = try Program.run(["history", table, "--limit", "2"])
        #expect(result.status == 0, "\(result)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 4, "\(result)")
        #expect(lines[2].contains("ticks/0 104..110"), "\(result)")
        #expect(lines[3].contains("ticks/0 100..104"), "\(result)")
        let entries = try #require(
            try json(try Program.run(["history", table, "--json"])) as? [[String: Any]])
        #expect(entries.map { $0["rows_added"] as? Int } == [6, 4, 0])
        // Times are those that --at goes by: of the files, as the table has no clock of its own.
        let log = URL(fileURLWithPath: table).appendingPathComponent("_delta_log")
        for version in 0...2 {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000 + Double(version))],
                ofItemAtPath: log.appendingPathComponent("0000000000000000000\(version).json").path)
        }
        let moved = try Program.run(["history", table, "--limit", "1"])
        #expect(moved.output.contains("2023-11-14T22:13:22"), "\(moved)")
    }

    @Test("show prints rows exactly, in every format")
    func show() throws {
        let lake = try LakeFixture.filled()
        let table = lake.folder.path("bronze/ticks")
        let csv = try Program.run([
            "show", table, "--format", "csv", "--columns", "symbol,price,event_time,event_date",
            "--where", "offset > 102",
        ])
        #expect(
            csv.output == """
                symbol,price,event_time,event_date
                ,0.000000000,2026-01-05T14:30:03.000000Z,2026-01-05
                AAPL,101.250000000,2026-01-05T14:30:04.500000Z,2026-01-05
                "O'Neil, ""Co""\",2.000000000,2026-01-05T14:30:06.000000Z,2026-01-05
                "",1.500000001,2026-01-05T14:30:07.500000Z,2026-01-05

                """, "\(csv)")
        let lines = try Program.run([
            "show", table, "--format", "jsonl", "--columns", "price,symbol", "--order-by", "price",
            "--descending", "--limit", "2",
        ])
        #expect(
            lines.output == """
                {"price":"101.250000000","symbol":"AAPL"}
                {"price":"2.000000000","symbol":"O'Neil, \\"Co\\""}

                """, "\(lines)")
        let raw = try Program.run([
            "show", lake.folder.path("raw/ticks"), "--columns", "offset,value", "--limit", "2",
            "--order-by", "offset",
        ])
        #expect(
            raw.output == """
                offset  value
                ------  ------
                   100  v100
                   101  0xff01

                """, "\(raw)")
    }

    @Test("an older version has the rows it had")
    func timeTravel() throws {
        let lake = try LakeFixture.filled()
        let table = lake.folder.path("raw/ticks")
        let words = ["show", table, "--format", "csv", "--columns", "offset", "--limit", "0"]
        #expect(
            try Program.run(words + ["--version", "1"]).output.split(separator: "\n").count == 5)
        #expect(try Program.run(words).output.split(separator: "\n").count == 11)
        let now = try Program.run(words + ["--at", "2200-01-05T15:00:00Z"])
        #expect(now.output.split(separator: "\n").count == 11, "\(now)")
        let before = try Program.run(words + ["--at", "2001-01-05"])
        #expect(before.status == 64)
        #expect(before.errors.contains("has no version from 2001-01-05"), "\(before)")
        #expect(before.errors.contains("it has versions 0 of 20"), "\(before)")
        #expect(try Program.run(words + ["--at", "noon"]).status == 64)
        let future = try Program.run(words + ["--version", "9"])
        #expect(future.status == 64)
        #expect(future.errors.hasPrefix("error: `\(table)` has no version 9."), "\(future)")
        #expect(future.errors.contains(" to 2 of 20"), "\(future)")
    }

    @Test("what is not there is an error that says what is")
    func unknown() throws {
        let lake = try LakeFixture.filled().folder
        let table = try Program.run(["show", lake.path("bronze/tiks")])
        #expect(table.status == 64)
        #expect(
            table.errors.hasSuffix("did you mean `\(lake.path("bronze/ticks"))`?\n"), "\(table)")
        let ticks = lake.path("bronze/ticks")
        let column = try Program.run(["show", ticks, "--where", "pric = 1"])
        #expect(column.status == 64)
        for part in ["no column `pric` at column 1", "did you mean `price`?"] {
            #expect(column.errors.contains(part), "\(column)")
        }
        #expect(try Program.run(["show", ticks, "--columns", "x"]).status == 64)
        #expect(try Program.run(["tables", ticks]).status == 64)
        #expect(try Program.run(["tables", lake.path("nowhere")]).status == 64)
        let cloud = try Program.run(["verify", "abfss://a@b/c"])
        #expect(cloud.status == 64)
        #expect(cloud.errors.contains("abfss:// is not a local folder"), "\(cloud)")
    }

    @Test("verify --rows finds rows that are not those that were committed, and damaged files")
    func digests() throws {
        let lake = try LakeFixture.filled()
        let good = try Program.run(["verify", lake.folder.path, "--rows"])
        #expect(good.status == 0, "\(good)")
        #expect(good.output.matches(of: /rows match digests .* ok/).count == 3, "\(good)")

        // The same number of rows, but others.
        try lake.commit(
            "raw/ticks", 110..<112, rows: LakeFixture.raw(110..<112),
            digested: LakeFixture.raw(112..<114))
        #expect(try Program.run(["verify", lake.folder.path]).status == 0)
        let bad = try Program.run(["verify", lake.folder.path, "--rows"])
        #expect(bad.status == 1)
        #expect(
            bad.output.contains(
                "violation: raw/ticks, lane ticks/0, version 3, offsets 110..112: the rows are "
                    + "not those that were committed\n"), "\(bad)")
        try lake.damage("bronze/ticks/event_date=2026-01-05")
        let damaged = try Program.run(["verify", lake.folder.path, "--rows"])
        #expect(
            damaged.output.contains("violation: bronze/ticks, lane ticks/0, version 1"),
            "\(damaged)")
    }

    @Test("verify proves a good lake, and finds what was done to a bad one")
    func verify() throws {
        let lake = try LakeFixture.filled()
        let good = try Program.run(["verify", lake.folder.path])
        #expect(good.status == 0, "\(good)")
        #expect(good.output.hasSuffix("checks, none broken\n"), "\(good)")

        try lake.commit("raw/ticks", 111..<113, rows: LakeFixture.raw(111..<113), claimed: 3)
        let files = FileManager.default
        let bronze = URL(fileURLWithPath: lake.folder.path("bronze/ticks/event_date=2026-01-05"))
        for file in try files.contentsOfDirectory(at: bronze, includingPropertiesForKeys: nil) {
            try files.removeItem(at: file)
        }
        let bad = try Program.run(["verify", lake.folder.path, "--json"])
        #expect(bad.status == 1)
        #expect(bad.errors.hasPrefix("error: the lake breaks its promises. 4 violations"), "\(bad)")
        let report = try #require(try json(bad) as? [String: Any])
        let violations = try #require(report["violations"] as? [[String: Any]])
        #expect(
            violations.map { $0["table"] as? String } == [
                "bronze/ticks", "raw/ticks", "raw/ticks", "raw/ticks",
            ])
        #expect((violations[0]["message"] as? String)?.hasSuffix("is missing") == true)
        #expect(violations[1]["from"] as? Int == 110 && violations[1]["until"] as? Int == 111)
        #expect(violations[2]["version"] as? Int == 3)
        #expect(violations[3]["message"] as? String == "the audit says 3 rows, but 2 records")
    }
}
