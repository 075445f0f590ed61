import TestSupport
import Testing

@Suite(.enabled(if: RealBroker.isAvailable, RealBroker.isMissing))
struct BrokerIntegrationTests {
    @Test(
        "a record that one client writes to the real broker another reads back",
        .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
    func roundTrip() throws {
        let broker = try RealBroker.required()
        let script = """
            import sys
            from confluent_kafka import Consumer, Producer
            from confluent_kafka.admin import AdminClient, NewTopic

            servers, topic = sys.argv[1:]
            admin = AdminClient({"bootstrap.servers": servers})
            for future in admin.create_topics([NewTopic(topic, 1)]).values():
                future.result()
            producer = Producer({"bootstrap.servers": servers})
            producer.produce(topic, b"value", key=b"key")
            assert producer.flush(30) == 0
            consumer = Consumer({"bootstrap.servers": servers, "group.id": topic,
                                 "auto.offset.reset": "earliest"})
            consumer.subscribe([topic])
            message = consumer.poll(30)
            print(message.key(), message.value(), message.offset())
            consumer.close()
            for future in admin.delete_topics([topic]).values():
                future.result()
            """
        let result = try PythonEnvironment.required().run(
            script: script, [broker.bootstrapServers, RealBroker.topicName("round-trip")])
        #expect(result.output == "b'key' b'value' 0\n", "\(result)")
    }
}
