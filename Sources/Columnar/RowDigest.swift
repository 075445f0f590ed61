import Bytes

/// An additive content digest of rows, so that digests of ranges can be added and compared.
///
/// The digest of rows is the wrapping sum of one 64-bit hash a row: it does not depend on the order
/// of rows nor on how they are spread over batches and files. A row's hash folds its values in
/// column order: `state = mix(state ^ word, K)` where `mix` is `StableHash.mix`, the state starts
/// at the number of columns and K is `StableHash`'s second seed. A value gives these words:
///
/// - null: `0x6e75_6c6c_6e75_6c6c`;
/// - boolean and integers: the value, sign extended to 64 bits; a 128-bit one its upper half, then
///   its lower half; float and double: the bit pattern of the double;
/// - text and bytes: `StableHash.hash64` of the bytes;
/// - list and map: the number of elements, then the hash of each, folded from the state zero;
///   structure: its fields' words, after the word for null where it is null.
public enum RowDigest {
    static let null: UInt64 = 0x6e75_6c6c_6e75_6c6c
    static let multiplier: UInt64 = 0xe703_7ed1_a0b4_28db

    /// The digest of a batch's rows.
    public static func digest(of batch: Batch) -> UInt64 {
        var total: UInt64 = 0
        let states = rowHashes(of: batch)
        for index in states.indices { total &+= states[index] }
        return total
    }

    /// The hash of each row.
    public static func rowHashes(of batch: Batch) -> [UInt64] {
        var states = [UInt64](repeating: UInt64(batch.columns.count), count: batch.rowCount)
        for column in batch.columns { fold(column, into: &states) }
        return states
    }

    private static func fold(_ column: AnyColumn, into states: inout [UInt64]) {
        switch column {
        case .boolean(let column): fold(column, into: &states) { $0 ? 1 : 0 }
        case .int32(let column):
            fold(column, into: &states) { UInt64(bitPattern: Int64($0)) }
        case .int64(let column): fold(column, into: &states) { UInt64(bitPattern: $0) }
        case .float(let column): fold(column, into: &states) { Double($0).bitPattern }
        case .double(let column): fold(column, into: &states) { $0.bitPattern }
        case .int128(let column): fold(column, into: &states)
        case .binary(let column): fold(column, into: &states)
        case .list(let column): fold(column, into: &states)
        case .structure(let column):
            for row in states.indices where column.isNull(row) {
                states[row] = StableHash.mix(states[row] ^ null, multiplier)
            }
            for field in column.fields { fold(field, into: &states) }
        }
    }

    @inline(__always)
    private static func fold<Value: BitwiseCopyable & Sendable>(
        _ column: Column<Value>, into states: inout [UInt64], _ word: (Value) -> UInt64
    ) {
        let values = column.values.span
        precondition(values.count == states.count, "a column is as long as its batch")
        if let validity = column.validity {
            for row in values.indices {
                let bits = validity[row] ? word(values[row]) : null
                states[row] = StableHash.mix(states[row] ^ bits, multiplier)
            }
        } else {
            for row in values.indices {
                states[row] = StableHash.mix(states[row] ^ word(values[row]), multiplier)
            }
        }
    }

    private static func fold(_ column: Column<Int128>, into states: inout [UInt64]) {
        for row in column.values.indices {
            guard !column.isNull(row) else {
                states[row] = StableHash.mix(states[row] ^ null, multiplier)
                continue
            }
            let value = column.values[row]
            let high = UInt64(truncatingIfNeeded: value >> 64)
            let low = UInt64(truncatingIfNeeded: value)
            states[row] = StableHash.mix(states[row] ^ high, multiplier)
            states[row] = StableHash.mix(states[row] ^ low, multiplier)
        }
    }

    private static func fold(_ column: BinaryColumn, into states: inout [UInt64]) {
        precondition(column.count == states.count, "a column is as long as its batch")
        guard column.count > 0 else { return }
        let bytes = column.bytes.span.rawBytes
        let offsets = column.offsets.span
        if column.validity == nil, column.isConstant {
            // Such as the lane's topic.
            let word = StableHash.hash64(column[0])
            for row in states.indices {
                states[row] = StableHash.mix(states[row] ^ word, multiplier)
            }
            return
        }
        for row in states.indices {
            let range = Int(offsets[row])..<Int(offsets[row &+ 1])
            let word = column.isNull(row) ? null : StableHash.hash64(bytes.extracting(range))
            states[row] = StableHash.mix(states[row] ^ word, multiplier)
        }
    }

    private static func fold(_ column: ListColumn, into states: inout [UInt64]) {
        // Each element is hashed from the state zero, then folded into its row in order.
        var elements = [UInt64](repeating: 0, count: column.elements.count)
        fold(column.elements, into: &elements)
        for row in states.indices {
            let range = Int(column.offsets[row])..<Int(column.offsets[row + 1])
            let word = column.isNull(row) ? null : UInt64(range.count)
            states[row] = StableHash.mix(states[row] ^ word, multiplier)
            for element in range {
                states[row] = StableHash.mix(states[row] ^ elements[element], multiplier)
            }
        }
    }
}
