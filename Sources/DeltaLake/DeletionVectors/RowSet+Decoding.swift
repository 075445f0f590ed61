package import Bytes

extension RowSet {
    private static let magic: UInt32 = 1_681_511_377
    private static let cookieWithoutRuns: UInt32 = 12346
    private static let cookieWithRuns: UInt32 = 12347

    /// Decodes a deletion vector: a magic number, and 64-bit roaring in its portable form.
    ///
    /// Delta protocol, "Deletion Vector Format"; RoaringFormatSpec.
    ///
    /// Bytes that other implementations would not write (containers out of order, counts that are
    /// not true, anything after the end) are refused.
    package init(decoding bytes: [UInt8]) throws(ByteError) {
        var reader = ByteReader(bytes.span.rawBytes)
        guard try reader.readLE(UInt32.self) == RowSet.magic else {
            throw ByteError(.malformed, offset: 0)
        }
        let bucketCount = try reader.readLE(UInt64.self)
        // A bucket takes twelve bytes at least.
        guard bucketCount <= UInt64(reader.remaining / 12) else {
            throw ByteError(.truncated, offset: reader.position)
        }
        var containers: [Container] = []
        var rowCount: Int64 = 0
        var previous: Int64 = -1
        for _ in 0..<bucketCount {
            let key = Int64(try reader.readLE(UInt32.self))
            // Row numbers are signed and of 64 bits.
            guard key > previous, key <= Int64(Int32.max) else {
                throw ByteError(.malformed, offset: reader.position)
            }
            previous = key
            rowCount += try RowSet.readBucket(key << 32, from: &reader, into: &containers)
        }
        guard reader.isAtEnd else { throw ByteError(.malformed, offset: reader.position) }
        self.init(containers: containers, rowCount: rowCount)
    }

    /// Reads one 32-bit bitmap; returns the number of its rows.
    @_lifetime(reader: copy reader)
    private static func readBucket(
        _ base: Int64, from reader: inout ByteReader, into containers: inout [Container]
    ) throws(ByteError) -> Int64 {
        let cookie = try reader.readLE(UInt32.self)
        var count = 0
        var runFlags: [UInt8] = []
        if cookie == cookieWithoutRuns {
            let stored = try reader.readLE(UInt32.self)
            guard stored <= 1 << 16 else { throw ByteError(.tooLarge, offset: reader.position) }
            count = Int(stored)
        } else if cookie & 0xffff == cookieWithRuns {
            count = Int(cookie >> 16) + 1
            for _ in 0..<(count + 7) / 8 { runFlags.append(try reader.readByte()) }
        } else {
            throw ByteError(.malformed, offset: reader.position)
        }
        var heads: [(key: UInt16, count: Int)] = []
        for _ in 0..<count {
            let key = try reader.readLE(UInt16.self)
            if let last = heads.last, last.key >= key {
                throw ByteError(.malformed, offset: reader.position)
            }
            heads.append((key, Int(try reader.readLE(UInt16.self)) + 1))
        }
        // Where each container starts, which follows from what comes before it.
        if runFlags.isEmpty || count >= 4 { try reader.skip(4 * count) }
        var rowCount: Int64 = 0
        for (index, head) in heads.enumerated() {
            let isRuns = !runFlags.isEmpty && runFlags[index / 8] >> UInt8(index % 8) & 1 == 1
            let form =
                isRuns
                ? try readRuns(head.count, from: &reader)
                : head.count <= 4096
                    ? try readArray(head.count, from: &reader)
                    : try readBits(head.count, from: &reader)
            containers.append(Container(base: base + Int64(head.key) << 16, form: form))
            rowCount += Int64(head.count)
        }
        return rowCount
    }

    @_lifetime(reader: copy reader)
    private static func readArray(
        _ count: Int, from reader: inout ByteReader
    ) throws(ByteError) -> Container.Form {
        var lows: [UInt16] = []
        for _ in 0..<count {
            let low = try reader.readLE(UInt16.self)
            if let last = lows.last, last >= low {
                throw ByteError(.malformed, offset: reader.position)
            }
            lows.append(low)
        }
        return .array(lows)
    }

    @_lifetime(reader: copy reader)
    private static func readBits(
        _ count: Int, from reader: inout ByteReader
    ) throws(ByteError) -> Container.Form {
        var words: [UInt64] = []
        var found = 0
        for _ in 0..<1024 {
            let word = try reader.readLE(UInt64.self)
            found += word.nonzeroBitCount
            words.append(word)
        }
        guard found == count else { throw ByteError(.malformed, offset: reader.position) }
        return .bits(words)
    }

    @_lifetime(reader: copy reader)
    private static func readRuns(
        _ count: Int, from reader: inout ByteReader
    ) throws(ByteError) -> Container.Form {
        var runs: [(first: UInt16, last: UInt16)] = []
        var found = 0
        for _ in 0..<Int(try reader.readLE(UInt16.self)) {
            let first = try reader.readLE(UInt16.self)
            let length = try reader.readLE(UInt16.self)
            let (last, isBeyond) = first.addingReportingOverflow(length)
            guard !isBeyond, runs.last.map({ $0.last < first }) ?? true else {
                throw ByteError(.malformed, offset: reader.position)
            }
            runs.append((first, last))
            found += Int(length) + 1
        }
        guard found == count else { throw ByteError(.malformed, offset: reader.position) }
        return .runs(runs)
    }
}
