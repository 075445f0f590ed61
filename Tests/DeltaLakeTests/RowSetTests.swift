import Bytes
import DeltaLake
import TestSupport
import Testing

@Suite("Deletion vectors' bytes")
struct RowSetTests {
    /// How a container of rows is written.
    enum Form: CaseIterable {
        case plain, runs
    }

    /// Rows as other writers put them: 64-bit roaring, with arrays and bits, or with runs as well.
    static func encode(_ rows: [Int64], _ form: Form) -> [UInt8] {
        var bytes = le(UInt32(1_681_511_377))
        let buckets = Dictionary(grouping: rows) { $0 >> 32 }
        bytes += le(UInt64(buckets.count))
        for (key, rows) in buckets.sorted(by: { $0.key < $1.key }) {
            bytes += le(UInt32(key)) + bucket(rows, form)
        }
        return bytes
    }

    private static func bucket(_ rows: [Int64], _ form: Form) -> [UInt8] {
        let parts = Dictionary(grouping: rows) { UInt16(truncatingIfNeeded: $0 >> 16) }
            .sorted { $0.key < $1.key }
        var bytes =
            form == .plain
            ? le(UInt32(12346)) + le(UInt32(parts.count))
            : le(UInt32(12347 | (parts.count - 1) << 16))
                + Array(repeating: 0xff, count: (parts.count + 7) / 8)
        for (key, lows) in parts { bytes += le(key) + le(UInt16(lows.count - 1)) }
        if form == .plain || parts.count >= 4 {
            bytes += Array(repeating: 0, count: 4 * parts.count)
        }
        for (_, rows) in parts {
            let lows = rows.map { UInt16(truncatingIfNeeded: $0) }
            if form == .runs {
                var runs: [(UInt16, UInt16)] = []
                for low in lows {
                    if let last = runs.last, Int(last.0) + Int(last.1) + 1 == Int(low) {
                        runs[runs.count - 1].1 += 1
                    } else {
                        runs.append((low, 0))
                    }
                }
                bytes += le(UInt16(runs.count)) + runs.flatMap { le($0.0) + le($0.1) }
            } else if lows.count <= 4096 {
                bytes += lows.flatMap { le($0) }
            } else {
                var words = [UInt64](repeating: 0, count: 1024)
                for low in lows { words[Int(low) / 64] |= 1 << UInt64(low % 64) }
                bytes += words.flatMap { le($0) }
            }
        }
        return bytes
    }

    static func le<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Value($0 * 8)) }
    }

    /// Rows in a few places, some dense, some sparse, some in runs.
    static func rows(_ random: inout SplitMix64) -> [Int64] {
        var rows: Set<Int64> = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let base = [0, 65_000, 200_000, 1 << 32, 5 << 40].randomElement(using: &random) ?? 0
            let step = [1, 1, 3, 700].randomElement(using: &random) ?? 1
            let start = Int64(base + Int.random(in: 0..<70_000, using: &random))
            for index in 0..<Int64.random(in: 1...7000, using: &random) {
                rows.insert(start + index * Int64(step))
            }
        }
        return rows.sorted()
    }

    @Test("rows are read back from every form of container", arguments: 0..<UInt64(6))
    func decodes(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let rows = RowSetTests.rows(&random)
        let known = Set(rows)
        for form in Form.allCases {
            let set = try RowSet(decoding: RowSetTests.encode(rows, form))
            #expect(set.rowCount == Int64(rows.count))
            for _ in 0..<20 {
                let near = rows.randomElement(using: &random) ?? 0
                let start = max(0, near - Int64.random(in: 0..<300, using: &random))
                let count = Int.random(in: 0...500, using: &random)
                let bits = set.bits(from: start, count: count)
                let found = (0..<count).filter { bits[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
                #expect(found == (0..<count).filter { known.contains(start + Int64($0)) })
                let beyond = bits.last.map { count % 64 == 0 ? 0 : $0 >> UInt64(count % 64) }
                #expect(beyond ?? 0 == 0)
            }
        }
    }

    @Test("cut or flipped bytes are refused or read, never a trap")
    func damage() throws {
        var random = SplitMix64(seed: 77)
        let rows: [Int64] = (0..<40).map { $0 * 3 } + (100_000..<100_300).map { $0 }
        for form in Form.allCases {
            let whole = RowSetTests.encode(rows, form)
            for length in whole.indices {
                #expect(throws: ByteError.self) {
                    try RowSet(decoding: Array(whole[..<length]))
                }
            }
            #expect(throws: ByteError.self) { try RowSet(decoding: whole + [0]) }
            for index in whole.indices {
                var bytes = whole
                bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                if let set = try? RowSet(decoding: bytes) {
                    _ = set.bits(from: 0, count: 1000)
                    _ = set.bits(from: .max - 1000, count: 1000)
                }
            }
        }
    }

    @Test("counts beyond the bytes that are there are refused without room for them")
    func hugeCounts() {
        let magic = RowSetTests.le(UInt32(1_681_511_377))
        for count: UInt64 in [.max, 1 << 62, 1 << 40, 2] {
            #expect(throws: ByteError.self) {
                try RowSet(decoding: magic + RowSetTests.le(count as UInt64) + [1, 2, 3])
            }
        }
        let head = magic + RowSetTests.le(UInt64(1)) + RowSetTests.le(UInt32(0))
        for cookie: UInt32 in [12346, 12347 | 0xffff << 16, 0] {
            #expect(throws: ByteError.self) {
                try RowSet(
                    decoding: head + RowSetTests.le(cookie) + RowSetTests.le(UInt32.max))
            }
        }
    }

    @Test("Z85 is read as it is written, padded or not, and nonsense is refused")
    func z85() {
        // The test vector of ZeroMQ RFC 32.
        let bytes: [UInt8] = [0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b]
        #expect(Z85.encode(bytes) == "HelloWorld")
        #expect(Z85.decode("HelloWorld".utf8) == bytes)
        #expect(Z85.decode("Hello##093".utf8) == Array(bytes[..<4]) + [3, 0])
        #expect(Z85.decode("".utf8) == [])
        for text in [
            "Hell", "HelloW", "Hello orld", "%nSc1", "#####", "##093Hello", "###~0", "\"0000",
        ] {
            #expect(Z85.decode(text.utf8) == nil, "\(text)")
        }
        var random = SplitMix64(seed: 5)
        for _ in 0..<200 {
            let bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Z85.decode(Z85.encode(bytes).utf8) == bytes)
        }
    }
}
