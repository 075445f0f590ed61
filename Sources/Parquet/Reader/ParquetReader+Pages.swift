import Bytes

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
            let pages = try pages(ofLeaf: number, inGroup: group)?.pages,
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
            ParquetPageBounds(rows: page.rows, bounds: bounds(statistics, of: number))
        }
    }

    /// Where the pages of a chunk are; nil where the file does not say, or makes no sense.
    func pages(ofLeaf leaf: Int, inGroup group: Int) throws -> OffsetIndex? {
        let metadata = footer.rowGroups[group].columns[leaf]
        guard let range = metadata.offsetIndex, let bytes = try indexBytes(range),
            let chunk = try? self.range(of: leaf, inGroup: group)
        else { return nil }
        do throws(ByteError) {
            var reader = ThriftReader(bytes.span.rawBytes)
            return try OffsetIndex(
                from: &reader, rowCount: footer.rowGroups[group].rowCount, within: chunk)
        } catch {
            return nil
        }
    }

    private func indexBytes(_ range: Range<Int>) throws -> [UInt8]? {
        guard range.lowerBound >= 0, range.upperBound <= size, range.count <= limits.footerBytes
        else { return nil }
        let bytes = try read(range)
        return bytes.count == range.count ? bytes : nil
    }
}
