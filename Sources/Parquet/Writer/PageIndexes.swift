import Bytes

/// The indexes of a column chunk, by which readers skip pages.
enum PageIndexes {
    /// Writes where the pages are; the first starts at `offset`.
    static func offsetIndex(_ entries: [ChunkEncoder.PageEntry], from offset: Int) -> [UInt8] {
        var out = ThriftWriter()
        var offset = offset
        var row = 0
        out.element { out in
            out.list(1, of: .structure, count: entries.count)
            for entry in entries {
                out.element { out in
                    out.i64(1, offset)
                    out.i32(2, entry.size)
                    out.i64(3, row)
                }
                offset += entry.size
                row += entry.rowCount
            }
            let sizes = entries.map { $0.sizes.byteCount ?? 0 }
            if entries.contains(where: { $0.sizes.byteCount != nil }) { out.integers(2, sizes) }
        }
        return out.out.copy()
    }

    /// Writes the pages' bounds; nil where a page has values without bounds.
    static func columnIndex(
        _ entries: [ChunkEncoder.PageEntry], _ leaf: Leaf
    ) -> [UInt8]? {
        guard entries.allSatisfy({ !$0.hasValues || $0.bounds != .none }) else { return nil }
        let stored = entries.map { $0.bounds.stored(as: leaf.storage) }
        var out = ThriftWriter()
        out.element { out in
            out.list(1, of: .boolTrue, count: entries.count)
            for entry in entries { out.element(!entry.hasValues) }
            out.list(2, of: .binary, count: entries.count)
            for bounds in stored { out.element(bounds?.minimum ?? []) }
            out.list(3, of: .binary, count: entries.count)
            for bounds in stored { out.element(bounds?.maximum ?? []) }
            out.i32(4, order(of: entries.filter(\.hasValues).map(\.bounds)).rawValue)
            out.list(5, of: .i64, count: entries.count)
            for entry in entries { out.element(entry.nullCount) }
            let repetitions = entries.flatMap(\.sizes.repetitions)
            if !repetitions.isEmpty { out.integers(6, repetitions) }
            let definitions = entries.flatMap(\.sizes.definitions)
            if !definitions.isEmpty { out.integers(7, definitions) }
        }
        return out.out.copy()
    }

    /// Whether pages follow each other in the order of their bounds.
    private enum Order: Int {
        case none = 0
        case ascending = 1
        case descending = 2
    }

    private static func order(of bounds: [Bounds]) -> Order {
        var isAscending = true
        var isDescending = true
        for (left, right) in zip(bounds, bounds.dropFirst()) {
            let (least, greatest) = compare(left, right)
            isAscending = isAscending && least <= 0 && greatest <= 0
            isDescending = isDescending && least >= 0 && greatest >= 0
        }
        return isAscending ? .ascending : isDescending ? .descending : .none
    }

    /// How both bounds of one page lie to those of another.
    private static func compare(_ left: Bounds, _ right: Bounds) -> (least: Int, greatest: Int) {
        switch (left, right) {
        case (.integers(let a, let b), .integers(let c, let d)): (sign(a, c), sign(b, d))
        case (.doubles(let a, let b), .doubles(let c, let d)): (sign(a, c), sign(b, d))
        case (.wides(let a, let b), .wides(let c, let d)): (sign(a, c), sign(b, d))
        case (.bytes(let a, let b), .bytes(let c, let d)):
            (a < c ? -1 : c < a ? 1 : 0, b < d ? -1 : d < b ? 1 : 0)
        default: (0, 0)
        }
    }

    private static func sign<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : a > b ? 1 : 0 }
}
