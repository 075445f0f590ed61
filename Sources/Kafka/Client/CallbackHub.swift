internal import CRDKafka
internal import Synchronization

/// Where librdkafka's callbacks of one client arrive.
///
/// The client's handle holds a reference as its opaque pointer; `release` gives it back once the
/// handle is gone.
final class CallbackHub: Sendable {
    let observer: KafkaObserver
    let redaction: Redaction
    let deliveries = DeliveryLedger()
    private let groupOffsetsFail = Atomic<Bool>(false)

    init(observer: KafkaObserver, redaction: Redaction) {
        self.observer = observer
        self.redaction = redaction
    }

    /// Registers the callbacks that a type of client has, and hands the configuration a reference
    /// to this object.
    func install(on configuration: OpaquePointer, _ type: rd_kafka_type_t) {
        unsafe rd_kafka_conf_set_opaque(
            configuration, Unmanaged.passRetained(self).toOpaque())
        unsafe rd_kafka_conf_set_log_cb(configuration, logged)
        unsafe rd_kafka_conf_set_error_cb(configuration, failed)
        unsafe rd_kafka_conf_set_throttle_cb(configuration, throttled)
        unsafe rd_kafka_conf_set_stats_cb(configuration, measured)
        if type == RD_KAFKA_PRODUCER {
            unsafe rd_kafka_conf_set_dr_msg_cb(configuration, delivered)
        } else {
            unsafe rd_kafka_conf_set_offset_commit_cb(configuration, committed)
        }
    }

    /// Takes what a commit of group offsets came to, and tells where that has changed.
    ///
    /// Group offsets are for dashboards: a commit that failed is repaired by the next that works.
    func groupOffsetsCommitted(_ code: rd_kafka_resp_err_t) {
        // Nothing was to be committed.
        if code == RD_KAFKA_RESP_ERR__NO_OFFSET { return }
        let fails = code != RD_KAFKA_RESP_ERR_NO_ERROR
        guard groupOffsetsFail.exchange(fails, ordering: .acquiringAndReleasing) != fails else {
            return
        }
        let error = KafkaError(code, while: "the commit of group offsets")
        observer.onGroupOffsets?(fails ? error : nil)
    }

    /// Gives back the reference that `install` handed out.
    func release() {
        unsafe Unmanaged.passUnretained(self).release()
    }

    /// The hub behind an opaque pointer.
    static func at(_ opaque: UnsafeMutableRawPointer?) -> CallbackHub? {
        guard let opaque = unsafe opaque else { return nil }
        return unsafe Unmanaged<CallbackHub>.fromOpaque(opaque).takeUnretainedValue()
    }
}

// The callbacks are at file scope: they run on the thread that polls, on no actor.

private func logged(
    _ handle: OpaquePointer?, _ severity: Int32, _ facility: UnsafePointer<CChar>?,
    _ message: UnsafePointer<CChar>?
) {
    guard let hub = unsafe CallbackHub.at(rd_kafka_opaque(handle)) else { return }
    guard let onLog = hub.observer.onLog else { return }
    onLog(
        KafkaObserver.LogLine(
            severity: Int(severity), facility: unsafe text(facility),
            message: hub.redaction.apply(unsafe text(message))))
}

private func failed(
    _ handle: OpaquePointer?, _ code: Int32, _ reason: UnsafePointer<CChar>?,
    _ opaque: UnsafeMutableRawPointer?
) {
    guard let hub = unsafe CallbackHub.at(opaque), let onError = hub.observer.onError else {
        return
    }
    if code == RD_KAFKA_RESP_ERR__FATAL.rawValue {
        onError(unsafe terminalError(of: handle, hub.redaction))
    } else {
        onError(
            KafkaError(
                rd_kafka_resp_err_t(code), while: "the kafka client",
                detail: hub.redaction.apply(unsafe text(reason))))
    }
}

/// The error that ended an idempotent producer or a static group member.
func terminalError(of handle: OpaquePointer?, _ redaction: Redaction) -> KafkaError {
    var reason = [CChar](repeating: 0, count: 512)
    let code = unsafe KafkaErrorCode(rd_kafka_fatal_error(handle, &reason, reason.count))
    let detail = unsafe reason.withUnsafeBufferPointer { unsafe text($0.baseAddress) }
    return KafkaError(
        .fatal, code: code,
        "the kafka client cannot go on. \(redaction.apply(detail)) (\(code.name)). make a new one")
}

private func throttled(
    _ handle: OpaquePointer?, _ broker: UnsafePointer<CChar>?, _ identifier: Int32,
    _ milliseconds: Int32, _ opaque: UnsafeMutableRawPointer?
) {
    guard let onThrottle = unsafe CallbackHub.at(opaque)?.observer.onThrottle else { return }
    onThrottle(
        KafkaObserver.Throttle(broker: unsafe text(broker), milliseconds: Int(milliseconds)))
}

private func measured(
    _ handle: OpaquePointer?, _ json: UnsafeMutablePointer<CChar>?, _ size: Int,
    _ opaque: UnsafeMutableRawPointer?
) -> Int32 {
    guard let onStatistics = unsafe CallbackHub.at(opaque)?.observer.onStatistics,
        let json = unsafe json
    else { return 0 }
    let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: json, count: size))
    if let statistics = KafkaStatistics(json: bytes) { onStatistics(statistics) }
    return 0
}

private func delivered(
    _ handle: OpaquePointer?, _ message: UnsafePointer<rd_kafka_message_t>?,
    _ opaque: UnsafeMutableRawPointer?
) {
    guard let hub = unsafe CallbackHub.at(opaque), let message = unsafe message else { return }
    hub.deliveries.record(unsafe message.pointee.err)
}

private func committed(
    _ handle: OpaquePointer?, _ code: rd_kafka_resp_err_t,
    _ offsets: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?,
    _ opaque: UnsafeMutableRawPointer?
) {
    unsafe CallbackHub.at(opaque)?.groupOffsetsCommitted(code)
}
