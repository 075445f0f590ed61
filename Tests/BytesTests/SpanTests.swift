import Bytes
import TestSupport
import Testing

@Suite struct SpanTests {
    @Test("spans compare as their bytes do, at every shared length", arguments: 0..<200)
    func compares(seed: UInt64) {
        var rng = SplitMix64(seed: seed)
        let left = rng.bytes(Int(rng.next(upperBound: 40 as UInt64)))
        // Often alike for long, so that the last bytes decide.
        var right = rng.chance(1, in: 2) ? left : rng.bytes(left.count)
        if rng.chance(1, in: 2), let last = right.indices.last { right[last] &+= 1 }
        if rng.chance(1, in: 3) { right += rng.bytes(3) }
        let isEqual = left.span.rawBytes.equals(right.span.rawBytes)
        let isLess = left.span.rawBytes.isLess(than: right.span.rawBytes)
        #expect(isEqual == (left == right))
        #expect(isLess == left.lexicographicallyPrecedes(right))
    }

    @Test("bytes and integers are read at any position, aligned or not")
    func reads() {
        let bytes = [UInt8](1...16)
        for offset in 0...12 {
            let byte = bytes.span.rawBytes.byte(at: offset)
            let word: UInt32 = bytes.span.rawBytes.integer(at: offset)
            #expect(byte == UInt8(offset + 1))
            #expect(word == (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * $1) })
        }
        let copy = bytes.span.rawBytes.copy()
        #expect(copy == bytes)
        let octets = bytes.span.rawBytes.octets.count
        #expect(octets == 16)
        #expect([1, 256].span.rawBytes.byteCount == 16)
    }

    @Test("a read beyond the span is a programmer's error")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            _ = [UInt8](repeating: 0, count: 3).span.rawBytes.integer(at: 0, as: UInt32.self)
        }
        await #expect(processExitsWith: .failure) { _ = [1 as UInt8].span.rawBytes.byte(at: 1) }
    }

    @Test("an array takes a span's bytes at its end")
    func appends() {
        var array: [UInt8] = [1]
        array.append(span: [2, 3].span)
        #expect(array == [1, 2, 3])
    }
}
