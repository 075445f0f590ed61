import Columnar
import Parquet

enum ParquetFuzzing {
    /// Small, so that an input which asks for much is refused long before the fuzzer's own limit.
    private static let limits: ParquetLimits = {
        var limits = ParquetLimits()
        limits.decodedBytesFloor = 16 << 20
        return limits
    }()

    static func run(_ bytes: [UInt8]) {
        do {
            let reader = try ParquetReader(bytes: bytes, limits: limits)
            // Thousands of groups of no rows are no news after the first ones.
            for group in 0..<min(reader.rowGroupCount, 8) {
                let batch = try reader.readRowGroup(group)
                precondition(batch.rowCount == reader.rowCount(ofGroup: group))
                for column in batch.columns {
                    precondition(column.count == batch.rowCount, "a column has other rows")
                }
            }
        } catch is ParquetError {
        } catch {
            fatalError("an error of another kind: \(error)")
        }
    }
}
