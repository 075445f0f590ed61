import Kafka
import Testing

@Suite struct KafkaSettingsTests {
    private let settings = KafkaSettings()

    @Test("every setting in the table is one that librdkafka knows, and has a name")
    func table() {
        #expect(settings.all.count > 120)
        for setting in settings.all {
            #expect(settings.verdict(on: "?", of: setting.name) != .unknown, "\(setting)")
        }
        #expect(settings.setting("rebalance_cb") == nil)
    }

    @Test("secrets are texts; numbers and choices are none")
    func kinds() {
        for name in ["sasl.password", "ssl.key.pem", "sasl.oauthbearer.config"] {
            #expect(settings.setting(name)?.isText == true, "\(name)")
        }
        #expect(settings.setting("linger.ms")?.isText == false)
        #expect(settings.setting("enable.idempotence")?.range == "true, false")
        #expect(settings.setting("queued.min.messages")?.range == "1 .. 10000000")
    }

    @Test(
        "a value is taken, refused, or of no setting",
        arguments: [
            ("linger.ms", "7", .taken), ("linger.ms", "x", .refused),
            ("sasl.password", "any", .taken), ("sasl.pasword", "any", .unknown),
            ("compression.type", "zip", .refused), ("opaque", "x", .unknown),
        ] as [(String, String, KafkaSettings.Verdict)])
    func verdicts(name: String, value: String, verdict: KafkaSettings.Verdict) {
        #expect(settings.verdict(on: value, of: name) == verdict)
    }
}
