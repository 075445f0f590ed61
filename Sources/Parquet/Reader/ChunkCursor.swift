import Bytes

/// A place among the rows of one column chunk, from which rows are read or passed over.
///
/// It holds the dictionary, some bytes of the file, and what is left of the last page. A page may
/// hold parts of rows where the column is repeated, unless it is of the second version or in an
/// offset index, whose pages start with a row.
struct ChunkCursor: Sendable {
    private var pages: PageReader
    private var rest = PageRest()
    /// The rows that were read or passed over.
    private(set) var row = 0
    private let rowCount: Int
    private var leaf: ReaderLeaf { pages.leaf }

    init(_ pages: PageReader, rowCount: Int) {
        self.pages = pages
        self.rowCount = rowCount
    }

    /// Passes over the rows before `row`.
    mutating func skip(
        toRow target: Int, _ budget: inout DecodingBudget, _ decompressor: borrowing Decompressor
    ) throws {
        guard target > row else { return }
        var nothing = DecodedChunk()
        try advance(target - row, &budget, decompressor, into: &nothing, isKept: false)
    }

    /// Appends the next rows.
    ///
    /// - Parameter run: the row up to which rows will be read, now and in further calls.
    mutating func read(
        rows count: Int, of run: Int, _ budget: inout DecodingBudget,
        _ decompressor: borrowing Decompressor, into out: inout DecodedChunk
    ) throws {
        pages.readAhead(toRow: run, of: rowCount)
        budget.take(rest.byteCount)
        try advance(count, &budget, decompressor, into: &out, isKept: true)
    }

    private mutating func advance(
        _ count: Int, _ budget: inout DecodingBudget, _ decompressor: borrowing Decompressor,
        into out: inout DecodedChunk, isKept: Bool
    ) throws {
        guard count > 0 || row == rowCount else { return }
        row += count
        // Rows before the first one of a row group would belong to none.
        var wanted = count
        var scratch = ByteWriter()
        while true {
            let held = (rest: rest.byteCount, entries: out.entryCount)
            wanted -= try rest.take(wanted, of: leaf, appendingTo: &out, isKept: isKept)
            budget.take(entries: out.entryCount - held.entries, of: leaf)
            if rest.count == 0 { budget.release(held.rest) }
            if rest.count > 0 { break }
            if wanted == 0, row < rowCount, try pages.startsWithRow() { break }
            if !isKept, try pages.pass(&wanted, &budget, decompressor) { continue }
            guard let header = try pages.next(&budget, decompressor) else { break }
            if isKept, pages.rowsMax(header) <= wanted {
                wanted -= try pages.decode(
                    header, &budget, decompressor, &scratch, isKept: true, into: &out)
            } else {
                var page = DecodedChunk()
                try pages.decode(
                    header, &budget, decompressor, &scratch, isKept: false, into: &page)
                rest = PageRest(page)
                budget.settle(rest, of: leaf)
            }
        }
        guard wanted == 0 else {
            throw failure("a column chunk has fewer rows than its row group")
        }
        if row == rowCount { try finish() }
    }

    private mutating func finish() throws(ParquetError) {
        guard rest.count == 0, pages.isComplete else {
            throw failure("a column chunk has not as many values as its footer says")
        }
        pages.close()
    }

    private func failure(_ what: String) -> ParquetError {
        ParquetError(.corrupt, "\(what). column=`\(leaf.path)`")
    }
}
