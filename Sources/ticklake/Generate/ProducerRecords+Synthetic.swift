import Columnar
import Kafka
import Synthetic

extension ProducerRecords {
    /// Takes over the records of a synthetic batch, and keeps the memory of those before.
    mutating func replace(with batch: borrowing SyntheticBatch) {
        removeAll()
        // A column of an optional would be copied at every append.
        var timestamps = self.timestamps.take() ?? []
        var partitions = self.partitions.take() ?? []
        var hasHeaders = false
        for index in 0..<batch.count {
            let record = batch.records[index]
            keys.append(batch.key(index))
            if record.isTombstone {
                values.appendNull()
            } else {
                values.append(batch.value(index))
            }
            timestamps.append(record.timestamp)
            partitions.append(record.partition)
            hasHeaders = hasHeaders || record.header != .none
        }
        self.timestamps = timestamps
        self.partitions = partitions
        headers = hasHeaders ? Self.headers(of: batch) : nil
    }

    /// A list of one header, or null, for each record.
    private static func headers(of batch: borrowing SyntheticBatch) -> ListColumn {
        var (keys, values) = (BinaryColumn(), BinaryColumn())
        var offsets: [Int32] = [0]
        var validity = Bitmap()
        for record in batch.records {
            let header = record.header
            if header != .none {
                keys.append(header.key.span)
                values.append(header.value.span)
            }
            validity.append(header != .none)
            offsets.append(Int32(keys.count))
        }
        let elements = StructColumn(fields: [.binary(keys), .binary(values)], count: keys.count)
        return ListColumn(
            offsets: offsets, elements: .structure(elements), validity: validity)
    }
}
