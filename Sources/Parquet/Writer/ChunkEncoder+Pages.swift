import Bytes
import Columnar

extension ChunkEncoder {
    /// What was written after a page's levels.
    struct PageContent {
        let encoding: Encoding
        let bounds: Bounds
        var nanCount = 0
        /// The bytes of strings without their lengths.
        var byteCount = 0
    }

    /// What a page consists of beside its values.
    private struct PageShape {
        let rowCount: Int
        let valueCount: Int
        let nullCount: Int
        let levels: LevelSizes
        var sizes = SizeStatistics()
    }

    /// Makes one page of rows.
    mutating func appendPage(
        _ column: AnyColumn, rows: Range<Int>, scratch: inout PageScratch
    ) throws(ParquetError) {
        scratch.body.removeAll()
        if leaf.isFlat {
            try appendFlatPage(column, rows: rows, scratch: &scratch)
        } else if leaf.nodes[0].isOptional, column.validity?.setCount(in: rows) == 0 {
            let levels = NestedLevels.writeNulls(
                rows.count, for: leaf, hasLengths: hasLevelLengths, into: &scratch.body)
            try endPage(
                PageContent(encoding: .plain, bounds: .none),
                PageShape(
                    rowCount: rows.count, valueCount: rows.count, nullCount: rows.count,
                    levels: levels, sizes: leaf.histograms(nullRows: rows.count)),
                scratch: &scratch)
        } else {
            let nested = try NestedLevels(column, rows: rows, leaf: leaf)
            let levels = nested.write(
                for: leaf, hasLengths: hasLevelLengths, into: &scratch.body)
            try endPage(
                try encode(nested, scratch: &scratch),
                PageShape(
                    rowCount: rows.count, valueCount: nested.definitions.count,
                    nullCount: nested.definitions.count - nested.present.count, levels: levels,
                    sizes: leaf.histograms(nested)),
                scratch: &scratch)
        }
    }

    /// Only pages of the first version have the lengths of their levels in front of them.
    private var hasLevelLengths: Bool { pageType == .data }

    private mutating func appendFlatPage(
        _ column: AnyColumn, rows: Range<Int>, scratch: inout PageScratch
    ) throws(ParquetError) {
        let present = column.validity?.setCount(in: rows) ?? rows.count
        var levels = LevelSizes()
        if leaf.definitionMax > 0 {
            levels.definition = FlatLevels.write(
                column.validity, rows: rows, presentCount: present,
                hasLength: hasLevelLengths, into: &scratch.body)
        } else if present < rows.count {
            throw leaf.unexpectedNull()
        }
        let content = try encode(
            column, rows: rows, validity: present < rows.count ? column.validity : nil,
            present: present, scratch: &scratch)
        try endPage(
            content,
            PageShape(
                rowCount: rows.count, valueCount: rows.count, nullCount: rows.count - present,
                levels: levels), scratch: &scratch)
    }

    private mutating func encode(
        _ levels: NestedLevels, scratch: inout PageScratch
    ) throws(ParquetError) -> PageContent {
        let count = levels.present.count
        let first = Int(levels.present.first ?? 0)
        // Most lists lie one after the other, without gaps.
        if count == 0 || Int(levels.present[count - 1]) - first == count - 1 {
            return try encode(
                levels.column, rows: first..<first + count, validity: nil, present: count,
                scratch: &scratch)
        }
        return try encode(
            levels.column.gathered(levels.present.span), rows: 0..<count, validity: nil,
            present: count, scratch: &scratch)
    }

    private mutating func endPage(
        _ content: PageContent, _ shape: PageShape, scratch: inout PageScratch
    ) throws(ParquetError) {
        let start = pages.count
        var header = PageHeader(type: pageType, encoding: content.encoding)
        header.valueCount = shape.valueCount
        header.nullCount = shape.nullCount
        header.rowCount = shape.rowCount
        if pageType == .dataV2 {
            header.repetitionSize = shape.levels.repetition
            header.definitionSize = shape.levels.definition
        }
        try Self.write(&header, into: &pages, scratch: &scratch)
        var sizes = shape.sizes
        if leaf.storage == .bytes { sizes.byteCount = content.byteCount }
        entries.append(
            PageEntry(
                encoding: content.encoding, size: pages.count - start,
                rawSize: header.uncompressedSize + scratch.header.out.count,
                rowCount: shape.rowCount, valueCount: shape.valueCount,
                nullCount: shape.nullCount, nanCount: content.nanCount,
                bounds: content.bounds, sizes: sizes))
    }

    /// Compresses the scratch's body, all but the levels of a page of the second version, and
    /// appends it with its header.
    static func write(
        _ header: inout PageHeader, into pages: inout [UInt8], scratch: inout PageScratch
    ) throws(ParquetError) {
        guard scratch.body.count <= Int(Int32.max) else {
            throw ParquetError(
                .invalidInput, "a page would pass 2 GiB. bytes=`\(scratch.body.count)`")
        }
        let levels = header.repetitionSize + header.definitionSize
        header.uncompressedSize = scratch.body.count
        scratch.compressed.removeAll()
        try scratch.compressor.compress(
            contentsOf: scratch.body, after: levels, into: &scratch.compressed)
        if header.type == .dataV2, scratch.compressed.count >= scratch.body.count {
            header.isCompressed = false
            Self.copy(scratch.body, to: &scratch.compressed)
        }
        header.compressedSize = scratch.compressed.count
        header.checksum = PageChecksum.crc32(scratch.compressed.bytes)
        scratch.header.removeAll()
        header.write(to: &scratch.header)
        pages.append(span: scratch.header.out.span)
        pages.append(span: scratch.compressed.span)
    }

    private static func copy(_ source: borrowing ByteWriter, to out: inout ByteWriter) {
        out.removeAll()
        out.append(source.bytes)
    }
}

extension PageHeader {
    fileprivate init(type: PageType, encoding: Encoding) {
        self.init(type: type, uncompressedSize: 0, compressedSize: 0)
        self.encoding = encoding
    }
}

extension Leaf {
    /// How often each level occurs among the entries of a page.
    fileprivate func histograms(_ levels: NestedLevels) -> SizeStatistics {
        var sizes = emptyHistograms
        if !sizes.repetitions.isEmpty {
            for level in levels.repetitions { sizes.repetitions[Int(level)] += 1 }
        }
        if !sizes.definitions.isEmpty {
            for level in levels.definitions { sizes.definitions[Int(level)] += 1 }
        }
        return sizes
    }

    /// The same of rows that are null.
    fileprivate func histograms(nullRows count: Int) -> SizeStatistics {
        var sizes = emptyHistograms
        if !sizes.repetitions.isEmpty { sizes.repetitions[0] = count }
        if !sizes.definitions.isEmpty { sizes.definitions[0] = count }
        return sizes
    }

    private var emptyHistograms: SizeStatistics {
        SizeStatistics(
            repetitions: repetitionMax > 0 ? Array(repeating: 0, count: repetitionMax + 1) : [],
            definitions: definitionMax > 1 ? Array(repeating: 0, count: definitionMax + 1) : [])
    }
}
