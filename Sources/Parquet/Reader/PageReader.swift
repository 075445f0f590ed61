import Bytes
import Columnar

/// Goes through the pages of one column chunk and decodes those that are wanted.
struct PageReader: Sendable {
    private var window: ChunkWindow
    private var decoder: PageDecoder
    private let valueCount: Int
    private let limits: ParquetLimits
    /// Where the pages are, if that is known.
    private let locations: OffsetIndex?
    /// Where in the file the next page starts.
    private var position: Int
    /// The number of the next data page.
    private var pageNumber = 0
    /// The entries of the pages so far; unknown after a jump over pages with repetitions.
    private var entryCount: Int? = 0
    /// The header that was read at `position`, and where its page's body starts.
    private var peeked: (header: PageHeader, body: Int)?
    /// Where reading ahead ends.
    private var ahead: Int
    /// The bytes that are read ahead at most.
    private let aheadMax: Int

    /// - Parameter aheadMax: the bytes that are read at once where pages are smaller; nil to read
    ///   whatever will be wanted at once.
    init(
        _ leaf: ReaderLeaf, _ metadata: ColumnMetadata, _ window: ChunkWindow,
        _ locations: OffsetIndex?, aheadMax: Int?, limits: ParquetLimits
    ) {
        self.window = window
        self.locations = locations
        self.limits = limits
        self.aheadMax = aheadMax ?? Int.max
        decoder = PageDecoder(leaf, codec: metadata.codec)
        valueCount = metadata.valueCount
        position = window.range.lowerBound
        ahead = position
    }

    /// What is read ahead where it is not known how much will be wanted.
    private static let defaultAhead = 1 << 20

    var leaf: ReaderLeaf { decoder.leaf }

    private var isRepeated: Bool { leaf.repetitionMax > 0 }

    /// Whether all pages were seen and had as many entries as the footer says.
    var isComplete: Bool { entryCount == nil || entryCount == valueCount }

    /// Says up to which row rows will be wanted.
    mutating func readAhead(toRow run: Int, of rowCount: Int) {
        if run >= rowCount {
            ahead = window.range.upperBound
        } else if let locations, run > 0 {
            ahead = locations.pages[locations.page(ofRow: run - 1)].bytes.upperBound
        } else {
            ahead = position + min(Self.defaultAhead, window.range.upperBound - position)
        }
    }

    /// Whether the next page is known to start with a row; true if there is none.
    mutating func startsWithRow() throws -> Bool {
        if !isRepeated || locations != nil { return true }
        guard let header = try peek() else { return true }
        return header.type == .dataV2
    }

    /// The most rows that can start in a page.
    func rowsMax(_ header: PageHeader) -> Int { header.valueCount }

    /// Passes over whole pages within the next `wanted` rows without reading them; false if it
    /// takes decoding to know how many rows the next page has.
    mutating func pass(
        _ wanted: inout Int, _ budget: inout DecodingBudget, _ decompressor: borrowing Decompressor
    ) throws -> Bool {
        if let locations { return jump(&wanted, locations) }
        guard wanted > 0, let header = try next(&budget, decompressor),
            !isRepeated || header.type == .dataV2
        else { return false }
        let rows = try rowCount(header)
        guard rows <= wanted else { return false }
        wanted -= rows
        try leave(header)
        return true
    }

    private mutating func jump(_ wanted: inout Int, _ locations: OffsetIndex) -> Bool {
        guard pageNumber < locations.pages.count else { return false }
        let page = locations.page(ofRow: locations.firstRow(ofPage: pageNumber) + wanted)
        guard page > pageNumber else { return false }
        wanted -= locations.firstRow(ofPage: page) - locations.firstRow(ofPage: pageNumber)
        pageNumber = page
        position =
            page < locations.pages.count
            ? locations.pages[page].bytes.lowerBound : window.range.upperBound
        peeked = nil
        entryCount = isRepeated ? nil : locations.firstRow(ofPage: page)
        return true
    }

    /// The header of the next data page; nil if there is none.
    mutating func next(
        _ budget: inout DecodingBudget, _ decompressor: borrowing Decompressor
    ) throws -> PageHeader? {
        if let locations { try findDictionary(locations, &budget, decompressor) }
        while let header = try peek() {
            switch header.type {
            case .data, .dataV2: return header
            case .dictionary: try readDictionary(header, &budget, decompressor)
            case .index: position = try bodyRange(header).upperBound
            }
            peeked = nil
        }
        return nil
    }

    /// Appends the entries of the page that `next` gave, and returns how many rows start in it.
    @discardableResult
    mutating func decode(
        _ header: PageHeader, _ budget: inout DecodingBudget,
        _ decompressor: borrowing Decompressor, _ scratch: inout ByteWriter,
        isKept: Bool, into out: inout DecodedChunk
    ) throws -> Int {
        let body = try bodyRange(header)
        try window.fetch(body, ahead: boundedAhead)
        let bytes = window.bytes
        let source = bytes.span.rawBytes.extracting(
            body.lowerBound - window.start..<body.upperBound - window.start)
        var limits = try budget.limits(
            for: header.valueCount, of: leaf, isKept: isKept, within: limits)
        let held = out.values.strings.bytes.count
        let entries = out.entryCount
        limits.chunkBytes = min(self.limits.chunkBytes, limits.chunkBytes + held)
        try decoder.decode(header, source, limits, decompressor, &scratch, into: &out)
        budget.take(out.values.strings.bytes.count - held)
        let rows = try check(header, out, from: entries)
        try leave(header)
        return rows
    }

    /// Forgets what is not needed when all rows were read.
    mutating func close() { window.close() }

    private func failure(_ what: String) -> ParquetError {
        ParquetError(.corrupt, "\(what). column=`\(leaf.path)`")
    }

    private var boundedAhead: Int { min(ahead, position + min(aheadMax, window.range.count)) }

    /// Reads the next header, if there is a page.
    private mutating func peek() throws -> PageHeader? {
        if let peeked { return peeked.header }
        guard position < window.range.upperBound, entryCount ?? 0 < valueCount else { return nil }
        if let locations, pageNumber == locations.pages.count { return nil }
        var size = 256
        while true {
            let end = min(position + size, window.range.upperBound)
            try window.fetch(position..<end, ahead: boundedAhead)
            let bytes = window.bytes
            do throws(ByteError) {
                var reader = ThriftReader(
                    bytes.span.rawBytes.extracting(position - window.start..<bytes.count))
                let header = try PageHeader(from: &reader)
                peeked = (header, position + reader.position)
            } catch {
                guard error.kind == .truncated, end < window.range.upperBound else {
                    throw ParquetError(error, in: "a page header of `\(leaf.path)`")
                }
                size *= 4
                continue
            }
            if let encoding = peeked?.header.unknownEncoding {
                throw ParquetError(
                    .unsupported,
                    "pages have an encoding that is not known: have the file written with another. "
                        + "column=`\(leaf.path)`, encoding=`\(encoding)`")
            }
            return peeked?.header
        }
    }

    private func bodyRange(_ header: PageHeader) throws(ParquetError) -> Range<Int> {
        let start = peeked?.body ?? position
        guard header.compressedSize <= window.range.upperBound - start else {
            throw failure("a page ends early")
        }
        return start..<start + header.compressedSize
    }

    /// Goes on to the page after this one.
    private mutating func leave(_ header: PageHeader) throws(ParquetError) {
        if let locations, locations.pages[pageNumber].bytes.lowerBound != position {
            throw failure("a page is not where its offset index says")
        }
        if let count = entryCount {
            guard header.valueCount <= valueCount - count else {
                throw failure("a column chunk has more values than its footer says")
            }
            entryCount = count + header.valueCount
        }
        position = try bodyRange(header).upperBound
        pageNumber += 1
        peeked = nil
    }

    /// The rows of a page, where its header tells.
    private func rowCount(_ header: PageHeader) throws(ParquetError) -> Int {
        guard isRepeated else { return header.valueCount }
        guard 0...header.valueCount ~= header.rowCount else {
            throw failure("a page has more rows than values")
        }
        return header.rowCount
    }

    /// Counts the rows that start in a page, and holds them against what else is said of them.
    private func check(
        _ header: PageHeader, _ chunk: DecodedChunk, from entries: Int
    ) throws(ParquetError) -> Int {
        var rows = header.valueCount
        if isRepeated {
            rows = 0
            for index in entries..<chunk.entryCount where chunk.repetitions[index] == 0 {
                rows += 1
            }
            let startsWithRow = entries == chunk.entryCount || chunk.repetitions[entries] == 0
            guard startsWithRow || pageNumber > 0 else {
                throw failure("a column chunk starts within a row")
            }
            if header.type == .dataV2 {
                guard startsWithRow, header.rowCount == rows else {
                    throw failure("a page has not the rows that its header says")
                }
            }
            guard startsWithRow || locations == nil else {
                throw failure("a page of an offset index starts within a row")
            }
        }
        if let locations, locations.pages[pageNumber].rows.count != rows {
            throw failure("a page has not the rows that its offset index says")
        }
        return rows
    }

    private mutating func readDictionary(
        _ header: PageHeader, _ budget: inout DecodingBudget,
        _ decompressor: borrowing Decompressor
    ) throws {
        guard pageNumber == 0 else { throw failure("a dictionary page follows data pages") }
        let body = try bodyRange(header)
        try window.fetch(body, ahead: boundedAhead)
        let bytes = window.bytes
        let source = bytes.span.rawBytes.extracting(
            body.lowerBound - window.start..<body.upperBound - window.start)
        let limits = try budget.limits(
            for: header.valueCount, of: leaf, isKept: false, within: limits)
        try decoder.readDictionary(header, source, limits, decompressor)
        budget.take(decoder.dictionary?.strings.bytes.count ?? 0)
        position = body.upperBound
    }

    /// Reads the dictionary if it was jumped over.
    private mutating func findDictionary(
        _ locations: OffsetIndex, _ budget: inout DecodingBudget,
        _ decompressor: borrowing Decompressor
    ) throws {
        let start = window.range.lowerBound
        let end = locations.pages[0].bytes.lowerBound
        guard decoder.dictionary == nil, position >= end, start < end,
            pageNumber < locations.pages.count
        else { return }
        let here = (position, pageNumber, entryCount, peeked, ahead)
        (position, pageNumber, entryCount, peeked, ahead) = (start, 0, 0, nil, end)
        defer { (position, pageNumber, entryCount, peeked, ahead) = here }
        guard let header = try peek(), header.type == .dictionary else {
            throw failure("there is no dictionary before the first page")
        }
        try readDictionary(header, &budget, decompressor)
    }
}
