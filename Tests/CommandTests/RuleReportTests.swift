import Columnar
import Foundation
import Kafka
import TestSupport
import Testing

/// What a run says of records that rules decided about.
@Suite("What rules did") struct RuleReportTests {
    private let folder: TemporaryFolder
    private let cluster: EmbeddedCluster

    init() throws {
        folder = try TemporaryFolder()
        cluster = try EmbeddedCluster()
        try cluster.createTopic("price-ticks", partitions: 1)
        var values: [String?] = []
        for (index, price) in ["1", "2000000", "2", "-1", "3000000"].enumerated() {
            let symbol = index == 1 ? "?A" : "A"
            values.append(
                "{\"symbol\":\"\(symbol)\",\"price\":\(price),\"size\":1,"
                    + "\"ts\":\"2026-01-05T14:30:00Z\",\"trade_id\":\(index / 3 * 2)}")
        }
        let producer = try KafkaProducer(
            KafkaProducerConfiguration(
                client: KafkaClientConfiguration(bootstrapServers: cluster.bootstrapServers)))
        defer { producer.close() }
        let records = ProducerRecords(
            keys: BinaryColumn(values.map { _ in nil }), values: BinaryColumn(values))
        #expect(try producer.send(records, to: "price-ticks") == values.count)
        #expect(try producer.flush(within: .seconds(30)).delivered == values.count)
    }

    private func run(priceAction: String, _ options: [String] = []) throws -> ProcessResult {
        let shipped = try String(
            contentsOf: PackageFolder.root.appendingPathComponent("topics/price-ticks.yaml"),
            encoding: .utf8)
        let rule = "name: price_positive\n    test: positive\n    column: price\n    action: "
        try shipped.replacingOccurrences(of: rule + "quarantine", with: rule + priceAction)
            .write(toFile: folder.path("ticks.yaml"), atomically: true, encoding: .utf8)
        try """
        name: a
        lake: \(folder.path("lake"))
        kafka: {bootstrap_servers: '\(cluster.bootstrapServers)'}
        topics: [ticks.yaml]
        """.write(toFile: folder.path("p.yaml"), atomically: true, encoding: .utf8)
        return try Program.run(["run", folder.path("p.yaml"), "--until-caught-up"] + options)
    }

    @Test("warnings are counted by rule in the summary and in the commits")
    func warnings() throws {
        let result = try run(priceAction: "quarantine", ["--json"])
        #expect(result.status == 0, "\(result)")
        let summary = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        // The second has two warnings, the third the key of the first, the fifth one warning.
        let rules = ["duplicate": 1, "price_plausible": 2, "price_positive": 1, "symbol_form": 1]
        #expect(summary["rules"] as? [String: Int] == rules, "\(result)")
        #expect(
            summary["quarantined"] as? [String: Int]
                == ["duplicate": 1, "price_not_positive": 1], "\(result)")
        let history = try Program.run(["history", folder.path("lake/bronze/ticks"), "--json"])
        #expect(
            history.output.contains("\"rules\":{\"duplicate\":1,\"price_plausible\":2,"),
            "\(history)")
        let again = try run(priceAction: "quarantine")
        #expect(!again.output.contains("rules:"), "\(again)")
    }

    @Test("a rule with the action fail is told once: the rule, the detail, the advice")
    func failure() throws {
        let result = try run(priceAction: "fail")
        #expect(result.status == 78, "\(result)")
        let reason =
            "lane price-ticks/0 stops before offset 3. rule price_positive: price is -1, "
            + "not positive. mend the source, or change the rule's action"
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count { $0.contains(reason) } == 1, "\(result)")
        #expect(lines.count { $0.contains("price is -1") } == 1, "\(result)")
        #expect(
            result.errors.hasSuffix(
                "error: lane price-ticks/0 has halted. a record broke a rule. "
                    + "read the line `lane halted` in the log above\n"))
        #expect(
            result.output.contains("rules: duplicate 1, price_plausible 1, symbol_form 1\n"),
            "\(result)")
    }
}
