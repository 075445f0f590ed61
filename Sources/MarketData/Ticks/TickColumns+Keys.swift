import Bytes
import Columnar

extension TickColumns {
    /// The unique key of each tick: a hash of the key columns' values.
    ///
    /// Two states a row are folded column by column, with unrelated constants. A value gives two
    /// words and a length: a text of up to 16 bytes its bytes, so that nothing of it is lost before
    /// the folding, a longer one two hashes.
    func keys(_ columns: [TickLanePlan.KeyColumn]) -> [Hash128] {
        var keys = [Hash128](repeating: KeyFolding.start, count: count)
        for column in columns {
            switch column {
            case .symbol: fold(symbol, into: &keys)
            case .venue: fold(venue, into: &keys)
            case .tradeID: fold(tradeID, into: &keys)
            case .conditions: fold(conditions, into: &keys)
            case .currency: fold(currency, into: &keys)
            case .sequence: fold(sequence.values, sequence.validity, into: &keys)
            case .eventTime: fold(eventTime, nil, into: &keys)
            case .price: fold(price, nil, into: &keys)
            case .size: fold(size, nil, into: &keys)
            }
        }
        return keys
    }

    private func fold(_ texts: BinaryColumn, into keys: inout [Hash128]) {
        let bytes = texts.bytes.span.rawBytes
        let offsets = texts.offsets.span
        for row in keys.indices {
            if texts.isNull(row) {
                KeyFolding.foldNull(into: &keys[row])
            } else {
                let text = bytes.extracting(Int(offsets[row])..<Int(offsets[row &+ 1]))
                KeyFolding.fold(text, into: &keys[row])
            }
        }
    }

    private func fold(_ values: [Int64], _ validity: Bitmap?, into keys: inout [Hash128]) {
        for row in keys.indices {
            if let validity, !validity[row] {
                KeyFolding.foldNull(into: &keys[row])
            } else {
                KeyFolding.fold(UInt64(bitPattern: values[row]), 0, length: 8, into: &keys[row])
            }
        }
    }
}

/// How a value goes into a key.
private enum KeyFolding {
    static var start: Hash128 {
        Hash128(high: 0x2d35_8dcc_aa6c_78a5, low: 0xa076_1d64_78bd_642f)
    }

    /// A length that no value has.
    @inline(__always)
    static func foldNull(into key: inout Hash128) { fold(0, 0, length: .max, into: &key) }

    @inline(__always)
    static func fold(_ text: RawSpan, into key: inout Hash128) {
        let length = UInt64(truncatingIfNeeded: text.byteCount)
        if text.byteCount <= 16 {
            let (first, second) = StableHash.words(text)
            fold(first, second, length: length, into: &key)
        } else {
            let hash = StableHash.hash128(text)
            fold(hash.high, hash.low, length: length, into: &key)
        }
    }

    @inline(__always)
    static func fold(
        _ first: UInt64, _ second: UInt64, length: UInt64, into key: inout Hash128
    ) {
        key = Hash128(
            high: StableHash.mix(
                key.high ^ first, 0x8bb8_4b93_962e_acc9 ^ second ^ length),
            low: StableHash.mix(
                key.low ^ second, 0x4b33_a62e_d433_d4a3 ^ first ^ length &* 0x9e37_79b9_7f4a_7c15))
    }
}
