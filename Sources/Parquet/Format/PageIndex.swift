import Bytes

/// A page of a column chunk as the offset index has it.
struct PageLocation: Sendable, Equatable {
    /// The page with its header.
    let bytes: Range<Int>
    /// The rows of the row group that it holds.
    let rows: Range<Int>
}

/// The pages of a column chunk, in the order of their rows.
struct OffsetIndex: Sendable {
    let pages: [PageLocation]

    /// The number of the page that has a row; the number of pages for rows after the last.
    func page(ofRow row: Int) -> Int {
        var (low, high) = (0, pages.count)
        while low < high {
            let middle = (low + high) / 2
            if pages[middle].rows.upperBound <= row { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The first row of a page; the number of rows for the page after the last.
    func firstRow(ofPage page: Int) -> Int {
        page < pages.count ? pages[page].rows.lowerBound : pages[pages.count - 1].rows.upperBound
    }

    /// Reads an index of a row group of `rowCount` rows; nil where the pages do not follow each
    /// other from the first row on, or lie outside of `bounds`.
    @_lifetime(reader: copy reader)
    init?(
        from reader: inout ThriftReader, rowCount: Int, within bounds: Range<Int>
    ) throws(ByteError) {
        var entries: [(offset: Int, size: Int, row: Int)] = []
        try reader.structure { (reader, field) throws(ByteError) in
            guard field.id == 1 else {
                try reader.skip(field)
                return
            }
            try reader.list(field) { (reader, type) throws(ByteError) in
                guard type == .structure else {
                    throw ByteError(.malformed, offset: reader.position)
                }
                var entry = (offset: 0, size: 0, row: 0)
                try reader.structure { (reader, field) throws(ByteError) in
                    switch field.id {
                    case 1: entry.offset = try reader.i64(field)
                    case 2: entry.size = try reader.i32(field)
                    case 3: entry.row = try reader.i64(field)
                    default: try reader.skip(field)
                    }
                }
                entries.append(entry)
            }
        }
        var pages: [PageLocation] = []
        for (index, entry) in entries.enumerated() {
            let next = index + 1 < entries.count ? entries[index + 1].row : rowCount
            guard entry.row >= 0, entry.row < next, next <= rowCount, index > 0 || entry.row == 0,
                entry.size > 0, entry.offset >= pages.last?.bytes.upperBound ?? bounds.lowerBound,
                entry.offset <= bounds.upperBound, entry.size <= bounds.upperBound - entry.offset
            else { return nil }
            pages.append(
                PageLocation(
                    bytes: entry.offset..<entry.offset + entry.size, rows: entry.row..<next))
        }
        if pages.isEmpty { return nil }
        self.pages = pages
    }
}

/// What is in the pages of a column chunk.
struct ColumnIndex: Sendable {
    /// The statistics of each page.
    let pages: [ChunkStatistics]

    /// Reads an index; nil where it does not say the same number of things of each kind.
    @_lifetime(reader: copy reader)
    init?(from reader: inout ThriftReader, rowCounts: [Int]) throws(ByteError) {
        var areNull: [Bool] = []
        var minima: [[UInt8]] = []
        var maxima: [[UInt8]] = []
        var nullCounts: [Int] = []
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1:
                try reader.list(field) { (reader, type) throws(ByteError) in
                    areNull.append(try reader.bool(type))
                }
            case 2:
                try reader.list(field) { (reader, type) throws(ByteError) in
                    minima.append(try reader.binary(type))
                }
            case 3:
                try reader.list(field) { (reader, type) throws(ByteError) in
                    maxima.append(try reader.binary(type))
                }
            case 5:
                try reader.list(field) { (reader, type) throws(ByteError) in
                    nullCounts.append(try reader.int64(type))
                }
            default: try reader.skip(field)
            }
        }
        let count = rowCounts.count
        guard areNull.count == count, minima.count == count, maxima.count == count,
            nullCounts.isEmpty || nullCounts.count == count
        else { return nil }
        pages = rowCounts.indices.map { index in
            if areNull[index] { return ChunkStatistics(nullCount: rowCounts[index]) }
            return ChunkStatistics(
                nullCount: nullCounts.isEmpty ? nil : nullCounts[index], minimum: minima[index],
                maximum: maxima[index])
        }
    }
}
