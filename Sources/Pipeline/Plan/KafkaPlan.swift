public import Telemetry

/// The brokers and how to talk to them.
public struct KafkaPlan: Sendable, Equatable {
    /// Brokers to begin with, as `host:port`.
    public var bootstrapServers: [String]
    /// The consumer group under which positions are published for lag dashboards.
    public var groupID: String
    /// Settings handed to librdkafka as they are, in the file's order.
    public var properties: [KafkaProperty]

    /// Makes a plan.
    public init(
        bootstrapServers: [String], groupID: String = "ticklake", properties: [KafkaProperty] = []
    ) {
        self.bootstrapServers = bootstrapServers
        self.groupID = groupID
        self.properties = properties
    }
}

/// One setting of the Kafka client.
public struct KafkaProperty: Sendable, Equatable {
    /// librdkafka's name of it.
    public var key: String
    /// Its value.
    public var value: SettingValue

    /// Makes a setting.
    public init(key: String, value: SettingValue) {
        self.key = key
        self.value = value
    }
}

/// The value of a setting: plain, or not to be shown.
public enum SettingValue: Sendable, Equatable, CustomStringConvertible {
    /// May be shown.
    case plain(String)
    /// Came from a reference, or its key sounds like a secret: never shown.
    case secret(Secret)

    /// A value that is not to be shown.
    public static func hidden(_ text: String) -> SettingValue { .secret(Secret(text)) }

    /// The value itself, for the client it is meant for.
    public var revealed: String {
        switch self {
        case .plain(let text): text
        case .secret(let secret): secret.revealed
        }
    }

    /// The value as it may be shown.
    public var description: String {
        switch self {
        case .plain(let text): text
        case .secret(let secret): secret.description
        }
    }
}
