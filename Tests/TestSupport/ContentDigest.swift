import Bytes
public import Columnar

/// The digests of `golden/digest.py`: what is in a table, whatever the order of its rows.
public struct ContentDigest: Sendable {
    /// What is in one column.
    public struct ColumnDigest: Sendable, Equatable {
        /// The number of nulls.
        public var nulls = 0
        /// The sum of the values' hashes.
        public var sum: UInt64 = 0

        /// The sum as expectations spell it.
        public var checksum: String { hex(sum) }
    }

    /// The number of rows.
    public private(set) var rowCount = 0
    /// One digest a column, in the order of the schema.
    public private(set) var columns: [ColumnDigest] = []
    /// The sum of the rows' hashes.
    private var sum: UInt64 = 0

    /// Makes the digest of no rows.
    public init() {}

    /// The sum of the rows' hashes as expectations spell it.
    public var rowChecksum: String { hex(sum) }

    /// Adds the rows of a batch.
    public mutating func add(_ batch: Batch) {
        if columns.isEmpty {
            columns = Array(repeating: ColumnDigest(), count: batch.columns.count)
        }
        var rows = [UInt64](repeating: mix(0x72_6f77), count: batch.rowCount)
        for (index, column) in batch.columns.enumerated() {
            let type = batch.schema.fields[index].type
            for row in 0..<batch.rowCount {
                let isNull = column.validity.map { !$0[row] } ?? false
                let hash = isNull ? 0x6e75_6c6c_5f5f_5f5f : hash(row, of: column, type)
                if isNull { columns[index].nulls += 1 }
                columns[index].sum &+= hash
                rows[row] = mix(rows[row] ^ hash)
            }
        }
        for row in rows { sum &+= row }
        rowCount += batch.rowCount
    }

    private func hash(_ row: Int, of column: AnyColumn, _ type: DataType) -> UInt64 {
        switch (column, type) {
        case (.boolean(let values), _): return mix(values.values[row] ? 1 : 0)
        case (.int32(let values), _):
            return mix(UInt64(bitPattern: Int64(values.values[row])))
        case (.int64(let values), .decimal): return wide(Int128(values.values[row]))
        case (.int64(let values), _): return mix(UInt64(bitPattern: values.values[row]))
        case (.int128(let values), _): return wide(values.values[row])
        case (.float(let values), _): return floating(Double(values.values[row]))
        case (.double(let values), _): return floating(values.values[row])
        case (.binary(let values), _): return bytes(values[row].copy())
        default: return bytes(Array(CanonicalText.text(row, of: column, type).utf8))
        }
    }

    private func wide(_ value: Int128) -> UInt64 {
        mix(
            UInt64(truncatingIfNeeded: value) ^ mix(UInt64(truncatingIfNeeded: value >> 64)))
    }

    private func floating(_ value: Double) -> UInt64 {
        mix(value.isNaN ? 0x7ff8_0000_0000_0000 : value.bitPattern)
    }

    private func bytes(_ bytes: [UInt8]) -> UInt64 {
        var sum: UInt64 = 0
        var power: UInt64 = 1
        for byte in bytes {
            sum &+= (UInt64(byte) + 1) &* power
            power &*= 0x9e37_79b9_7f4a_7c15
        }
        return mix(sum ^ mix(UInt64(bytes.count)))
    }
}

/// The finaliser of SplitMix64, after its step.
private func mix(_ value: UInt64) -> UInt64 {
    var x = value &+ 0x9e37_79b9_7f4a_7c15
    x = (x ^ x >> 30) &* 0xbf58_476d_1ce4_e5b9
    x = (x ^ x >> 27) &* 0x94d0_49bb_1331_11eb
    return x ^ x >> 31
}

private func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
