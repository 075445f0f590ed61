import Bytes
import Columnar

extension ChunkEncoder {
    /// Writes the values of rows that are there, after the page's levels.
    ///
    /// - Parameter validity: nil if all of the rows are there.
    mutating func encode(
        _ column: AnyColumn, rows: Range<Int>, validity: Bitmap?, present: Int,
        scratch: inout PageScratch
    ) throws(ParquetError) -> PageContent {
        guard present > 0 else { return PageContent(encoding: .plain, bounds: .none) }
        switch (leaf.storage, column) {
        case (.boolean, .boolean(let column)):
            return encode(column, rows, validity, &scratch)
        case (.integer, .int64(let column)):
            if validity == nil {
                return try encodeIntegers(
                    column.values.span.extracting(rows), scratch: &scratch)
            }
            return try encodeGathered(column, rows, validity, &scratch) { $0 }
        case (.integer, .int32(let column)):
            return try encodeGathered(column, rows, validity, &scratch) { Int64($0) }
        case (.floating(width: 8), .double(let column)):
            return try encodeGathered(column, rows, validity, &scratch) {
                Int64(bitPattern: $0.bitPattern)
            }
        case (.floating(width: 4), .float(let column)):
            return try encodeGathered(column, rows, validity, &scratch) { Int64($0.bitPattern) }
        case (.wide(let length), .int128(let column)):
            return try encode(column, rows, validity, length: length, &scratch)
        case (.bytes, .binary(let column)):
            return try encode(column, rows, validity, &scratch)
        default: throw leaf.mismatch()
        }
    }

    private mutating func encodeGathered<T>(
        _ column: Column<T>, _ rows: Range<Int>, _ validity: Bitmap?,
        _ scratch: inout PageScratch, _ widen: (T) -> Int64
    ) throws(ParquetError) -> PageContent {
        var integers = scratch.takeIntegers()
        Self.gather(column.values.span, rows, validity, into: &integers, widen)
        let page = try encodeIntegers(integers.span, scratch: &scratch)
        scratch.giveBack(integers)
        return page
    }

    @inline(__always)
    private static func gather<T>(
        _ values: Span<T>, _ rows: Range<Int>, _ validity: Bitmap?, into result: inout [Int64],
        _ widen: (T) -> Int64
    ) {
        result.reserveCapacity(rows.count)
        guard let validity else {
            for row in rows { result.append(widen(values[row])) }
            return
        }
        forEachPresent(validity, rows) { result.append(widen(values[$0])) }
    }

    /// Calls `body` with the rows that are there.
    @inline(__always)
    static func forEachPresent(_ validity: Bitmap, _ rows: Range<Int>, _ body: (Int) -> Void) {
        var index = rows.lowerBound
        while index < rows.upperBound {
            var word = validity.word(at: index)
            let rest = rows.upperBound &- index
            if rest < 64 { word &= ~(~0 &<< UInt64(rest)) }
            while word != 0 {
                body(index &+ word.trailingZeroBitCount)
                word &= word &- 1
            }
            index &+= 64
        }
    }

    private mutating func encode(
        _ column: Column<Bool>, _ rows: Range<Int>, _ validity: Bitmap?,
        _ scratch: inout PageScratch
    ) -> PageContent {
        var bits: [UInt8] = []
        bits.reserveCapacity(rows.count)
        let values = column.values.span
        if let validity {
            Self.forEachPresent(validity, rows) { bits.append(values[$0] ? 1 : 0) }
        } else {
            for row in rows { bits.append(values[row] ? 1 : 0) }
        }
        var trueCount = 0
        for bit in bits { trueCount += Int(bit) }
        let bounds = Bounds.integers(trueCount == bits.count ? 1 : 0, trueCount > 0 ? 1 : 0)
        if isBasic || hint == .plain {
            while bits.count & 7 != 0 { bits.append(0) }
            BitPacking.pack(bits.span, width: 1, into: &scratch.body)
            return PageContent(encoding: .plain, bounds: bounds)
        }
        let start = scratch.body.count
        scratch.body.appendLE(0 as UInt32)
        HybridEncoder.encode(bits.span, width: 1, into: &scratch.body)
        scratch.body.overwriteLE(UInt32(scratch.body.count - start - 4), at: start)
        return PageContent(encoding: .rle, bounds: bounds)
    }

    /// Writes indices into the dictionary of so many values.
    static func writeIndices(
        _ indices: [UInt32], count: Int, dictionaryCount: Int, into out: inout ByteWriter
    ) {
        let width = BitPacking.width(of: UInt64(max(dictionaryCount, 1) - 1))
        out.append(UInt8(width))
        HybridEncoder.encode(indices.span.extracting(0..<count), width: width, into: &out)
    }
}
