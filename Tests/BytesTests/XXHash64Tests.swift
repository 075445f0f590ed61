import Bytes
import Testing

/// Against the values of the reference implementation.
@Suite struct XXHash64Tests {
    @Test(
        "texts have the reference's hashes",
        arguments: [
            ("", 0xef46_db37_51d8_e999), ("a", 0xd24e_c4f1_a98c_6e5b),
            ("abc", 0x44bc_2cf5_ad77_0999),
            ("Nobody inspects the spammish repetition", 0xfbce_a83c_8a37_8bf1),
        ] as [(String, UInt64)])
    func hashesTexts(text: String, hash: UInt64) {
        let bytes = Array(text.utf8)
        #expect(XXHash64.hash(bytes.span.rawBytes) == hash)
    }

    @Test("an integer has the hash of its little-endian bytes")
    func hashesIntegers() {
        for value: UInt64 in [0, 1, 0x0123_4567_89ab_cdef, .max] {
            let bytes = (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
            #expect(XXHash64.hash(value) == XXHash64.hash(bytes.span.rawBytes))
            let half = UInt32(truncatingIfNeeded: value)
            #expect(XXHash64.hash(half) == XXHash64.hash(bytes.span.rawBytes.extracting(0..<4)))
        }
    }
}
