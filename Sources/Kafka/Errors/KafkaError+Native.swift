internal import CRDKafka

extension KafkaErrorCode {
    init(_ native: rd_kafka_resp_err_t) {
        self.init(native.rawValue)
    }
}

extension KafkaError {
    /// Makes an error of a code that librdkafka gave; `action` is what was tried.
    init(
        _ native: rd_kafka_resp_err_t, while action: String, detail: String? = nil,
        lane: TopicPartition? = nil
    ) {
        let code = KafkaErrorCode(native)
        self.init(
            code.kind, code: code,
            "\(action) failed. \(detail ?? code.meaning) (\(code.name)).\(code.kind.advice)",
            lane: lane)
    }

    /// Throws the error of a code unless it stands for success.
    static func check(
        _ native: rd_kafka_resp_err_t, while action: String, lane: TopicPartition? = nil
    ) throws(KafkaError) {
        if native == RD_KAFKA_RESP_ERR_NO_ERROR { return }
        throw KafkaError(native, while: action, lane: lane)
    }

    /// Throws the error of an error object, which it frees, unless there is none.
    static func check(
        consuming object: OpaquePointer?, while action: String
    ) throws(KafkaError) {
        guard let object = unsafe object else { return }
        defer { unsafe rd_kafka_error_destroy(object) }
        let code = unsafe KafkaErrorCode(rd_kafka_error_code(object))
        let isFatal = unsafe rd_kafka_error_is_fatal(object) != 0
        let kind = isFatal ? .fatal : code.kind
        let detail = unsafe text(rd_kafka_error_string(object))
        throw KafkaError(
            kind, code: code, "\(action) failed. \(detail) (\(code.name)).\(kind.advice)")
    }
}

extension KafkaError.Kind {
    /// The last sentence of a message: what to do, where that is always the same.
    var advice: String {
        switch self {
        case .retry: " it is tried again."
        case .missing: " create the topic, or correct its name."
        case .denied: " check the credentials and the rights on the topic and the group."
        case .dataLoss, .corrupt, .exists, .refused, .configuration, .fatal, .closed: ""
        }
    }
}

/// A copy of a C text; empty for none.
func text(_ pointer: UnsafePointer<CChar>?) -> String {
    guard let pointer = unsafe pointer else { return "" }
    return unsafe String(cString: pointer)
}
