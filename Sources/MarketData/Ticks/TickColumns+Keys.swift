import Bytes
import Columnar

extension TickColumns {
    /// The unique key of each tick: a hash of the key columns' values.
    ///
    /// Each value is a byte that says whether it is there, then a text's length and bytes, or a
    /// number's eight bytes, so that no two keys have one encoding.
    func keys(_ columns: [TickLanePlan.KeyColumn]) -> [Hash128] {
        var keys: [Hash128] = []
        keys.reserveCapacity(count)
        var scratch = ByteWriter(capacity: 256)
        for row in 0..<count {
            scratch.removeAll()
            for column in columns { encode(column, row, &scratch) }
            keys.append(StableHash.hash128(scratch.bytes))
        }
        return keys
    }

    @inline(__always)
    private func encode(_ column: TickLanePlan.KeyColumn, _ row: Int, _ out: inout ByteWriter) {
        switch column {
        case .symbol: encode(symbol, row, &out)
        case .venue: encode(venue, row, &out)
        case .tradeID: encode(tradeID, row, &out)
        case .conditions: encode(conditions, row, &out)
        case .currency: encode(currency, row, &out)
        case .sequence:
            out.append(sequence.isNull(row) ? 0 : 1)
            out.appendLE(sequence.isNull(row) ? 0 : sequence.values[row])
        case .eventTime:
            out.append(1)
            out.appendLE(eventTime[row])
        case .price:
            out.append(1)
            out.appendLE(price[row])
        case .size:
            out.append(1)
            out.appendLE(size[row])
        }
    }

    @inline(__always)
    private func encode(_ texts: BinaryColumn, _ row: Int, _ out: inout ByteWriter) {
        let text = texts[row]
        out.append(texts.isNull(row) ? 0 : 1)
        out.appendLE(UInt32(truncatingIfNeeded: text.byteCount))
        out.append(text)
    }
}
