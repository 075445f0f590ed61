import Bytes
import JSONColumns
import TestSupport
import Testing

/// Decimals as text.
@Suite struct DecimalTextTests {
    @Test(
        "a value has its point, no zeros at its end, and a digit before the point",
        arguments: [
            (0, 0, "0"), (0, 9, "0"), (5, 0, "5"), (-5, 1, "-0.5"), (100, 2, "1"),
            (1_050, 3, "1.05"), (-120_034_500, 9, "-0.1200345"), (7_000, 0, "7000"),
        ] as [(Int128, Int, String)])
    func examples(value: Int128, scale: Int, text: String) {
        #expect(DecimalText.text(value, scale: scale) == text)
    }

    @Test("what was written is read as it was, from the smallest to the widest")
    func roundTrip() {
        var random = SplitMix64(seed: 6)
        for _ in 0..<20_000 {
            let digits = Int(random.next(upperBound: UInt64(38)))
            let scale = Int(random.next(upperBound: UInt64(38)))
            var value = Int128(0)
            for _ in 0..<digits { value = value * 10 + Int128(random.next() % 10) }
            if random.next() & 1 == 1 { value = -value }
            let text = DecimalText.text(value, scale: scale)
            #expect(DecimalText(precision: 38, scale: scale).unscaled(text) == value, "\(text)")
        }
    }
}
