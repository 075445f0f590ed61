import Bytes
public import Columnar

/// What a file says of a column's values in one page.
public struct ParquetPageBounds: Sendable, Equatable {
    /// The rows of the row group that the page holds.
    public let rows: Range<Int>
    /// What is known of their values.
    public let bounds: ParquetChunkBounds
}

extension ParquetReader {
    /// The bounds of a column of single values in each page of a row group; nil where the file has
    /// no page index for it, or none that makes sense.
    ///
    /// - Parameter path: the names that lead to the column through structures.
    /// - Throws: what reading the bytes throws.
    public func pageBounds(
        ofGroup group: Int, column path: [String]
    ) throws -> [ParquetPageBounds]? {
        guard let number = leaf(path), leaves[number].repetitionMax == 0,
            let pages = try pages(ofLeaf: number, inGroup: group),
            let range = footer.rowGroups[group].columns[number].columnIndex,
            let bytes = try indexBytes(range)
        else { return nil }
        let rowCounts = pages.map(\.rows.count)
        let index: ColumnIndex?
        do throws(ByteError) {
            var reader = ThriftReader(bytes.span.rawBytes)
            index = try ColumnIndex(from: &reader, rowCounts: rowCounts)
        } catch {
            return nil
        }
        guard let index else { return nil }
        return zip(pages, index.pages).map { page, statistics in
            ParquetPageBounds(rows: page.rows, bounds: leaves[number].bounds(statistics))
        }
    }

    /// Reads some rows of one row group.
    ///
    /// Of columns that are no structures and no lists only the pages are read in which there are
    /// such rows, where the file has an offset index.
    ///
    /// - Parameters:
    ///   - columns: the fields of `schema` to be read, in this order; all if nil.
    ///   - rows: the rows wanted, ascending and apart.
    /// - Throws: `ParquetError`; what reading the bytes throws.
    public func readRowGroup(
        _ group: Int, columns: [String]? = nil, rows: [Range<Int>]
    ) throws -> Batch {
        let picked = try pick(columns)
        let rowCount = footer.rowGroups[group].rowCount
        var last = 0
        for range in rows {
            guard range.lowerBound >= last, range.upperBound <= rowCount else {
                throw ParquetError(
                    .invalidInput, "no such rows. rows=`\(range)`, count=`\(rowCount)`")
            }
            last = range.upperBound
        }
        var budget = DecodingBudget(
            limits, storedBytes: storedBytes(of: picked, in: footer.rowGroups[group]))
        var result: [AnyColumn] = []
        for field in picked { result.append(try column(field, group, rows, &budget)) }
        return Batch(
            schema: Schema(picked.map { schema.fields[$0] }), columns: result,
            rowCount: rows.reduce(0) { $0 + $1.count })
    }

    private func column(
        _ field: Int, _ group: Int, _ rows: [Range<Int>], _ budget: inout DecodingBudget
    ) throws -> AnyColumn {
        guard case .value(let leaf, _) = nodes[field], leaves[leaf].repetitionMax == 0,
            let pages = try pages(ofLeaf: leaf, inGroup: group)
        else {
            let whole = try readRowGroup(group, columns: [schema.fields[field].name])
            let places = rows.flatMap { Int32($0.lowerBound)..<Int32($0.upperBound) }
            return whole.columns[0].gathered(places.span)
        }
        let wanted = pages.filter { page in rows.contains { $0.overlaps(page.rows) } }
        guard !wanted.isEmpty else { return AnyColumn(empty: schema.fields[field].type) }
        let count = wanted.reduce(0) { $0 + $1.rows.count }
        var chunks = [DecodedChunk?](repeating: nil, count: leaves.count)
        let chunk = try decode(leaf, group, pages, wanted, count, &budget)
        budget.take(chunk.values.strings.bytes.count)
        chunks[leaf] = chunk
        let column = try ColumnAssembler(leaves: leaves, chunks: chunks)
            .column(nodes[field], rowCount: count)
        let places = ParquetReader.places(of: rows, in: wanted)
        return places.count == count ? column : column.gathered(places.span)
    }

    /// The places of rows among those of some pages.
    private static func places(of rows: [Range<Int>], in pages: [PageLocation]) -> [Int32] {
        var places: [Int32] = []
        var start = 0
        for page in pages {
            for range in rows {
                for row in range.clamped(to: page.rows) {
                    places.append(Int32(start + row - page.rows.lowerBound))
                }
            }
            start += page.rows.count
        }
        return places
    }

    /// Decodes some pages of a chunk, as if it had no others.
    private func decode(
        _ leaf: Int, _ group: Int, _ pages: [PageLocation], _ wanted: [PageLocation],
        _ rowCount: Int, _ budget: inout DecodingBudget
    ) throws -> DecodedChunk {
        var metadata = footer.rowGroups[group].columns[leaf]
        let chunk = try chunkRange(leaf, metadata)
        // The dictionary comes before the first page.
        var ranges = [chunk.lowerBound..<pages[0].bytes.lowerBound]
        for page in wanted {
            if let last = ranges.last, last.upperBound == page.bytes.lowerBound {
                ranges[ranges.count - 1] = last.lowerBound..<page.bytes.upperBound
            } else {
                ranges.append(page.bytes)
            }
        }
        var bytes: [UInt8] = []
        for range in ranges where !range.isEmpty {
            let part = try read(range)
            guard part.count == range.count else {
                throw ParquetError(
                    .corrupt, "a page was read short. column=`\(leaves[leaf].path)`")
            }
            bytes += part
        }
        metadata.valueCount = rowCount
        let limits = try budget.limits(for: rowCount, of: leaves[leaf].path, within: limits)
        let decompressor = Decompressor()
        return try ChunkDecoder(leaves[leaf], metadata, limits: limits)
            .decode(bytes, with: decompressor)
    }

    /// Where the pages of a chunk are; nil where the file does not say, or makes no sense.
    private func pages(ofLeaf leaf: Int, inGroup group: Int) throws -> [PageLocation]? {
        let metadata = footer.rowGroups[group].columns[leaf]
        guard let range = metadata.offsetIndex, let bytes = try indexBytes(range),
            let chunk = try? chunkRange(leaf, metadata)
        else { return nil }
        let index: OffsetIndex?
        do throws(ByteError) {
            var reader = ThriftReader(bytes.span.rawBytes)
            index = try OffsetIndex(
                from: &reader, rowCount: footer.rowGroups[group].rowCount, within: chunk)
        } catch {
            return nil
        }
        return index?.pages
    }

    private func indexBytes(_ range: Range<Int>) throws -> [UInt8]? {
        guard range.lowerBound >= 0, range.upperBound <= size, range.count <= limits.footerBytes
        else { return nil }
        let bytes = try read(range)
        return bytes.count == range.count ? bytes : nil
    }
}
