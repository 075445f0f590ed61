import Bytes

extension TimeZoneRules {
    /// Reads a file of the compiled time zone database (TZif, RFC 8536), version 2 or later.
    ///
    /// - Throws: Where the bytes are damaged, too many, of version 1, or count leap seconds.
    package init(name: String, tzif bytes: [UInt8]) throws(PollProblem) {
        guard let zone = TZifReader(bytes).zone(named: name) else {
            throw PollProblem(
                "the time zone file of '\(name)' cannot be read: it is damaged, older than version "
                    + "2, or counts leap seconds. install the package tzdata")
        }
        self = zone
    }
}

/// Reads the second block of a TZif file, which has times of 64 bits, and the rule after it.
private struct TZifReader {
    private let bytes: [UInt8]
    private static let bytesMax = 1 << 18
    private static let headerSize = 44

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func zone(named name: String) -> TimeZoneRules? {
        guard bytes.count <= TZifReader.bytesMax, let first = header(at: 0), first.version >= 0x32
        else { return nil }
        // The first block has times of 32 bits, for old readers.
        let start = TZifReader.headerSize + first.size(timeSize: 4)
        guard let counts = header(at: start), counts.leapSeconds == 0, counts.types > 0 else {
            return nil
        }
        let block = start + TZifReader.headerSize
        let end = block + counts.size(timeSize: 8)
        guard end < bytes.count, let rule = rule(from: end) else { return nil }
        return zone(named: name, counts, at: block, rule: rule.value)
    }

    private func zone(named name: String, _ counts: Counts, at block: Int, rule: YearlyRule?)
        -> TimeZoneRules?
    {
        let kinds = block + counts.times * 8
        let types = kinds + counts.times
        let offsetsOfTypes = (0..<counts.types).map {
            Int64(Int32(truncatingIfNeeded: integer(at: types + $0 * 6, size: 4)))
        }
        let limit = TimeZoneRules.offsetLimit
        guard offsetsOfTypes.allSatisfy({ -limit < $0 && $0 < limit }) else { return nil }
        var changes: [Int64] = []
        var offsets: [Int64] = []
        for index in 0..<counts.times {
            let time = integer(at: block + index * 8, size: 8)
            let type = Int(bytes[kinds + index])
            guard type < counts.types, changes.last.map({ $0 < time }) ?? true else { return nil }
            changes.append(time)
            offsets.append(offsetsOfTypes[type])
        }
        return TimeZoneRules(
            name: name, changes: changes, offsetBefore: offsetsOfTypes[0], offsets: offsets,
            rule: rule)
    }

    /// How many of each a block holds.
    private struct Counts {
        let version: UInt8
        let utcFlags: Int
        let standardFlags: Int
        let leapSeconds: Int
        let times: Int
        let types: Int
        let letters: Int

        func size(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + letters + leapSeconds * (timeSize + 4)
                + standardFlags + utcFlags
        }
    }

    private func header(at start: Int) -> Counts? {
        guard bytes.count - start >= TZifReader.headerSize,
            bytes[start..<start + 4].elementsEqual("TZif".utf8)
        else { return nil }
        let counts = (0..<6).map { integer(at: start + 20 + $0 * 4, size: 4) }
        guard counts.allSatisfy({ 0...Int64(TZifReader.bytesMax) ~= $0 }), counts[4] <= 256 else {
            return nil
        }
        let header = Counts(
            version: bytes[start + 4], utcFlags: Int(counts[0]), standardFlags: Int(counts[1]),
            leapSeconds: Int(counts[2]), times: Int(counts[3]), types: Int(counts[4]),
            letters: Int(counts[5]))
        return header
    }

    /// The rule between two line feeds; its value is nil where the text is empty.
    private func rule(from start: Int) -> (value: YearlyRule?, Void)? {
        let newline = UInt8(ascii: "\n")
        guard bytes[start] == newline, let end = bytes[(start + 1)...].firstIndex(of: newline)
        else { return nil }
        if end == start + 1 { return (nil, ()) }
        return YearlyRule(Array(bytes[start + 1..<end])).map { ($0, ()) }
    }

    /// A big-endian integer, as signed as 64 bits make it.
    private func integer(at start: Int, size: Int) -> Int64 {
        var value: UInt64 = 0
        for byte in bytes[start..<start + size] { value = value << 8 | UInt64(byte) }
        return Int64(bitPattern: value)
    }
}
