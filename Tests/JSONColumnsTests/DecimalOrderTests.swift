import Bytes
import JSONColumns
import TestSupport
import Testing

/// The order of numbers as they are written.
@Suite struct DecimalOrderTests {
    /// One number in several spellings.
    private static func spelling(_ unscaled: Int, _ random: inout SplitMix64) -> String {
        let plain = DecimalText.text(Int128(unscaled), scale: 4)
        switch random.next(below: 4) {
        case 0: return plain
        case 1: return "\(unscaled)e-4"
        case 2: return "\(unscaled * 1_000)E-7"
        default: return plain + (plain.contains(".") ? "000" : ".0") + "e+0"
        }
    }

    @Test("however they are written, numbers have the order of their values", arguments: 0..<200)
    func order(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let range = 1 << (1 + random.next(below: 30))
        let a = random.next(below: range) - range / 2
        let b = random.chance(1, in: 4) ? a : random.next(below: range) - range / 2
        let left = Self.spelling(a, &random)
        let right = Self.spelling(b, &random)
        let order = DecimalText.order(left, right)
        #expect(order?.signum() == (a - b).signum(), "\(left) \(right)")
    }

    @Test("digits beyond any column count, and what is no number has no order")
    func edges() {
        let long = "9007199254740993.00000000000000000000000000000000000000000001"
        #expect(DecimalText.order(long, "9007199254740993").map { $0 > 0 } == true)
        #expect(DecimalText.order("-\(long)", "-9007199254740993").map { $0 < 0 } == true)
        #expect(DecimalText.order("1e400", "1e399").map { $0 > 0 } == true)
        #expect(DecimalText.order("-0.0", "0e5") == 0)
        #expect(DecimalText.order("-1e-400", "0").map { $0 < 0 } == true)
        for text in ["", "NaN", "+1", "01", "1.", ".5", " 1", "0x1"] {
            #expect(DecimalText.order(text, "1") == nil)
            #expect(DecimalText.order("1", text) == nil)
        }
    }
}
