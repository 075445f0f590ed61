import Contracts
import Pipeline
import Testing

/// How the client's settings are read: what it takes, and what may be shown of it.
@Suite struct KafkaSettingTests {
    private func read(
        _ properties: String, _ verdict: @escaping @Sendable (String, String) -> SettingVerdict
    ) -> ConfigurationOutcome {
        var fixture = ConfigurationFixture()
        fixture.files["conf/pipeline.yaml"] = ConfigurationFixture.pipeline.replacing(
            "kafka:\n", with: "kafka:\n  properties: {\(properties)}\n")
        fixture.environment["PW"] = "hunter2"
        fixture.kafkaSetting = verdict
        return fixture.read()
    }

    @Test("only what is known to be no secret is shown")
    func shown() throws {
        let outcome = read("client.id: me, sasl.pasword: hunter3, linger.ms: 7, a.text: hunter4") {
            name, _ in .taken(isText: name != "linger.ms")
        }
        let configuration = try #require(outcome.configuration)
        #expect(configuration.rendered.contains("client.id: me\n"))
        #expect(configuration.rendered.contains("linger.ms: 7\n"))
        #expect(configuration.rendered.contains("sasl.pasword: \"***\"\n"))
        #expect(!configuration.rendered.contains("hunter"))
        #expect(configuration.plan.kafka.properties.map(\.value.revealed).contains("hunter3"))
    }

    @Test("what the client does not take is said with its place, and never with a secret")
    func refused() {
        let outcome = read("client.id: x, a.b: hunter3, c: '${env:PW}', client.rac: hunter4") {
            name, value in
            #expect(name != "c" || value == "hunter2")
            return name == "client.rac"
                ? .unknown(known: ["client.id", "client.rack"]) : .refused(expected: "1 .. 5")
        }
        #expect(
            outcome.messages == [
                "conf/pipeline.yaml:4:27: error: 'kafka.properties.client.id' is 'x'. expected"
                    + " 1 .. 5",
                "conf/pipeline.yaml:4:35: error: 'kafka.properties.a.b' does not fit. expected"
                    + " 1 .. 5",
                "conf/pipeline.yaml:4:47: error: 'kafka.properties.c' does not fit. expected"
                    + " 1 .. 5",
                "conf/pipeline.yaml:4:60: error: 'kafka.properties' has 'client.rac'. expected a"
                    + " setting of librdkafka such as security.protocol. did you mean"
                    + " 'client.rack'?",
            ])
    }
}
