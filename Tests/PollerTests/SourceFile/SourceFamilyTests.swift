import Contracts
import Poller
import Testing

@Suite struct SourceFamilyTests {
    private static func source(
        _ name: String, partitions: String = "", kind: String = "instrument"
    ) -> String {
        """
        source: \(name)
        topic: rest-ticks
        api: {base_url: https://api.example}
        request: {path: /list}
        \(partitions.isEmpty ? "" : "partitions: \(partitions)")
        records:
          fields: {symbol: s, time: {from: t, time: ms}, price: p, size: q, vendor_id: id}
        mapping: {kind: \(kind)}
        """
    }

    private static func joined(_ texts: [String]) throws -> [SourcePlan] {
        try SourceFamily.joined(texts.map { try SourceFixture.read($0) }).map(\.plan)
    }

    private static func problems(_ texts: [String]) throws -> [String] {
        let outcomes = try texts.map { try SourceFixture.read($0) }
        do throws(SourceProblems) {
            _ = try SourceFamily.joined(outcomes)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("a source is told which of its fields the partitions of others are")
    func feeds() throws {
        let plans = try Self.joined([
            Self.source("list"), Self.source("quotes", partitions: "{symbol: {source: list}}"),
            Self.source("bars", partitions: "{id: {source: list, field: vendor_id, group: 10}}"),
            Self.source("deep", partitions: "{symbol: {source: quotes}}"),
        ])
        #expect(plans.map(\.feeds) == [["vendor_id"], [], nil, nil])
        #expect(
            plans[2].partitions == [
                PartitionAxis(
                    name: "id", values: .outside(.source(name: "list", field: "vendor_id")),
                    group: 10)
            ])
    }

    @Test("a source that is not there is a problem, with its place and the nearest name")
    func unknown() throws {
        let problems = try Self.problems([
            Self.source("list"), Self.source("bars", partitions: "{symbol: {source: lsit}}"),
        ])
        #expect(
            problems == [
                "source.yaml:5:31: error: no source of the pipeline file is called 'lsit'."
                    + " there are list or bars. did you mean 'list'?"
            ])
    }

    @Test("a field that records have not, or that no tick keeps, is a problem")
    func fields() throws {
        let misspelled = try Self.problems([
            Self.source("list"),
            Self.source("bars", partitions: "{symbol: {source: list, field: vendor_di}}"),
        ])
        #expect(misspelled.count == 1)
        #expect(misspelled.first?.contains("did you mean 'vendor_id'?") == true)
        let ticks = try Self.problems([
            Self.source("list", kind: "quote"),
            Self.source("bars", partitions: "{symbol: {source: list, field: vendor_id}}"),
        ])
        #expect(ticks.first?.contains("of which only the key can be taken") == true)
    }

    @Test("sources that wait for each other in a circle are told once")
    func circles() throws {
        let own = try Self.problems([Self.source("a", partitions: "{symbol: {source: a}}")])
        #expect(own.first?.contains("cannot take its partitions from itself") == true)
        let circle = try Self.problems([
            Self.source("a", partitions: "{symbol: {source: b}}"),
            Self.source("b", partitions: "{symbol: {source: c}}"),
            Self.source("c", partitions: "{symbol: {source: a}}"),
            Self.source("d", partitions: "{symbol: {source: a}}"),
        ])
        #expect(circle.count == 1)
        #expect(circle.first?.contains("in a circle: a <- b <- c <- a") == true)
    }

    @Test(
        "values come from exactly one place, with the keys of that place",
        arguments: [
            ("{}", "'partitions.symbol' has no"), ("{values: [A], source: b}", "values or source"),
            ("{values: [A], field: x}", "'partitions.symbol.field' belongs to 'source'"),
            ("{source: b, where: x = 1}", "'partitions.symbol.where' belongs to 'table'"),
            ("{table: silver/instruments}", "'partitions.symbol.column' is missing"),
            ("{table: ../x, column: c}", "'partitions.symbol.table' is '../x'"),
            ("{tabel: x}", "did you mean 'table'?"),
        ])
    func places(value: String, problem: String) throws {
        do throws(SourceProblems) {
            _ = try SourceFixture.readOrProblems(
                Self.source("s", partitions: "{symbol: \(value)}"))
            Issue.record("that is no source")
        } catch {
            let text = error.problems.map(\.description).joined(separator: "\n")
            #expect(text.contains(problem), "\(text)")
        }
    }

    @Test("sources come behind those that they take partitions from")
    func generations() throws {
        let family = try SourceFamily.joined(
            [
                Self.source("deep", partitions: "{symbol: {source: bars}, list: {source: list}}"),
                Self.source("bars", partitions: "{symbol: {source: list}}"),
                Self.source("list"), Self.source("alone", partitions: "{symbol: [A]}"),
            ].map { try SourceFixture.read($0) })
        func names(_ sources: [SourceFileReader.Outcome]) -> [[String]] {
            SourceFamily.generations(of: sources).map { $0.map(\.plan.name) }
        }
        #expect(names(family) == [["list", "alone"], ["bars"], ["deep"]])
        // A parent that is not polled is not waited for.
        #expect(names(Array(family.prefix(2))) == [["bars"], ["deep"]])
    }

    @Test("a table is named with its column and a condition")
    func table() throws {
        let values = "{table: silver/instruments, column: symbol, where: is_current = true}"
        let plan = try SourceFixture.read(
            Self.source("s", partitions: "{symbol: \(values)}")
        ).plan
        let origin = PartitionOrigin.table(
            path: "silver/instruments", column: "symbol", condition: "is_current = true")
        #expect(plan.partitions.map(\.values) == [.outside(origin)])
    }
}
