import Bytes
import Columnar
import TestSupport
import Testing

@Suite struct BitmapTests {
    private func bits(_ bitmap: Bitmap) -> [Bool] {
        (0..<bitmap.count).map { bitmap[$0] }
    }

    @Test("a bitmap holds what an array of booleans would", arguments: 0..<200)
    func behavesAsArray(seed: UInt64) {
        var rng = SplitMix64(seed: seed)
        var bitmap = Bitmap()
        var model: [Bool] = []
        for _ in 0..<40 {
            let count = Int(rng.next(upperBound: 140 as UInt64))
            let word = rng.next()
            switch rng.next(upperBound: 7 as UInt64) {
            case 0:
                bitmap.append(word & 1 == 1)
                model.append(word & 1 == 1)
            case 1:
                bitmap.append(repeating: word & 1 == 1, count: count)
                model += [Bool](repeating: word & 1 == 1, count: count)
            case 2:
                bitmap.append(word: word, count: min(64, count))
                model += (0..<min(64, count)).map { word >> UInt64($0) & 1 == 1 }
            case 3:
                bitmap.append(bitmap)
                model += model
            case 4 where !model.isEmpty:
                let index = count % model.count
                bitmap[index].toggle()
                model[index].toggle()
            case 5 where rng.chance(1, in: 4):
                bitmap.removeAll()
                model = []
            default:
                let kept = Int(rng.next(upperBound: UInt64(model.count + 1)))
                bitmap.truncate(to: kept)
                model.removeLast(model.count - kept)
            }
            if model.count > 2000 {
                bitmap.truncate(to: 100)
                model.removeLast(model.count - 100)
            }
            #expect(bits(bitmap) == model)
            #expect(bitmap.setCount == model.count { $0 })
            #expect(bitmap.clearCount == model.count { !$0 })
            checkRanges(of: bitmap, model, &rng)
        }
    }

    private func checkRanges(of bitmap: Bitmap, _ model: [Bool], _ rng: inout SplitMix64) {
        let start = Int(rng.next(upperBound: UInt64(model.count + 1)))
        let end = start + Int(rng.next(upperBound: UInt64(model.count - start + 1)))
        #expect(bitmap.setCount(in: start..<end) == model[start..<end].count { $0 })
        let expected = model[start...].prefix(64).enumerated().reduce(0 as UInt64) {
            $0 | ($1.element ? 1 << UInt64($1.offset) : 0)
        }
        #expect(bitmap.word(at: start) == expected)
    }

    @Test("equal bits make equal bitmaps, however they came about")
    func equality() {
        var truncated = Bitmap(repeating: true, count: 130)
        truncated.truncate(to: 70)
        #expect(truncated == Bitmap(repeating: true, count: 70))
        truncated.append(false)
        #expect(truncated != Bitmap(repeating: true, count: 71))
    }

    @Test("an index outside is a programmer's error")
    func misuse() async {
        await #expect(processExitsWith: .failure) { _ = Bitmap(repeating: true, count: 3)[3] }
        await #expect(processExitsWith: .failure) {
            var bitmap = Bitmap(repeating: true, count: 3)
            bitmap.truncate(to: 4)
        }
    }
}
