import Bytes
import TestSupport
import Testing

@Suite struct HashTests {
    @Test(
        "murmur2 is that of Kafka's Java client",
        arguments: [
            // From Apache Kafka's UtilsTest.
            ("21", -973_932_308), ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
            ("abc", 479_470_107),
        ] as [(String, Int32)])
    func murmur(key: String, hash: Int32) {
        let bytes = Array(key.utf8)
        #expect(Int32(bitPattern: Murmur2.hash(bytes.span.rawBytes)) == hash)
        let partition = Murmur2.partition(key: bytes.span.rawBytes, partitions: 7)
        #expect(partition == Int(hash & Int32.max) % 7)
    }

    @Test(
        "the stable hash is what an independent program computed, for every tail",
        arguments: [
            (0, 0x8746_a639_698e_8be3, 0x7fc5_1322_5436_c89b),
            (1, 0x7e42_2148_c6da_dc87, 0x6738_9dd0_35e2_a7bf),
            (7, 0xed8a_0344_377b_6df1, 0x514d_7a85_636b_9362),
            (8, 0x4f3d_5ffe_e757_e156, 0x5d98_efe8_0c01_9f6e),
            (9, 0x951e_8d25_cdf3_53a9, 0xcfdd_5eea_f524_fa93),
            (15, 0xbf67_6a85_a986_2347, 0xa319_d56e_aac4_ab17),
            (16, 0x694a_83c1_0952_8919, 0xf19b_a6a5_d6f6_f08d),
            (17, 0x521f_d4a3_043b_6491, 0x9ea2_3e9f_187a_6c5d),
            (31, 0x6de7_92b4_2860_d4f7, 0x21b1_ae91_ed67_d5c9),
            (32, 0xca13_8cae_101e_6613, 0x6bed_716a_1cea_febb),
            (33, 0x9c6d_a0cd_b407_de4b, 0x2a69_9a55_e9ae_8f33),
            (64, 0xb985_5cbe_6f9c_4719, 0x62ba_6411_d18c_a720),
        ] as [(UInt8, UInt64, UInt64)])
    func stableHash(count: UInt8, hash: UInt64, seeded: UInt64) {
        let bytes = [UInt8](0..<count)
        #expect(StableHash.hash64(bytes.span.rawBytes) == hash)
        #expect(StableHash.hash64(bytes.span.rawBytes, seed: 42) == seeded)
        #expect(StableHash.hash128(bytes.span.rawBytes).low == hash)
    }

    @Test("the place of the bytes in memory does not matter, their number does")
    func placement() {
        var hashes: Set<UInt64> = []
        for count in 0..<40 {
            let zeros = [UInt8](repeating: 0, count: count)
            hashes.insert(StableHash.hash64(zeros.span.rawBytes))
            let shifted = [1] + zeros
            let moved = shifted.span.rawBytes.extracting(1..<shifted.count)
            #expect(StableHash.hash64(moved) == StableHash.hash64(zeros.span.rawBytes))
        }
        #expect(hashes.count == 40)
    }
}
