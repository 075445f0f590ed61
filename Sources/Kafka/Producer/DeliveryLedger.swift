internal import CRDKafka
internal import Synchronization

/// What has become of the records that were handed to a producer.
public struct DeliveryReport: Sendable, Equatable {
    /// Records that were accepted into the producer's queue.
    public var accepted = 0
    /// Records that brokers have acknowledged.
    public var delivered = 0
    /// Records that were given up, by code; those that never got into the queue are here only.
    public var failed: [KafkaErrorCode: Int] = [:]
    /// Records of which nothing is known yet.
    public var pending = 0

    /// Makes an empty report.
    public init() {}

    /// The records that were given up.
    public var failedCount: Int { failed.values.reduce(0, +) }
}

/// Counts deliveries; one call a record, from whichever thread polls.
final class DeliveryLedger: Sendable {
    private let accepted = Atomic<Int>(0)
    private let delivered = Atomic<Int>(0)
    private let lost = Atomic<Int>(0)
    private let failures: Mutex<[Int32: Int]> = Mutex([:])

    func accept(_ count: Int) {
        accepted.wrappingAdd(count, ordering: .relaxed)
    }

    /// A record that the queue would not take.
    func refuse(_ code: rd_kafka_resp_err_t) {
        failures.withLock { $0[code.rawValue, default: 0] += 1 }
    }

    /// A record that came back.
    func record(_ code: rd_kafka_resp_err_t) {
        if code == RD_KAFKA_RESP_ERR_NO_ERROR {
            delivered.wrappingAdd(1, ordering: .relaxed)
        } else {
            lost.wrappingAdd(1, ordering: .relaxed)
            refuse(code)
        }
    }

    var report: DeliveryReport {
        var report = DeliveryReport()
        let lost = self.lost.load(ordering: .relaxed)
        report.delivered = delivered.load(ordering: .relaxed)
        report.accepted = max(accepted.load(ordering: .relaxed), report.delivered + lost)
        report.pending = report.accepted - report.delivered - lost
        report.failed = failures.withLock { failures in
            Dictionary(uniqueKeysWithValues: failures.map { (KafkaErrorCode($0.key), $0.value) })
        }
        return report
    }
}
