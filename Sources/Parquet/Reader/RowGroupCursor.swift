import Bytes
import Columnar

/// Reads wanted rows of a row group, column by column.
struct RowGroupCursor: Sendable {
    let schema: Schema
    private let reader: ParquetReader
    private let group: Int
    /// The fields to be read.
    private let fields: [Int]
    /// The ranges that are wanted, of which those before `nextRange` and those rows of it before
    /// `nextRow` were read.
    private let ranges: [Range<Int>]
    private var nextRange = 0
    private var nextRow = 0
    private let batchRowsMax: Int?
    /// By the number of their leaf, those that were begun.
    private var cursors: [Int: ChunkCursor] = [:]

    init(
        _ reader: ParquetReader, _ group: Int, _ fields: [Int], _ ranges: [Range<Int>],
        batchRowsMax: Int?
    ) {
        self.reader = reader
        self.group = group
        self.fields = fields
        self.ranges = ranges
        self.batchRowsMax = batchRowsMax
        schema = Schema(fields.map { reader.schema.fields[$0] })
    }

    /// Bytes that are fetched at once where batches are read.
    private static let aheadMax = 1 << 20

    private var metadata: RowGroupMetadata { reader.footer.rowGroups[group] }

    /// A part of a range, and the row up to which the range goes.
    private struct Run {
        let rows: Range<Int>
        let end: Int
    }

    /// Reads the next rows; nil when there are no more.
    mutating func next() throws -> ParquetBatches.Part? {
        do { return try read(nextRuns()) } catch {
            // What comes after damage cannot be relied on.
            nextRange = ranges.count
            throw error
        }
    }

    private mutating func read(_ runs: [Run]) throws -> ParquetBatches.Part? {
        guard !runs.isEmpty else { return nil }
        let count = runs.reduce(0) { $0 + $1.rows.count }
        let decompressor = Decompressor()
        var budget = DecodingBudget(reader.limits, storedBytes: storedBytes)
        var chunks = [DecodedChunk?](repeating: nil, count: reader.leaves.count)
        var columns: [AnyColumn] = []
        for field in fields {
            var leaves: [Int] = []
            reader.nodes[field].addLeaves(to: &leaves)
            for leaf in leaves {
                chunks[leaf] = try read(runs, leaf, &budget, decompressor)
            }
            let assembler = ColumnAssembler(leaves: reader.leaves, chunks: chunks)
            columns.append(try assembler.column(reader.nodes[field], rowCount: count))
            for leaf in leaves {
                if let chunk = chunks[leaf].take() {
                    budget.release(chunk, of: reader.leaves[leaf])
                }
            }
        }
        return ParquetBatches.Part(
            rows: runs.map(\.rows),
            batch: Batch(schema: schema, columns: columns, rowCount: count))
    }

    private mutating func nextRuns() -> [Run] {
        var runs: [Run] = []
        var left = batchRowsMax ?? Int.max
        while left > 0, nextRange < ranges.count {
            let range = ranges[nextRange]
            let start = max(range.lowerBound, nextRow)
            let rows = start..<start + min(left, range.upperBound - start)
            runs.append(Run(rows: rows, end: range.upperBound))
            left -= rows.count
            nextRow = rows.upperBound
            if nextRow == range.upperBound { nextRange += 1 }
        }
        return runs
    }

    private mutating func read(
        _ runs: [Run], _ leaf: Int, _ budget: inout DecodingBudget,
        _ decompressor: borrowing Decompressor
    ) throws -> DecodedChunk {
        var cursor = try cursors.removeValue(forKey: leaf) ?? begin(leaf)
        var chunk = DecodedChunk()
        chunk.reserve(
            runs.reduce(0) { $0 + $1.rows.count }, of: metadata.columns[leaf],
            rowCount: metadata.rowCount, reader.leaves[leaf])
        for run in runs {
            try cursor.skip(toRow: run.rows.lowerBound, &budget, decompressor)
            try cursor.read(
                rows: run.rows.count, of: run.end, &budget, decompressor, into: &chunk)
        }
        if nextRange < ranges.count { cursors[leaf] = cursor }
        return chunk
    }

    /// The bytes in the file of all columns to be read.
    private var storedBytes: Int {
        var leaves: [Int] = []
        for field in fields { reader.nodes[field].addLeaves(to: &leaves) }
        // Sizes that are no sizes are refused where the chunk is read.
        return leaves.reduce(0) {
            $0 &+ max(0, min(reader.size, metadata.columns[$1].compressedSize))
        }
    }

    private func begin(_ leaf: Int) throws -> ChunkCursor {
        let chunk = metadata.columns[leaf]
        let range = try reader.range(of: leaf, inGroup: group)
        let isWhole = ranges.count == 1 && ranges[0] == 0..<metadata.rowCount
        let locations = isWhole ? nil : try reader.pages(ofLeaf: leaf, inGroup: group)
        let pages = PageReader(
            reader.leaves[leaf], chunk, ChunkWindow(range, read: reader.read), locations,
            aheadMax: batchRowsMax == nil ? nil : Self.aheadMax, limits: reader.limits)
        return ChunkCursor(pages, rowCount: metadata.rowCount)
    }
}
