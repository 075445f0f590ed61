import Bytes

/// Decodes pages of one column chunk.
struct PageDecoder: Sendable {
    let leaf: ReaderLeaf
    let codec: Int
    /// The values that indices name, once its page was read.
    private(set) var dictionary: ValueStore?

    init(_ leaf: ReaderLeaf, codec: Int) {
        self.leaf = leaf
        self.codec = codec
    }

    /// Reads the dictionary.
    mutating func readDictionary(
        _ header: PageHeader, _ body: RawSpan, _ limits: ParquetLimits,
        _ decompressor: borrowing Decompressor
    ) throws(ParquetError) {
        guard dictionary == nil,
            header.encoding == .plain || header.encoding == .plainDictionary,
            leaf.physical != .boolean
        else { throw failure("a dictionary page is not where or what it must be") }
        try check(header, body, limits)
        var store = ValueStore()
        if codec == 0 {
            try checkSizes(body, header.uncompressedSize)
            try store.decode(
                body, .plain, count: header.valueCount, leaf: leaf, dictionary: nil,
                limits: limits)
        } else {
            var page = ByteWriter()
            try decompressor.decompress(
                body, codec: codec, size: header.uncompressedSize, into: &page)
            try store.decode(
                page.bytes, .plain, count: header.valueCount, leaf: leaf, dictionary: nil,
                limits: limits)
        }
        dictionary = store
    }

    /// Appends the entries of a data page.
    ///
    /// - Parameter scratch: memory that pages share.
    func decode(
        _ header: PageHeader, _ body: RawSpan, _ limits: ParquetLimits,
        _ decompressor: borrowing Decompressor, _ scratch: inout ByteWriter,
        into out: inout DecodedChunk
    ) throws(ParquetError) {
        try check(header, body, limits)
        out.entryCount += header.valueCount
        guard header.type == .data else {
            return try decodeVersion2(header, body, limits, decompressor, &scratch, &out)
        }
        guard codec != 0 else {
            try checkSizes(body, header.uncompressedSize)
            return try decodeVersion1(header, body, limits, &out)
        }
        scratch.removeAll()
        try decompressor.decompress(
            body, codec: codec, size: header.uncompressedSize, into: &scratch)
        try decodeVersion1(header, scratch.bytes, limits, &out)
    }

    private func failure(_ what: String) -> ParquetError {
        ParquetError(.corrupt, "\(what). column=`\(leaf.path)`")
    }

    private func check(
        _ header: PageHeader, _ body: RawSpan, _ limits: ParquetLimits
    ) throws(ParquetError) {
        guard header.uncompressedSize <= limits.pageBytes else {
            throw ParquetError(.tooLarge, "a page is too large. column=`\(leaf.path)`")
        }
        if let checksum = header.checksum, PageChecksum.crc32(body) != checksum {
            throw failure("a page does not match its checksum")
        }
    }

    private func checkSizes(_ body: RawSpan, _ size: Int) throws(ParquetError) {
        guard body.byteCount == size else { throw failure("an uncompressed page has two sizes") }
    }

    private func decodeVersion1(
        _ header: PageHeader, _ page: RawSpan, _ limits: ParquetLimits, _ out: inout DecodedChunk
    ) throws(ParquetError) {
        var absent = 0
        let start: Int
        do throws(ByteError) {
            var input = ByteReader(page)
            if leaf.repetitionMax > 0 {
                try Self.readLevels(
                    &input, header.repetitionEncoding, leaf.repetitionMax, header.valueCount,
                    &out.repetitions)
            }
            if leaf.definitionMax > 0 {
                absent = try Self.readLevels(
                    &input, header.definitionEncoding, leaf.definitionMax, header.valueCount,
                    &out.definitions)
            }
            start = input.position
        } catch {
            throw ParquetError(error, in: "the levels of a page of `\(leaf.path)`")
        }
        try out.values.decode(
            page.extracting(start..<page.byteCount), header.encoding,
            count: header.valueCount - absent, leaf: leaf, dictionary: dictionary, limits: limits)
    }

    private func decodeVersion2(
        _ header: PageHeader, _ body: RawSpan, _ limits: ParquetLimits,
        _ decompressor: borrowing Decompressor, _ scratch: inout ByteWriter,
        _ out: inout DecodedChunk
    ) throws(ParquetError) {
        let (levelSize, isTooLarge) = header.repetitionSize.addingReportingOverflow(
            header.definitionSize)
        guard header.repetitionSize >= 0, header.definitionSize >= 0, !isTooLarge,
            levelSize <= body.byteCount, levelSize <= header.uncompressedSize
        else { throw failure("a page's levels are longer than the page") }
        var absent = 0
        do throws(ByteError) {
            if leaf.repetitionMax > 0 {
                try Self.readLevels(
                    body.extracting(0..<header.repetitionSize), leaf.repetitionMax,
                    header.valueCount, &out.repetitions)
            }
            if leaf.definitionMax > 0 {
                absent = try Self.readLevels(
                    body.extracting(header.repetitionSize..<levelSize), leaf.definitionMax,
                    header.valueCount, &out.definitions)
            }
        } catch {
            throw ParquetError(error, in: "the levels of a page of `\(leaf.path)`")
        }
        let values = body.extracting(levelSize..<body.byteCount)
        let size = header.uncompressedSize - levelSize
        let present = header.valueCount - absent
        guard header.isCompressed, codec != 0, size > 0 else {
            return try out.values.decode(
                values, header.encoding, count: present, leaf: leaf, dictionary: dictionary,
                limits: limits)
        }
        scratch.removeAll()
        try decompressor.decompress(values, codec: codec, size: size, into: &scratch)
        try out.values.decode(
            scratch.bytes, header.encoding, count: present, leaf: leaf, dictionary: dictionary,
            limits: limits)
    }

    /// Appends levels of a page of the first version, which say where they end, and returns how
    /// many of them are below `max`.
    @discardableResult
    private static func readLevels(
        _ input: inout ByteReader, _ encoding: Encoding, _ max: Int, _ count: Int,
        _ levels: inout [UInt8]
    ) throws(ByteError) -> Int {
        switch encoding {
        case .rle:
            let bytes = try input.readBytes(Int(try input.readLE(UInt32.self)))
            return try readLevels(bytes, max, count, &levels)
        case .bitPacked:
            let width = BitPacking.width(of: UInt64(max))
            let bytes = try input.readBytes((count * width + 7) / 8)
            let start = levels.count
            BitPackedLevels.decode(bytes, width: width, count: count, into: &levels)
            return try countBelow(max, levels, from: start)
        default: throw ByteError(.malformed, offset: input.position)
        }
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
        return try countBelow(max, levels, from: start)
    }

    private static func countBelow(
        _ max: Int, _ levels: [UInt8], from start: Int
    ) throws(ByteError) -> Int {
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
