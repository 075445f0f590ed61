import Kafka
import Pipeline

extension KafkaClientConfiguration {
    /// What a pipeline file says about the brokers, for any client of them.
    init(_ plan: KafkaPlan) {
        self.init(
            bootstrapServers: plan.bootstrapServers.joined(separator: ","),
            properties: plan.properties.map { Property($0.key, $0.value.revealed) })
    }
}

extension KafkaPlan {
    /// What a client needs to reach the brokers.
    var clientConfiguration: KafkaClientConfiguration { KafkaClientConfiguration(self) }
}
