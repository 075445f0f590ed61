import Columnar

/// Whether the topic is still the one that the lake has been fed from.
///
/// A topic that was deleted and made anew, or a namespace that was restored, starts its offsets
/// again: what it holds beyond the lane's `next` are other records than those that followed.
extension LaneRecovery {
    /// Refuses a lane that ends before what the lake reflects.
    func refuseShorterTopic(next: [Int64], bounds: Range<Int64>) throws {
        let reached = next.max() ?? 0
        guard bounds.upperBound < reached else { return }
        throw PortError(
            .halt(.dataLoss),
            "lane \(setup.lane) ends at offset \(bounds.upperBound), the lake reflects it up to "
                + "\(reached). the topic was made anew or cut. point the pipeline at a new topic "
                + "name, or replay into a fresh lake")
    }

    /// Refuses a lane that has another record where RAW has its last one.
    ///
    /// RAW's last row is that at `next - 1`, or the one before it where offsets are empty there.
    /// Nothing is compared when Kafka has removed the record, by retention or by compaction.
    func refuseOtherRecords(next: [Int64], begin: Int64, bounds: Range<Int64>) throws {
        guard let raw = setup.tables.firstIndex(where: \.isRaw), next[raw] > begin,
            next[raw] > bounds.lowerBound,
            let archived = try ports.archive.lastRecord(of: setup.lane, below: next[raw]),
            let offset = archived.offsets.first, bounds.contains(offset),
            let present = try ports.source.record(at: offset, of: setup.lane),
            !present.isRecord(of: archived)
        else { return }
        throw PortError(
            .halt(.dataLoss),
            "lane \(setup.lane) has another record at offset \(offset) than RAW, the last that the "
                + "lake took from it. the topic was made anew, or its offsets start again. point "
                + "the pipeline at a new topic name, or replay into a fresh lake")
    }
}

extension RecordBatch {
    /// Whether this one record has the timestamp, key and value of another.
    fileprivate func isRecord(of other: RecordBatch) -> Bool {
        // RAW holds microseconds: milliseconds that no microseconds can say are held within them.
        let range = Int64.min / 1_000...Int64.max / 1_000
        func times(_ batch: RecordBatch) -> [Int64] {
            batch.timestamps.map { min(max($0, range.lowerBound), range.upperBound) }
        }
        return times(self) == times(other) && keys.isRow(of: other.keys)
            && values.isRow(of: other.values)
    }
}

extension BinaryColumn {
    /// Whether the only row of this column is that of another.
    fileprivate func isRow(of other: BinaryColumn) -> Bool {
        isNull(0) == other.isNull(0) && bytes == other.bytes
    }
}
