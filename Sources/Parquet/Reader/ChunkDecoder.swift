import Bytes

/// A column chunk, decoded: levels and the values that are there.
struct DecodedChunk: Sendable {
    /// The definition level of each entry; empty if nothing can be absent.
    var definitions: [UInt8] = []
    /// The repetition level of each entry; empty outside lists.
    var repetitions: [UInt8] = []
    var values = ValueStore()
    var entryCount = 0
}

/// Reads the pages of one column chunk.
struct ChunkDecoder: ~Copyable {
    private let leaf: ReaderLeaf
    private let metadata: ColumnMetadata
    private let limits: ParquetLimits
    private var dictionary: ValueStore?
    private var chunk = DecodedChunk()

    init(_ leaf: ReaderLeaf, _ metadata: ColumnMetadata, limits: ParquetLimits) {
        self.leaf = leaf
        self.metadata = metadata
        self.limits = limits
    }

    /// Decodes the bytes of the whole chunk, dictionary page first.
    consuming func decode(
        _ bytes: [UInt8], with decompressor: borrowing Decompressor
    ) throws(ParquetError) -> DecodedChunk {
        let source = bytes.span.rawBytes
        // The page after decompression; the pages share its memory.
        var page = ByteWriter()
        var position = 0
        while position < bytes.count, chunk.entryCount < metadata.valueCount {
            let header: PageHeader
            do throws(ByteError) {
                var reader = ThriftReader(source.extracting(position..<bytes.count))
                header = try PageHeader(from: &reader)
                position += reader.position
            } catch {
                throw ParquetError(error, in: "a page header of `\(leaf.path)`")
            }
            guard header.compressedSize <= bytes.count - position else {
                throw failure(.corrupt, "a page ends early")
            }
            let body = source.extracting(position..<position + header.compressedSize)
            position += header.compressedSize
            try check(header, body)
            switch header.type {
            case .dictionary: try readDictionary(header, body, &page, decompressor)
            case .data: try readPage(header, body, &page, decompressor)
            case .dataV2: try readPage2(header, body, &page, decompressor)
            case .index: break
            }
        }
        guard chunk.entryCount == metadata.valueCount else {
            throw failure(.corrupt, "a column chunk has fewer values than its footer says")
        }
        return chunk
    }

    private func failure(_ kind: ParquetError.Kind, _ what: String) -> ParquetError {
        ParquetError(kind, "\(what). column=`\(leaf.path)`")
    }

    private func check(_ header: PageHeader, _ body: RawSpan) throws(ParquetError) {
        guard header.uncompressedSize <= limits.pageBytes else {
            throw failure(.tooLarge, "a page is too large")
        }
        if let checksum = header.checksum, PageChecksum.crc32(body) != checksum {
            throw failure(.corrupt, "a page does not match its checksum")
        }
    }

    private mutating func readDictionary(
        _ header: PageHeader, _ body: RawSpan, _ page: inout ByteWriter,
        _ decompressor: borrowing Decompressor
    ) throws(ParquetError) {
        guard dictionary == nil, chunk.entryCount == 0,
            header.encoding == .plain || header.encoding == .plainDictionary,
            leaf.physical != .boolean
        else { throw failure(.corrupt, "a dictionary page is not where or what it must be") }
        try expand(body, header.uncompressedSize, into: &page, decompressor)
        var store = ValueStore()
        try store.decode(
            page.bytes, .plain, count: header.valueCount, leaf: leaf, dictionary: nil,
            limits: limits)
        dictionary = store
    }

    private func expand(
        _ body: RawSpan, _ size: Int, into page: inout ByteWriter,
        _ decompressor: borrowing Decompressor
    ) throws(ParquetError) {
        page.removeAll()
        if metadata.codec == 0 {
            guard body.byteCount == size else {
                throw failure(.corrupt, "an uncompressed page has two sizes")
            }
            page.append(body)
        } else {
            try decompressor.decompress(body, codec: metadata.codec, size: size, into: &page)
        }
    }

    private mutating func readPage(
        _ header: PageHeader, _ body: RawSpan, _ page: inout ByteWriter,
        _ decompressor: borrowing Decompressor
    ) throws(ParquetError) {
        try count(header.valueCount)
        try expand(body, header.uncompressedSize, into: &page, decompressor)
        let present: Int
        let start: Int
        do throws(ByteError) {
            var input = ByteReader(page.bytes)
            if leaf.repetitionMax > 0 {
                let bytes = try input.readBytes(Int(try input.readLE(UInt32.self)))
                try Self.readLevels(
                    bytes, leaf.repetitionMax, header.valueCount, &chunk.repetitions)
            }
            var absent = 0
            if leaf.definitionMax > 0 {
                let bytes = try input.readBytes(Int(try input.readLE(UInt32.self)))
                absent = try Self.readLevels(
                    bytes, leaf.definitionMax, header.valueCount, &chunk.definitions)
            }
            present = header.valueCount - absent
            start = input.position
        } catch {
            throw ParquetError(error, in: "the levels of a page of `\(leaf.path)`")
        }
        try chunk.values.decode(
            page.bytes.extracting(start..<page.count), header.encoding, count: present,
            leaf: leaf, dictionary: dictionary, limits: limits)
    }

    private mutating func readPage2(
        _ header: PageHeader, _ body: RawSpan, _ page: inout ByteWriter,
        _ decompressor: borrowing Decompressor
    ) throws(ParquetError) {
        try count(header.valueCount)
        let levelSize = header.repetitionSize + header.definitionSize
        guard header.repetitionSize >= 0, header.definitionSize >= 0,
            levelSize <= body.byteCount, levelSize <= header.uncompressedSize
        else { throw failure(.corrupt, "a page's levels are longer than the page") }
        var absent = 0
        do throws(ByteError) {
            if leaf.repetitionMax > 0 {
                try Self.readLevels(
                    body.extracting(0..<header.repetitionSize), leaf.repetitionMax,
                    header.valueCount, &chunk.repetitions)
            }
            if leaf.definitionMax > 0 {
                absent = try Self.readLevels(
                    body.extracting(header.repetitionSize..<levelSize), leaf.definitionMax,
                    header.valueCount, &chunk.definitions)
            }
        } catch {
            throw ParquetError(error, in: "the levels of a page of `\(leaf.path)`")
        }
        let values = body.extracting(levelSize..<body.byteCount)
        let size = header.uncompressedSize - levelSize
        if header.isCompressed, metadata.codec != 0, size > 0 {
            try expand(values, size, into: &page, decompressor)
        } else {
            page.removeAll()
            page.append(values)
        }
        try chunk.values.decode(
            page.bytes, header.encoding, count: header.valueCount - absent, leaf: leaf,
            dictionary: dictionary, limits: limits)
    }

    private mutating func count(_ valueCount: Int) throws(ParquetError) {
        guard valueCount <= metadata.valueCount - chunk.entryCount else {
            throw failure(.corrupt, "a column chunk has more values than its footer says")
        }
        chunk.entryCount += valueCount
    }

    /// Appends levels and returns how many of them are below `max`.
    @discardableResult
    private static func readLevels(
        _ bytes: RawSpan, _ max: Int, _ count: Int, _ levels: inout [UInt8]
    ) throws(ByteError) -> Int {
        var input = ByteReader(bytes)
        let start = levels.count
        try HybridDecoder.decode(
            &input, width: BitPacking.width(of: UInt64(max)), count: count, into: &levels)
        var below = 0
        var isValid = true
        for index in start..<levels.count {
            below += Int(levels[index]) < max ? 1 : 0
            isValid = isValid && Int(levels[index]) <= max
        }
        guard isValid else { throw ByteError(.malformed, offset: 0) }
        return below
    }
}
