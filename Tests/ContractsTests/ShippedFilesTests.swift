import Bytes
import Contracts
import Pipeline
import TestSupport
import Testing

@Suite("The files in topics")
struct ShippedFilesTests {
    @Test("the annotated pipeline file is good, and gives every key its default")
    func annotated() throws {
        let outcome = try Shipped.fixture().read("topics/ticklake.yaml")
        #expect(outcome.messages == [])
        let configuration = try #require(outcome.configuration)
        #expect(!configuration.rendered.contains("# default"), "\(configuration.rendered)")
        var minimal = PipelinePlan(
            name: "ticks", lake: "./lake",
            kafka: KafkaPlan(bootstrapServers: ["localhost:9092"], groupID: "ticklake-ticks"),
            topics: configuration.plan.topics)
        #expect(configuration.plan == minimal)
        minimal.limits.jsonDepth = 65
        #expect(configuration.plan != minimal)
    }

    @Test("the commented Event Hubs block is good when its marks are taken away")
    func eventHubs() throws {
        var fixture = try Shipped.fixture()
        let text = try Shipped.text("ticklake.yaml")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let plain = try #require(lines.firstIndex(of: "  bootstrap_servers: localhost:9092"))
        let first = try #require(lines.firstIndex { $0.hasPrefix("  # bootstrap_servers: NAME") })
        var edited = lines.map(String.init)
        for index in first..<first + 6 {
            edited[index] = edited[index].replacing("  # ", with: "  ", maxReplacements: 1)
        }
        edited[plain] = ""
        edited.removeAll { $0 == "  properties: {}" }
        fixture.files["topics/ticklake.yaml"] = edited.joined(separator: "\n")
        fixture.environment["EVENT_HUBS_CONNECTION_STRING"] = "Endpoint=sb://x/;SharedAccessKey=s3"
        let outcome = fixture.read("topics/ticklake.yaml")
        #expect(outcome.messages == [])
        let kafka = try #require(outcome.configuration).plan.kafka
        #expect(kafka.bootstrapServers == ["NAMESPACE.servicebus.windows.net:9093"])
        #expect(
            kafka.properties == [
                KafkaProperty(key: "security.protocol", value: .plain("SASL_SSL")),
                KafkaProperty(key: "sasl.mechanism", value: .plain("PLAIN")),
                KafkaProperty(key: "sasl.username", value: .plain("$ConnectionString")),
                KafkaProperty(
                    key: "sasl.password", value: .hidden("Endpoint=sb://x/;SharedAccessKey=s3")),
            ])
    }

    @Test("the tick contract maps the records of the design onto bronze/ticks")
    func ticks() throws {
        let text = try Shipped.text("price-ticks.yaml")
        let plan = try ConfigurationReader.readContract(Array(text.utf8), file: "t").get()
        #expect(plan.name == "price-ticks")
        #expect(plan.kind == .ticks)
        #expect(plan.keyColumn == "symbol")
        #expect(
            plan.settings == [
                TopicSetting(name: "message.timestamp.type", value: "LogAppendTime")
            ])
        #expect(
            plan.fields == [
                FieldPlan(column: "symbol", type: .string, isRequired: true),
                FieldPlan(
                    column: "event_time", path: ["ts"], type: .timestamp(TimestampForms()),
                    isRequired: true),
                FieldPlan(
                    column: "price", type: .decimal(precision: 18, scale: 9), isRequired: true),
                FieldPlan(
                    column: "size", type: .decimal(precision: 18, scale: 8), isRequired: true),
                FieldPlan(column: "venue", path: ["exchange"], type: .string),
                FieldPlan(column: "trade_id", type: .identifier, isRequired: true),
                FieldPlan(column: "sequence", type: .long),
                FieldPlan(column: "conditions", type: .stringArray),
                FieldPlan(column: "currency", type: .string),
            ])
        #expect(plan.uniqueKey == ["symbol", "venue", "trade_id"])
        #expect(plan.rules.map(\.name).last == "duplicate")
        #expect(
            plan.rules[5]
                == RulePlan(
                    name: "price_plausible", reason: "price_implausible", action: .warn(bit: 1),
                    kind: .range(
                        column: "price", minimum: nil, maximum: 1_000_000_000_000_000)))
    }

    @Test("the instruments' contract has the fields of the design")
    func instruments() throws {
        let text = try Shipped.text("instrument-metadata.yaml")
        let plan = try ConfigurationReader.readContract(Array(text.utf8), file: "i").get()
        #expect(plan.kind == .instruments)
        #expect(
            plan.fields.map(\.column) == [
                "symbol", "name", "asset_class", "sector", "industry", "exchange", "currency",
                "tick_size", "lot_size", "status", "valid_from",
            ])
        #expect(plan.uniqueKey.isEmpty)
        #expect(plan.fields.filter(\.isRequired).map(\.column) == ["symbol", "valid_from"])
    }

    @Test("what is shown reads back as the same plan")
    func showsWhatItRead() throws {
        let configuration = try #require(
            try Shipped.fixture().read("topics/ticklake.yaml").configuration)
        let documents = configuration.rendered.split(separator: "---\n").map(String.init)
        var fixture = ConfigurationFixture()
        fixture.files = Dictionary(
            uniqueKeysWithValues: zip(Shipped.names.map { "topics/\($0)" }, documents))
        let again = fixture.read("topics/ticklake.yaml")
        #expect(again.messages == [])
        #expect(again.configuration?.plan == configuration.plan)
    }

    @Test(
        "every cut of a shipped file gives a plan or a problem with a line",
        arguments: Shipped.names)
    func truncations(name: String) throws {
        var fixture = try Shipped.fixture()
        let bytes = Array(try Shipped.text(name).utf8)
        for count in stride(from: 0, to: bytes.count, by: 7) {
            fixture.files["topics/\(name)"] = String(decoding: bytes[..<count], as: UTF8.self)
            check(fixture)
        }
    }

    @Test(
        "any damage to a shipped file gives a plan or a problem with a line",
        arguments: 0..<300 as Range<UInt64>)
    func damage(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var fixture = try Shipped.fixture()
        let name = Shipped.names[Int(seed % 3)]
        var lines = try Shipped.text(name).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let line = Int.random(in: lines.indices, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: lines.remove(at: line)
            case 1: lines.insert(lines[line], at: line)
            case 2: lines.swapAt(line, Int.random(in: lines.indices, using: &generator))
            case 3:
                let other = try #require(lines.randomElement(using: &generator))
                lines[line] = String(lines[line].prefix(12)) + String(other.suffix(12))
            default:
                var bytes = Array(lines[line].utf8)
                let index = Int.random(in: 0...bytes.count, using: &generator)
                let signs = Array(" :{}[]-'\"0195$az.\\\t#&*".utf8)
                bytes.insert(signs.randomElement(using: &generator) ?? 0, at: index)
                lines[line] = String(decoding: bytes, as: UTF8.self)
            }
        }
        fixture.files["topics/\(name)"] = lines.joined(separator: "\n")
        check(fixture)
    }

    private func check(_ fixture: ConfigurationFixture) {
        switch fixture.read("topics/ticklake.yaml") {
        case .ready(let configuration): #expect(!configuration.rendered.isEmpty)
        case .refused(let problems):
            #expect(!problems.isEmpty)
            #expect(problems.allSatisfy { $0.line >= 1 && $0.column >= 1 && !$0.message.isEmpty })
        }
    }
}
