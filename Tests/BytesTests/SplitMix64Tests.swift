import Bytes
import Testing

@Suite struct SplitMix64Tests {
    @Test("gives the published numbers of its seeds")
    func knownNumbers() {
        var zero = SplitMix64(seed: 0)
        #expect(
            (0..<5).map { _ in zero.next() } == [
                0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f,
                0xf88b_b8a8_724c_81ec, 0x1b39_896a_51a8_749b,
            ])
        var other = SplitMix64(seed: 1_234_567)
        #expect(
            (0..<5).map { _ in other.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test("gives numbers below a bound by the high bits of a product")
    func bounded() {
        var random = SplitMix64(seed: 0)
        #expect((0..<5).map { _ in random.next(below: 1_000) } == [883, 431, 26, 970, 106])
        #expect((0..<5).map { _ in random.next(below: 1) } == [0, 0, 0, 0, 0])
    }
}
