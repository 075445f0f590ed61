/// Where the brokers are and how to talk to them; shared by consumer, producer and admin.
public struct KafkaClientConfiguration: Sendable {
    /// A property of librdkafka and its value.
    public struct Property: Sendable, Equatable, CustomStringConvertible {
        /// The name, as in `sasl.mechanism`.
        public let name: String
        /// The value; never printed.
        public let value: String

        /// Makes a property.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        /// The name alone.
        public var description: String { name }
    }

    /// Defaults for a service that speaks Kafka's protocol but is not Apache Kafka.
    public enum Profile: Sendable, Equatable {
        /// `eventHubs` when a bootstrap server's host ends in a Service Bus suffix, else `kafka`.
        case automatic
        /// librdkafka's defaults.
        case kafka
        /// Azure Event Hubs: connections that outlive its load balancer, larger timeouts.
        case eventHubs
    }

    /// `host:port`, several separated by commas.
    public var bootstrapServers: String
    /// The name under which brokers log this client.
    public var clientID: String
    /// Properties in order, a later one of a name wins; they override the profile.
    public var properties: [Property]
    /// Which service's defaults apply.
    public var profile: Profile

    /// Makes a configuration.
    public init(
        bootstrapServers: String, clientID: String = "ticklake", properties: [Property] = [],
        profile: Profile = .automatic
    ) {
        self.bootstrapServers = bootstrapServers
        self.clientID = clientID
        self.properties = properties
        self.profile = profile
    }

    /// The profile that applies, `automatic` resolved.
    public var effectiveProfile: Profile {
        guard profile == .automatic else { return profile }
        return EventHubs.serves(bootstrapServers) ? .eventHubs : .kafka
    }
}

/// What Azure Event Hubs needs of a Kafka client.
enum EventHubs {
    private static let suffixes = [
        ".servicebus.windows.net", ".servicebus.chinacloudapi.cn",
        ".servicebus.usgovcloudapi.net", ".servicebus.cloudapi.de",
    ]

    /// Whether any of the servers is a Service Bus namespace.
    static func serves(_ bootstrapServers: String) -> Bool {
        bootstrapServers.split(separator: ",").contains { server in
            let host = server.split(separator: ":").first ?? ""
            let name = String(host.filter { $0 != " " }).lowercased()
            return suffixes.contains { name.hasSuffix($0) }
        }
    }

    /// For every client: the load balancer drops a connection that was idle for four minutes.
    static let common: [KafkaClientConfiguration.Property] = [
        .init("security.protocol", "SASL_SSL"),
        .init("socket.keepalive.enable", "true"),
        .init("connections.max.idle.ms", "180000"),
        .init("metadata.max.age.ms", "180000"),
        .init("topic.metadata.refresh.interval.ms", "120000"),
        .init("socket.timeout.ms", "60000"),
        .init("log.connection.close", "false"),
        .init("statistics.interval.ms", "15000"),
    ]

    /// For consumers.
    static let consumer: [KafkaClientConfiguration.Property] = [
        .init("session.timeout.ms", "30000"),
        .init("heartbeat.interval.ms", "3000"),
    ]

    /// For producers: no compression outside the dear tiers, and requests below 1 MB.
    static let producer: [KafkaClientConfiguration.Property] = [
        .init("request.timeout.ms", "60000"),
        .init("compression.codec", "none"),
        .init("message.max.bytes", "1000000"),
        .init("batch.size", "1000000"),
    ]
}
