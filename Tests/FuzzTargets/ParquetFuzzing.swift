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
        guard let reader = attempt({ try ParquetReader(bytes: bytes, limits: limits) })
        else { return }
        // Thousands of groups of no rows are no news after the first ones.
        for group in 0..<min(reader.rowGroupCount, 8) {
            let whole = attempt { try readWhole(reader, group) }
            guard group < 2 else { continue }
            attempt { try readBatches(reader, group, whole) }
            ParquetQuestions(reader, group).ask()
        }
        readProjections(reader)
    }

    /// What a try gives; nil where the file was refused.
    @discardableResult
    static func attempt<Result>(_ work: () throws -> Result) -> Result? {
        do { return try work() } catch is ParquetError { return nil } catch {
            fatalError("an error of another kind: \(error)")
        }
    }

    private static func readWhole(_ reader: ParquetReader, _ group: Int) throws -> Batch {
        let batch = try reader.readRowGroup(group)
        precondition(batch.rowCount == reader.rowCount(ofGroup: group))
        for column in batch.columns {
            precondition(column.count == batch.rowCount, "a column has other rows")
        }
        return batch
    }

    /// Reads a group piece by piece, which must come to the same as reading it at once.
    private static func readBatches(
        _ reader: ParquetReader, _ group: Int, _ whole: Batch?
    ) throws {
        let count = reader.rowCount(ofGroup: group)
        // Odd, so that batches end within pages and runs.
        var batches = try reader.batches(ofGroup: group, rowsMax: count / 7 + 3)
        var (rows, digest) = (0, 0 as UInt64)
        while let part = try batches.next() {
            precondition(part.rows.reduce(0) { $0 + $1.count } == part.batch.rowCount)
            rows += part.batch.rowCount
            if count <= digestedRowsMax { digest &+= RowDigest.digest(of: part.batch) }
        }
        precondition(rows == count, "batches have other rows than the group")
        guard let whole, count <= digestedRowsMax else { return }
        precondition(digest == RowDigest.digest(of: whole), "batches have other values")
    }

    private static let digestedRowsMax = 10_000

    /// Reads with some columns left out, at every depth.
    private static func readProjections(_ reader: ParquetReader) {
        let paths = ParquetQuestions.paths(of: reader.schema)
        let wanted = [
            Array(paths.prefix(1)), Array(paths.suffix(1)),
            paths.indices.filter { $0 % 2 == 0 }.map { paths[$0] }, [["no such column"]],
        ]
        for paths in wanted {
            attempt {
                let narrow = try reader.projected(to: paths)
                guard narrow.rowGroupCount > 0 else { return }
                _ = try readWhole(narrow, 0)
            }
        }
    }
}
