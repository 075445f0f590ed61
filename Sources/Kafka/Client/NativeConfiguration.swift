internal import CRDKafka

/// librdkafka's configuration while it is put together.
///
/// Order: the module's defaults, the profile, the caller's properties, and last what the module
/// depends on; a caller that sets one of the latter is told so.
@safe struct NativeConfiguration: ~Copyable {
    private let pointer: OpaquePointer
    private let redaction: Redaction

    /// Applies a client's configuration between `defaults` and `required`.
    init(
        _ client: KafkaClientConfiguration,
        defaults: [KafkaClientConfiguration.Property],
        profile: [KafkaClientConfiguration.Property],
        required: [KafkaClientConfiguration.Property]
    ) throws(KafkaError) {
        unsafe pointer = rd_kafka_conf_new()
        redaction = Redaction(client.properties)
        for property in client.properties {
            if required.contains(where: { $0.name == property.name }) {
                throw KafkaError(
                    .configuration,
                    "kafka property `\(property.name)` cannot be set. ticklake depends on its own "
                        + "value of it. remove it")
            }
        }
        try set(.init("client.id", client.clientID))
        if !client.bootstrapServers.isEmpty {
            try set(.init("bootstrap.servers", client.bootstrapServers))
        }
        for property in defaults { try set(property) }
        if client.effectiveProfile == .eventHubs {
            for property in EventHubs.common + profile { try set(property) }
        }
        for property in client.properties { try set(property) }
        for property in required { try set(property) }
    }

    deinit { unsafe rd_kafka_conf_destroy(pointer) }

    /// Sets a property; an error names it and never tells the value.
    private func set(_ property: KafkaClientConfiguration.Property) throws(KafkaError) {
        // librdkafka's own explanation quotes the value, which may be a secret.
        let result = unsafe rd_kafka_conf_set(pointer, property.name, property.value, nil, 0)
        switch result {
        case RD_KAFKA_CONF_OK: return
        case RD_KAFKA_CONF_UNKNOWN:
            let version = unsafe text(rd_kafka_version_str())
            throw KafkaError(
                .configuration, code: KafkaErrorCode(RD_KAFKA_RESP_ERR__INVALID_ARG),
                "kafka property `\(property.name)` is unknown. librdkafka \(version) has no such "
                    + "property. check the spelling")
        default:
            throw KafkaError(
                .configuration, code: KafkaErrorCode(RD_KAFKA_RESP_ERR__INVALID_ARG),
                "kafka property `\(property.name)` refuses its value. it is of another type, out "
                    + "of range, or not supported by this librdkafka. correct it")
        }
    }

    /// The value that a property has now; nil when there is no such property.
    func value(of name: String) -> String? {
        var size = 0
        guard unsafe rd_kafka_conf_get(pointer, name, nil, &size) == RD_KAFKA_CONF_OK else {
            return nil
        }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: size + 1) { buffer in
            guard
                unsafe rd_kafka_conf_get(pointer, name, buffer.baseAddress, &size)
                    == RD_KAFKA_CONF_OK
            else { return nil }
            return unsafe text(buffer.baseAddress)
        }
    }

    /// Makes the client; the callbacks go to `hub`, which must outlive the handle.
    consuming func makeHandle(
        _ type: rd_kafka_type_t, hub: CallbackHub
    ) throws(KafkaError) -> OpaquePointer {
        unsafe hub.install(on: pointer, type)
        // `rd_kafka_new` keeps the configuration only where it succeeds.
        let copy = unsafe rd_kafka_conf_dup(pointer)
        var reason = [CChar](repeating: 0, count: 512)
        if let handle = unsafe rd_kafka_new(type, copy, &reason, reason.count) {
            return unsafe handle
        }
        unsafe rd_kafka_conf_destroy(copy)
        let detail = unsafe reason.withUnsafeBufferPointer { unsafe text($0.baseAddress) }
        throw KafkaError(
            .configuration, code: KafkaErrorCode(rd_kafka_last_error()),
            "the kafka client cannot be made. \(redaction.apply(detail)). correct the kafka "
                + "properties")
    }
}

/// Keeps the values of secret properties out of messages.
struct Redaction: Sendable {
    private let secrets: [String]

    init(_ properties: [KafkaClientConfiguration.Property]) {
        let marks = ["password", "secret", "pem", "jaas", "username", "oauthbearer", "token"]
        secrets = properties.compactMap { property in
            let name = property.name.lowercased()
            return property.value.utf8.count >= 4 && marks.contains { name.contains($0) }
                ? property.value : nil
        }
    }

    /// The text with every secret replaced.
    func apply(_ text: String) -> String {
        var result = text
        for secret in secrets { result = Self.replace(secret, in: result) }
        return result
    }

    private static func replace(_ secret: String, in text: String) -> String {
        let needle = Array(secret.utf8)
        let hay = Array(text.utf8)
        guard needle.count <= hay.count else { return text }
        var result: [UInt8] = []
        var index = 0
        while index < hay.count {
            if index + needle.count <= hay.count,
                hay[index..<index + needle.count].elementsEqual(needle)
            {
                result.append(contentsOf: "[redacted]".utf8)
                index += needle.count
            } else {
                result.append(hay[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
