import Kafka
import Testing

@Suite struct ConfigurationTests {
    private func failure(
        _ properties: [KafkaClientConfiguration.Property], servers: String = "127.0.0.1:1"
    ) -> KafkaError? {
        let client = KafkaClientConfiguration(bootstrapServers: servers, properties: properties)
        do {
            try KafkaConsumer(KafkaConsumerConfiguration(client: client)) { _ in }.close()
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "an error names the property and never tells its value",
        arguments: [
            ("session.timeout.ms", "hunter2-seconds"), ("sasl.passwort", "hunter2-secret"),
            ("security.protocol", "hunter2-ssl"), ("enable.auto.commit", "hunter2"),
        ])
    func badProperties(name: String, value: String) throws {
        let error = try #require(failure([.init(name, value)]))
        #expect(error.kind == .configuration)
        #expect(error.message.contains("`\(name)`"))
        #expect(!"\(error)".contains("hunter2"))
    }

    @Test("a property that prints itself tells its name only")
    func description() {
        let property = KafkaClientConfiguration.Property("sasl.password", "hunter2")
        #expect("\(property)" == "sasl.password")
    }

    @Test("a later property of a name wins")
    func order() {
        #expect(failure([.init("check.crcs", "nonsense"), .init("check.crcs", "true")]) != nil)
        #expect(failure([.init("check.crcs", "false"), .init("check.crcs", "true")]) == nil)
    }

    @Test(
        "Event Hubs is recognised by its hosts, and the profile can be overridden",
        arguments: [
            ("ns.servicebus.windows.net:9093", KafkaClientConfiguration.Profile.eventHubs),
            ("NS.ServiceBus.Windows.Net:9093", .eventHubs),
            ("ns.servicebus.chinacloudapi.cn:9093", .eventHubs),
            ("ns.servicebus.usgovcloudapi.net:9093", .eventHubs),
            ("kafka:9092, ns.servicebus.windows.net:9093", .eventHubs),
            ("servicebus.windows.net.example.org:9093", .kafka), ("localhost:9092", .kafka),
        ])
    func eventHubs(servers: String, profile: KafkaClientConfiguration.Profile) {
        #expect(KafkaClientConfiguration(bootstrapServers: servers).effectiveProfile == profile)
        let override = KafkaClientConfiguration(bootstrapServers: servers, profile: .kafka)
        #expect(override.effectiveProfile == .kafka)
    }

    @Test("the profile's properties are in force, and the caller's override them")
    func profileProperties() throws {
        let servers = "ns.servicebus.windows.net:9093"
        let plain = KafkaConsumerConfiguration(
            client: KafkaClientConfiguration(bootstrapServers: servers))
        let expected = [
            "security.protocol": "sasl_ssl", "socket.keepalive.enable": "true",
            "connections.max.idle.ms": "180000", "metadata.max.age.ms": "180000",
            "session.timeout.ms": "30000", "statistics.interval.ms": "15000",
            "enable.auto.commit": "false", "enable.auto.offset.store": "false",
            "auto.offset.reset": "error", "enable.partition.eof": "true",
        ]
        for (name, value) in expected {
            #expect(try plain.effectiveValue(of: name) == value, "\(name)")
        }
        let producer = KafkaProducerConfiguration(
            client: KafkaClientConfiguration(bootstrapServers: servers), compression: .lz4)
        #expect(try producer.effectiveValue(of: "request.timeout.ms") == "60000")
        #expect(try producer.effectiveValue(of: "compression.codec") == "none")
        #expect(try producer.effectiveValue(of: "enable.idempotence") == "true")
        #expect(try producer.effectiveValue(of: "partitioner") == "murmur2_random")
        let changed = KafkaConsumerConfiguration(
            client: KafkaClientConfiguration(
                bootstrapServers: servers, properties: [.init("metadata.max.age.ms", "60000")]))
        #expect(try changed.effectiveValue(of: "metadata.max.age.ms") == "60000")
    }

    @Test("a connection string with its dollar sign passes as it is")
    func connectionString() throws {
        let password = "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKey=a+/b=="
        let client = KafkaClientConfiguration(
            bootstrapServers: "ns.servicebus.windows.net:9093",
            properties: [
                .init("sasl.mechanism", "PLAIN"), .init("sasl.username", "$ConnectionString"),
                .init("sasl.password", password),
            ])
        let configuration = KafkaConsumerConfiguration(client: client)
        #expect(try configuration.effectiveValue(of: "sasl.username") == "$ConnectionString")
        #expect(try configuration.effectiveValue(of: "sasl.password") == password)
    }
}
