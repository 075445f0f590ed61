internal import CRDKafka
internal import Columnar
internal import Synchronization

/// Reads one lane: turns what its queue holds into batches, in offset order.
@safe final class LaneReader: @unchecked Sendable {
    // Proof: every stored variable is touched only inside `lock`.

    private let signal: LaneSignal
    private let lock = Mutex(())
    private var queue: LaneQueue?
    /// The offset at which the next batch begins.
    private var next: Int64
    /// The error that ended the lane.
    private var failure: KafkaError?
    /// Whether the watermarks for an error are being asked for.
    private var isResolving = false
    /// The size of the last batch: what to reserve for the next.
    private var expectedCount = 64
    /// The mean size of the last batch's records.
    private var meanBytes = 0
    private let client: ClientHandle
    private let refill: Refill

    var lane: TopicPartition { signal.lane }

    init(
        _ queue: LaneQueue, _ signal: LaneSignal, next: Int64, _ client: ClientHandle,
        _ refill: Refill
    ) {
        self.queue = queue
        self.signal = signal
        self.next = next
        self.client = client
        self.refill = refill
    }

    /// The next batch; nil when there is nothing to read now, and the signal will tell.
    func read(_ limit: ReadLimit) throws(KafkaError) -> RecordBatch? {
        try lock.withLock { (_) throws(KafkaError) in try readLocked(limit) }
    }

    /// Gives up the queue and everything that waits in it.
    func close() {
        lock.withLock { _ in queue = nil }
    }

    /// Ends the lane with the error that was found, now that its watermarks are known.
    func resolve(_ watermarks: Watermarks?) {
        lock.withLock { _ in
            isResolving = false
            failure = dataLoss(watermarks)
        }
        signal.notify()
    }

    private func readLocked(_ limit: ReadLimit) throws(KafkaError) -> RecordBatch? {
        if let failure { throw failure }
        guard let queue else {
            throw KafkaError(.closed, "the lane is not assigned any more", lane: lane)
        }
        while !isResolving {
            let waiting = queue.count
            var assembly = BatchAssembly(
                next: next, capacity: min(limit.records, max(expectedCount, waiting)))
            let error = gather(&assembly, from: queue, limit)
            if assembly.next > next { return deliver(&assembly, queue, waiting) }
            queue.finishBatch()
            if let error {
                failure = error
                throw error
            }
            if isResolving { break }
            // Nothing was there. Look once more with the signal armed, so that none is missed.
            signal.arm()
            guard queue.fill(limit: min(limit.records, Self.chunk)) else { return nil }
            signal.disarm()
        }
        signal.arm()
        return nil
    }

    /// Takes messages until the limit, an error, or the end of what there is.
    private func gather(
        _ assembly: inout BatchAssembly, from queue: LaneQueue, _ limit: ReadLimit
    ) -> KafkaError? {
        while true {
            guard let message = unsafe queue.current else {
                let room = limit.records - assembly.count
                guard room > 0, assembly.byteCount < limit.bytes else { return nil }
                guard queue.fill(limit: min(room, Self.chunk)) else { return nil }
                continue
            }
            if unsafe message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                guard unsafe assembly.fits(message, limit) else { return nil }
                let offset = unsafe message.pointee.offset
                guard offset >= assembly.next else {
                    // What came before it is delivered first; it stays for the next read.
                    return assembly.next > next ? nil : wentBack(offset)
                }
                unsafe assembly.add(message)
                queue.accept()
            } else if unsafe message.pointee.err == RD_KAFKA_RESP_ERR__PARTITION_EOF {
                assembly.skip(to: unsafe message.pointee.offset)
                queue.drop()
            } else {
                if assembly.next > next { return nil }
                let error = unsafe failure(of: message)
                queue.drop()
                if let error { return error }
                if isResolving { return nil }
            }
        }
    }

    private func deliver(
        _ assembly: inout BatchAssembly, _ queue: LaneQueue, _ waiting: Int
    ) -> RecordBatch {
        let batch = unsafe assembly.finish(queue.batch)
        queue.finishBatch()
        next = batch.next
        expectedCount = batch.count + batch.count / 8
        if batch.count > 0 { meanBytes = batch.byteCount / batch.count }
        if refill.threshold.isReached(waiting, meanBytes: meanBytes),
            !refill.threshold.isReached(queue.count, meanBytes: meanBytes)
        {
            refill.request(lane, of: client)
        }
        return batch
    }

    /// The error that ends the lane with this message; nil where it heals by itself, and where its
    /// watermarks are asked for first.
    private func failure(of message: UnsafePointer<rd_kafka_message_t>) -> KafkaError? {
        let code = unsafe message.pointee.err
        if KafkaErrorCode(code).kind == .dataLoss {
            isResolving = true
            let client = client
            client.enqueue { self.resolve(client.watermarks(of: self.lane)) }
            return nil
        }
        let error = KafkaError(
            code, while: "reading at offset \(next)",
            detail: unsafe text(rd_kafka_message_errstr(message)), lane: lane)
        if error.endsLane { return error }
        // librdkafka tries again by itself.
        let client = client
        client.enqueue { client.hub.observer.onError?(error) }
        return nil
    }

    private func wentBack(_ offset: Int64) -> KafkaError {
        KafkaError(
            .corrupt,
            "offset \(offset) came after offset \(next - 1). the log was cut or made anew while it "
                + "was read. compare the topic with RAW before going on",
            lane: lane, expectedOffset: next)
    }

    private func dataLoss(_ watermarks: Watermarks?) -> KafkaError {
        let found: String
        switch watermarks {
        case .some(let marks) where next < marks.low:
            found =
                "records \(next) to \(marks.low - 1) are gone: the partition begins at "
                + "\(marks.low)"
        case .some(let marks):
            found = "the partition ends at \(marks.high): the topic was made anew or cut"
        case .none:
            found = "the broker did not say where the partition begins"
        }
        return KafkaError(
            .dataLoss, code: KafkaErrorCode(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE),
            "offset \(next) cannot be read. \(found)", lane: lane, expectedOffset: next,
            watermarks: watermarks)
    }

    /// Messages taken at a time: few enough to stay in the cache between their two visits.
    private static let chunk = 2_048
}
